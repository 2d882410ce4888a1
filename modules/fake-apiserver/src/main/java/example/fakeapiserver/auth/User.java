package example.fakeapiserver.auth;

import example.fakeapiserver.storage.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who asks.
 *
 * @param uid empty if the user has none
 * @param credential which credential of the user it was, never the credential itself
 */
public record User(String name, String uid, List<String> groups, String credential) {

  static final String AUTHENTICATED = "system:authenticated";

  public static final User ANONYMOUS =
      new User("system:anonymous", "", List.of("system:unauthenticated"), "");

  /** A user with a valid credential, so also a member of {@code system:authenticated}. */
  static User authenticated(String name, List<String> groups, String credential) {
    var all = new ArrayList<>(groups);
    if (!all.contains(AUTHENTICATED)) {
      all.add(AUTHENTICATED);
    }
    return new User(name, "", List.copyOf(all), credential);
  }

  boolean isServiceAccount(String namespace, String account) {
    return name.equals("system:serviceaccount:" + namespace + ":" + account);
  }

  /** What reviews call UserInfo. */
  ObjectNode info() {
    var info = Json.object().put("username", name);
    if (!uid.isEmpty()) {
      info.put("uid", uid);
    }
    info.set("groups", Json.array(groups));
    if (!credential.isEmpty()) {
      info.withObject("/extra")
          .set("authentication.kubernetes.io/credential-id", Json.array(List.of(credential)));
    }
    return info;
  }
}
