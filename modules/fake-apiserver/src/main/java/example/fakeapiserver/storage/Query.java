package example.fakeapiserver.storage;

import java.util.Map;

/** The parameters of a request; one that is absent is empty. */
public record Query(Map<String, String> parameters) {

  public String get(String name) {
    return parameters.getOrDefault(name, "");
  }

  public boolean has(String name) {
    return parameters.containsKey(name);
  }

  /** True as Go reads it. */
  public boolean isTrue(String name) {
    return get(name).matches("1|t|T|true|TRUE|True");
  }

  public boolean dryRun() {
    return get("dryRun").equals("All");
  }

  /** A number that is not negative; 0 if absent. */
  public long number(String name) {
    if (get(name).isEmpty()) {
      return 0;
    }
    try {
      return Math.max(0, Long.parseLong(get(name)));
    } catch (NumberFormatException no) {
      throw StatusException.badRequest(
          "strconv.ParseInt: parsing \"%s\": invalid syntax".formatted(get(name)));
    }
  }

  /** The resource version asked for; 0 if absent. */
  public long version() {
    var version = get("resourceVersion");
    if (!version.matches("[0-9]{0,18}")) {
      throw StatusException.badRequest(
          "invalid resource version: resourceVersion: Invalid value: \"%s\": strconv.ParseUint:"
                  .formatted(version)
              + " parsing \"%s\": invalid syntax".formatted(version));
    }
    return number("resourceVersion");
  }
}
