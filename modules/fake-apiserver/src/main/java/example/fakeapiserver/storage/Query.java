package example.fakeapiserver.storage;

import java.util.List;
import java.util.Map;

/** The parameters of a request; one that is absent is empty. */
public record Query(Map<String, String> parameters) {

  private static final List<String> NOT_SUPPORTED =
      List.of("dryRun", "resourceVersionMatch", "sendInitialEvents");

  /** Rejects parameters that would change the meaning of the request if they were ignored. */
  public void refuseWhatIsNotSupported() {
    for (var name : NOT_SUPPORTED) {
      if (parameters.containsKey(name)) {
        throw StatusException.notSupported(422, "Invalid", "the parameter " + name);
      }
    }
  }

  public String get(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** True as Go reads it. */
  public boolean isTrue(String name) {
    return get(name).matches("1|t|T|true|TRUE|True");
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
}
