package example.repochecks;

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

  /**
   * The files that, as kubectl does, use the namespace {@code default} if nothing names another.
   */
  private static final Set<String> MAY_FALL_BACK_TO_DEFAULT =
      Set.of("ClusterAccess", "Kubeconfig", "InClusterOrKubeconfig");

  /** Outside cluster access; java.net.http names its few libraries itself. */
  private static final Refused TRANSITIVE =
      new Refused(
          "import (com\\.(fasterxml|google)|tools\\.jackson|okhttp3|okio|io\\.(vertx|netty)|org\\.(snake)?yaml)\\b[\\w.]*",
          "is of a library that the client brings, and each version another. Do without it");

  /** What client-java's own methods take and return: JSON.createGson(), buildCall(). */
  private static final Pattern OF_CLIENT_JAVA =
      Pattern.compile("import (com\\.google\\.gson|okhttp3)\\.");

  private static final Pattern OUR_PATH =
      Pattern.compile("\\b(modules|manifests|docs)/([\\w./-]*\\w)?");
  private static final Pattern URL = Pattern.compile("https?://\\S+");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

  /** Code that no pattern holds, and what it does instead. */
  private record Refused(Pattern code, String sentence) {
    Refused(String code, String sentence) {
      this(Pattern.compile(code), sentence);
    }
  }

  private static final String TRUSTS = "trusts every server. Trust the cluster's CA";
  private static final String NAMESPACE = "is a namespace. Take it as a parameter";
  private static final Refused PRINTS =
      new Refused("System\\.(out|err)\\b", "prints. Return it, and let Main print");
  private static final Refused DEFAULT = new Refused("\"default\"", NAMESPACE);
  private static final List<Refused> REFUSED =
      List.of(
          new Refused("import [\\w. ]+\\*", "does not say what is used. Name it"),
          new Refused(
              "import (lombok|org\\.slf4j|org\\.apache\\.(log4j|logging|commons\\.logging))\\b[\\w.]*",
              "is more than a copy brings. Use System.Logger"),
          new Refused("\"kube-(system|public|node-lease)\"", NAMESPACE),
          new Refused("\"[^\"\n]*\\bkubernetes-from-java\\b[^\"\n]*\"", NAMESPACE),
          new Refused("checkServerTrusted\\s*\\([^)]*\\)[^{;]*\\{\\s*(return;\\s*)?\\}", TRUSTS),
          new Refused("ALLOW_ALL|NoopHostnameVerifier|[hH]ostnameVerifier\\s*\\(\\s*\\(", TRUSTS),
          new Refused(
              "setVerifyingSsl\\(\\s*false\\s*\\)|[wW]ithTrustCerts\\(\\s*true\\s*\\)", TRUSTS),
          new Refused("jdk\\.internal\\.httpclient\\.disableHostnameVerification", TRUSTS),
          new Refused(
              "setDefaultApiClient", "is for the whole process. Take a client as a parameter"));

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
    var lines = pattern.text().lines().count();
    var rawShort =
        pattern.name().equals("InClusterOrKubeconfig") && pattern.module().equals("java-net-http");
    var longest = rawShort ? RAW_SHORT_VERSION : LONGER.getOrDefault(pattern.name(), LONGEST);
    if (lines < SHORTEST || lines > longest) {
      sentences.add(
          "%d lines. Between %d and %d can be read and copied".formatted(lines, SHORTEST, longest));
    }
    // Without comments, so that an empty body with an excuse is empty.
    var code = COMMENT.matcher(pattern.text()).replaceAll("");
    if (!code.contains("package " + pattern.packageName() + ";")) {
      sentences.add("its package must be " + pattern.packageName());
    }
    REFUSED.forEach(refused -> sentences.addAll(refused(refused, code)));
    if (!MAY_FALL_BACK_TO_DEFAULT.contains(pattern.name())) {
      sentences.addAll(refused(DEFAULT, code));
    }
    if (!pattern.isOfClusterAccess() && !pattern.module().equals("java-net-http")) {
      var ofClientJava = pattern.module().equals("client-java");
      var imports = ofClientJava ? OF_CLIENT_JAVA.matcher(code).replaceAll("") : code;
      sentences.addAll(refused(TRANSITIVE, imports));
    }
    // A file that runs on its own has a main at its end, which prints.
    sentences.addAll(refused(PRINTS, code.split("static void main\\(", 2)[0]));
    var path = OUR_PATH.matcher(URL.matcher(Header.without(pattern.text())).replaceAll(""));
    if (path.find()) {
      sentences.add(
          "names %s, which a copy does not have. Say it in words".formatted(path.group()));
    }
    return sentences;
  }

  private static List<String> refused(Refused refused, String code) {
    var found = refused.code.matcher(code);
    if (!found.find()) {
      return List.of();
    }
    var shown = found.group().replace("\"", "").replaceAll("\\s+", " ");
    return List.of("\"%s\" %s".formatted(shown, refused.sentence));
  }
}
