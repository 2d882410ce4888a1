package example.repochecks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a credential looks like in a text: in a file, in XML, in Base64. */
final class Secret {

  /** A line break in PEM, as a file, a Java string, JSON and XML write it. */
  private static final String BREAK = "([\\s\\\\nr\"+]|&#1[03];)*";

  private static final Pattern TOKEN =
      Pattern.compile("\\beyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]*");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----" + BREAK + "[A-Za-z0-9+/=]{40,}");

  /**
   * The first line of such a key, PKCS#8, PKCS#1 or SEC1, as a kubeconfig holds it. The rows of the
   * contract hold some that are cut short, so that it says something in outputs only.
   */
  private static final Pattern KEY_DATA =
      Pattern.compile("LS0tLS1CRUdJTiB(QUklWQVRF|SU0EgUFJJVkFU|FQyBQUklWQVRF)[A-Za-z0-9+/=]{40,}");

  /** What the tests plant so that it must not come out; opaque tokens have no look of their own. */
  private static final Pattern PLANTED =
      Pattern.compile("\\bplanted-token-of-\\w|\\b[a-z0-9][a-z0-9-]*-marker\\b");

  private Secret() {}

  /** What a text holds of tokens and keys; nothing of what it is. */
  static List<String> in(String text) {
    var found = new ArrayList<String>();
    if (TOKEN.matcher(text).find()) {
      found.add("a token (JWT)");
    }
    if (KEY.matcher(text).find()) {
      found.add("a private key");
    }
    return found;
  }

  /** As {@link #in}, of what came out of a test: also keys in Base64, and what it has planted. */
  static List<String> inOutput(String text) {
    var found = new ArrayList<>(in(text));
    if (KEY_DATA.matcher(text).find()) {
      found.add("a private key in Base64");
    }
    if (PLANTED.matcher(text).find()) {
      found.add("a planted secret");
    }
    return found;
  }
}
