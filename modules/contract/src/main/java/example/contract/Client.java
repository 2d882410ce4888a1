package example.contract;

import example.contract.access.AccessRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What {@code clients.yaml} says of one client, the same at every level.
 *
 * @param notSupported cases that the client does not support, with the reason: never run, never a
 *     failure. {@code list-pods.*} stands for every case of a pattern, which then has no file in
 *     the client's module
 * @param knownFailures cases that the client supports and fails, with the reason: red once one
 *     passes
 */
public record Client(
    String name,
    String version,
    Map<String, String> notSupported,
    Map<String, String> knownFailures) {

  private static final String ALL = ".*";

  /**
   * @param name a module: {@code fabric8}
   */
  public static Client of(String name) {
    return all().stream()
        .filter(client -> client.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("clients.yaml: no client " + name));
  }

  /** The names of the three modules, in the order of the docs. */
  public static List<String> names() {
    return all().stream().map(Client::name).toList();
  }

  /** The three modules, in the order of the docs. */
  public static List<Client> all() {
    return AccessRow.resource("clients.yaml").properties().stream()
        .map(each -> of(each.getKey(), each.getValue()))
        .toList();
  }

  private static Client of(String name, JsonNode said) {
    return new Client(
        name,
        said.get("version").asString(),
        reasons(said.get("notSupported")),
        reasons(said.get("knownFailures")));
  }

  private static Map<String, String> reasons(JsonNode cases) {
    var reasons = new TreeMap<String, String>();
    cases.properties().forEach(each -> reasons.put(each.getKey(), each.getValue().asString()));
    return reasons;
  }

  /** Why the client does not support a case, if it does not. */
  public Optional<String> whyNotSupported(String id) {
    return notSupported.entrySet().stream()
        .filter(each -> covers(each.getKey(), id))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * Whether the client's module has a file for a pattern.
   *
   * @param pattern such as {@code list-pods}
   */
  public boolean supports(String pattern) {
    return !notSupported.containsKey(pattern + ALL);
  }

  private static boolean covers(String entry, String id) {
    return entry.endsWith(ALL)
        ? id.startsWith(entry.substring(0, entry.length() - 1))
        : id.equals(entry);
  }

  /**
   * @throws IllegalStateException with a sentence for each entry that matches none of these cases
   */
  public void checkThatTheseAreCases(Collection<String> ids) {
    var sentences =
        Stream.concat(notSupported.keySet().stream(), knownFailures.keySet().stream())
            .filter(entry -> ids.stream().noneMatch(id -> covers(entry, id)))
            .map(
                "clients.yaml, %s: %%s matches no case. Correct or remove the entry."
                        .formatted(name)
                    ::formatted)
            .toList();
    if (!sentences.isEmpty()) {
      throw new IllegalStateException(String.join("\n", sentences));
    }
  }
}
