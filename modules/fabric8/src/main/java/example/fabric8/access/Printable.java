// SPDX-License-Identifier: MIT-0
//JAVA 17+
// Permission: none
// Cases:      cluster-access.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.fabric8.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Decides what a message may quote of values from outside. People put the text of a kubeconfig into
 * KUBECONFIG, and a key where the path of one belongs; a message would carry it into logs.
 */
final class Printable {

  private static final Pattern YAML_TEXT =
      Pattern.compile(
          "[\\w-]\"?:\\s++(?![/.~])|\"\\s*:|(?i)(token|password)\\s*[:=](?![/.~])|bearer\\s");
  private static final Pattern OF_KUBECONFIG =
      Pattern.compile(
          "(apiVersion|clusters|contexts|current-context|users)\"?\\s*:(\\s++(?![/.~])|\\[|\\{)");
  private static final Pattern PRIVATE_URL =
      Pattern.compile(":/{1,2}\\S*@|[^/@\\s:]+:[^@\\s/]+@|[?#]\\S*=");
  private static final Pattern LINES = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");
  private static final Pattern JWT_OR_BOOTSTRAP =
      Pattern.compile("(?<![A-Za-z0-9])eyJ[\\w-]{8,}|^[a-z0-9]{6}[.][a-z0-9]{16}$");
  private static final Pattern LONG = Pattern.compile("[A-Za-z0-9+/_=-]{40,}");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern CHANGE = // words and paths have few, Base64 and hexadecimal many
      Pattern.compile("(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])");

  private Printable() {}

  /** A path, an address or a name; or what kind of secret it may be. */
  static String shown(Object value) {
    var text = String.valueOf(value);
    var stripped = text.strip();
    var secret = secret(stripped);
    if (secret != null) {
      return "(%s, not shown)".formatted(secret);
    }
    if (stripped.equals(text)) {
      return text;
    }
    var where = text.startsWith(stripped) ? "ends in" : "begins with";
    var what = text.replace(stripped, "").matches(".*\\R.*") ? "line break" : "blank";
    return "%s (%s a %s)".formatted(stripped, where, what);
  }

  /** What kind of secret a value may be; null if it may be shown. */
  static String secret(String text) {
    if (OF_KUBECONFIG.matcher(text).find()) {
      return "the text of a kubeconfig";
    }
    if (text.contains("-----BEGIN ")) {
      return "PEM";
    }
    if (LINES.matcher(text).find()) {
      return "several lines or a control character";
    }
    if (PRIVATE_URL.matcher(text).find()) {
      return "a URL with a user or query";
    }
    if (YAML_TEXT.matcher(text).find()) {
      return "YAML or a header";
    }
    return isRandom(text) ? "what may be a token or key" : null;
  }

  static boolean isRandom(String text) {
    return JWT_OR_BOOTSTRAP.matcher(text).find()
        || LONG.matcher(UUID.matcher(text).replaceAll(""))
            .results()
            .map(MatchResult::group)
            .anyMatch(run -> CHANGE.matcher(run).results().count() * 4 > run.length());
  }

  /** An argument that holds a secret in the place of a path. */
  static void checkPath(String argument, Path path) throws IOException {
    var secret = secret(path.toString().strip());
    if (secret != null && !Files.exists(path)) {
      throw new IOException("%s holds %s; it must be a path.".formatted(argument, secret));
    }
  }
}
