package example.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What {@code clients.yaml} says of one client, the same at every distance.
 *
 * @param notOffered cases the client does not offer, with the reason: never run, never a failure
 * @param knownFailures cases the client offers and fails, with the reason: red once one passes
 */
public record Client(
    String name,
    String version,
    Map<String, String> notOffered,
    Map<String, String> knownFailures) {

  /**
   * @param name a module: {@code fabric8}
   */
  public static Client of(String name) {
    var client = all().get(name);
    if (client == null) {
      throw new IllegalStateException("clients.yaml: no client " + name);
    }
    return client;
  }

  /** The three modules, in the order of the docs. */
  public static List<String> names() {
    return List.copyOf(all().keySet());
  }

  private static Map<String, Client> all() {
    try (var in = Client.class.getResourceAsStream("/clients.yaml")) {
      var clients = new LinkedHashMap<String, Client>();
      for (var each : AccessRow.tree(in).properties()) {
        var said = each.getValue();
        clients.put(
            each.getKey(),
            new Client(
                each.getKey(),
                said.get("version").asString(),
                reasons(said.get("notOffered")),
                reasons(said.get("knownFailures"))));
      }
      return clients;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Map<String, String> reasons(JsonNode cases) {
    var reasons = new TreeMap<String, String>();
    cases.properties().forEach(each -> reasons.put(each.getKey(), each.getValue().asString()));
    return reasons;
  }

  void checkThatTheseAreCases(Collection<String> ids) {
    var unknown = new ArrayList<String>();
    for (var named : List.of(notOffered, knownFailures)) {
      named.keySet().stream().filter(id -> !ids.contains(id)).forEach(unknown::add);
    }
    if (!unknown.isEmpty()) {
      throw new IllegalStateException(
          "clients.yaml: %s speaks of %s, which are no cases".formatted(name, unknown));
    }
  }
}
