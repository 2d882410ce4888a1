package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Json;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who asks.
 *
 * @param uid empty if the user has none
 */
public record User(String name, String uid, List<String> groups) {

  static final String AUTHENTICATED = "system:authenticated";

  public static final User ANONYMOUS =
      new User("system:anonymous", "", List.of("system:unauthenticated"));

  /** A user with a valid credential, so also a member of {@code system:authenticated}. */
  static User authenticated(String name, List<String> groups) {
    var all = Stream.concat(groups.stream(), Stream.of(AUTHENTICATED));
    return new User(name, "", all.distinct().toList());
  }

  /** The name of a service account. */
  static String account(String namespace, String name) {
    return "system:serviceaccount:" + namespace + ":" + name;
  }

  /** What reviews call UserInfo. */
  ObjectNode info() {
    var info = Json.object().put("username", name);
    if (!uid.isEmpty()) {
      info.put("uid", uid);
    }
    info.set("groups", Json.array(groups));
    return info;
  }
}
