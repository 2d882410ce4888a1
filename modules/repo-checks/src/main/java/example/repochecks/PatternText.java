package example.repochecks;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A file that readers copy holds nothing that is ours alone, and nothing unsafe. No linter knows
 * these rules.
 */
final class PatternText implements Check {

  private static final int SHORTEST = 60; // lines
  private static final int LONGEST = 220;

  /** Cluster access has bounds of its own: the short version, and the strict one as it is today. */
  private static final Map<String, Integer> LONGER =
      Map.of(
          "InClusterOrKubeconfig", 130,
          "AuthorizingClient", 160,
          "ClusterAccess", 900,
          "Kubeconfig", 630,
          "ExecCredential", 400);

  private static final int RAW_SHORT_VERSION = 300; // it also reads keys and YAML

  private static final String NAMESPACE = "is a namespace. Take it as a parameter";
  private static final String TRUSTS = "trusts every server. Trust the cluster's CA";

  /** Code that no pattern holds, as a regular expression, and what it does instead. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          entry("import [\\w. ]+\\*", "does not say what is used. Name it"),
          entry(
              "import (lombok|org\\.slf4j|org\\.apache\\.(log4j|logging|commons\\.logging))\\b[\\w.]*",
              "is more than a copy brings. Use System.Logger"),
          entry("\"kube-(system|public|node-lease)\"", NAMESPACE),
          entry("\"[^\"\n]*\\bkubernetes-from-java\\b[^\"\n]*\"", NAMESPACE),
          entry("checkServerTrusted\\s*\\([^)]*\\)[^{;]*\\{\\s*(return;\\s*)?\\}", TRUSTS),
          entry("ALLOW_ALL|NoopHostnameVerifier|[hH]ostnameVerifier\\s*\\(\\s*\\(", TRUSTS),
          entry("setVerifyingSsl\\(\\s*false\\s*\\)|[wW]ithTrustCerts\\(\\s*true\\s*\\)", TRUSTS),
          entry("jdk\\.internal\\.httpclient\\.disableHostnameVerification", TRUSTS),
          entry("setDefaultApiClient", "is for the whole process. Take a client as a parameter"));

  /**
   * The files that, as kubectl does, use the namespace {@code default} if nothing names another.
   */
  private static final Set<String> MAY_FALL_BACK_TO_DEFAULT =
      Set.of("ClusterAccess", "Kubeconfig", "InClusterOrKubeconfig");

  /** Libraries that a client brings. Not java.net.http, which names its few libraries itself. */
  private static final String TRANSITIVE =
      "import (com\\.(fasterxml|google)|tools\\.jackson|okhttp3|okio|io\\.(vertx|netty)|org\\.(snake)?yaml)\\b[\\w.]*";

  /** What client-java's own methods take and return: JSON.createGson(), buildCall(). */
  private static final String OF_CLIENT_JAVA = "import (com\\.google\\.gson|okhttp3)\\.";

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var patterns = PatternFile.all(repository);
    if (patterns.isEmpty()) {
      return List.of("modules: there is no pattern to read.");
    }
    for (var pattern : patterns) {
      for (var sentence : sentences(pattern)) {
        problems.add("%s: %s.".formatted(pattern.where(), sentence));
      }
    }
    return problems;
  }

  /** The comments of a file, with their marks. */
  static List<String> comments(String text) {
    return COMMENT.matcher(text).results().map(MatchResult::group).toList();
  }

  private static List<String> sentences(PatternFile pattern) {
    var sentences = new ArrayList<String>();
    var raw = pattern.module().equals("java-net-http");
    var rawShort = raw && pattern.name().equals("InClusterOrKubeconfig");
    var longest = rawShort ? RAW_SHORT_VERSION : LONGER.getOrDefault(pattern.name(), LONGEST);
    var lines = pattern.text().lines().count();
    if (lines < SHORTEST || lines > longest) {
      sentences.add(
          "%d lines. Between %d and %d can be read and copied".formatted(lines, SHORTEST, longest));
    }
    // Without comments, so that an empty body with an excuse is empty.
    var code = COMMENT.matcher(pattern.text()).replaceAll("");
    if (!code.contains("package " + pattern.packageName() + ";")) {
      sentences.add("its package must be " + pattern.packageName());
    }
    REFUSED.forEach((refused, instead) -> sentences.addAll(found(refused, code, instead)));
    if (!MAY_FALL_BACK_TO_DEFAULT.contains(pattern.name())) {
      sentences.addAll(found("\"default\"", code, NAMESPACE));
    }
    if (!pattern.isOfClusterAccess() && !raw) {
      var ofClientJava = pattern.module().equals("client-java");
      sentences.addAll(
          found(
              TRANSITIVE,
              ofClientJava ? code.replaceAll(OF_CLIENT_JAVA, "") : code,
              "is of a library that the client brings, and each version another. Do without it"));
    }
    // A file that runs on its own has a main at its end, which prints.
    var silent = code.split("static void main\\(", 2)[0];
    sentences.addAll(
        found("System\\.(out|err)\\b", silent, "prints. Return it, and let Main print"));
    sentences.addAll(
        found(
            "\\b(modules|manifests|docs)/([\\w./-]*\\w)?",
            pattern.text().replaceAll("(?m)^// Page: .*|https?://\\S+", ""),
            "is nothing that a copy has. Say it in words"));
    return sentences;
  }

  private static List<String> found(String regex, String text, String instead) {
    var found = Pattern.compile(regex).matcher(text);
    if (!found.find()) {
      return List.of();
    }
    var shown = found.group().replace("\"", "").replaceAll("\\s+", " ");
    return List.of("\"%s\" %s".formatted(shown, instead));
  }
}
