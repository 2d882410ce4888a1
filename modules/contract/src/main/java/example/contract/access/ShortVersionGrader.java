package example.contract.access;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.access.ShortVersionGrades.Grade;
import example.contract.access.ShortVersionGrades.Graded;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.file.PathUtils;
import tools.jackson.databind.JsonNode;

/**
 * Runs every row against a short version, inside the child process of {@link ShortVersionGrades}.
 * There {@code /var/run} is a folder of the rows, and the environment is replaced for each row.
 */
final class ShortVersionGrader {

  /** The short version has no such parameter. */
  private static final Set<String> MISSING = Set.of("--in-cluster", "--service-account");

  /** In its folder, whatever a row makes. */
  private static final Set<String> KEPT = Set.of("tmp", "root");

  private static final List<String> COMPARED = List.of("mode", "server", "namespace", "identity");

  private final ShortVersionGrades client;
  private final Path folder;
  private final Map<String, String> environment = environment();

  private ShortVersionGrader(ShortVersionGrades client, Path folder) {
    this.client = client;
    this.folder = folder;
  }

  /** Arguments: the test class of a client, and the folder. Prints a JSON object of the rows. */
  public static void main(String[] args) throws Exception {
    var constructor = Class.forName(args[0]).getDeclaredConstructor();
    constructor.setAccessible(true);
    var client = (ShortVersionGrades) constructor.newInstance();
    var grades = new ShortVersionGrader(client, Path.of(args[1])).rows();
    System.out.println(AdminClient.JSON.writeValueAsString(grades));
    System.exit(0); // threads of the libraries may be left
  }

  private Map<String, Graded> rows() throws IOException {
    var file = AccessRow.file();
    var grades = new TreeMap<String, Graded>();
    for (var row : file.get("rows")) {
      var id = row.get("id").asString();
      var table = row.path("table").asString("");
      if (table.isEmpty()) {
        grades.put(id, grade(row, ""));
        continue;
      }
      for (var each : AccessTable.of(file, table).combinations(row)) {
        grades.merge(id, grade(each.row(), each.label()), ShortVersionGrader::worse);
      }
    }
    return grades;
  }

  private static Graded worse(Graded one, Graded other) {
    return other.grade().compareTo(one.grade()) > 0 ? other : one;
  }

  private Graded grade(JsonNode row, String combination) throws IOException {
    var arguments = new ArrayList<String>();
    row.path("args").forEach(argument -> arguments.add(argument.asString()));
    if (row.path("table").asString("").equals("pod")) {
      arguments.remove("--in-cluster"); // its variables say the same
    }
    if (arguments.stream().anyMatch(MISSING::contains)) {
      return new Graded(Grade.NOT_APPLICABLE, combination, "", "");
    }
    var variables = AccessRow.variables(folder);
    prepare(row, variables);
    var expected = expected(row, variables);
    var kubeconfig = after(arguments, "--kubeconfig", variables);
    var actual = actual(row, kubeconfig, after(arguments, "--context", variables), variables);
    var bothFail = expected.startsWith("error: ") && actual.startsWith("error: ");
    var grade =
        expected.equals(actual) ? Grade.SAME : bothFail ? Grade.DIFFERENT_MESSAGE : Grade.DIFFERS;
    return new Graded(grade, combination, expected, actual);
  }

  private static String after(List<String> arguments, String name, Map<String, String> variables) {
    var index = arguments.indexOf(name);
    return index < 0 ? null : AccessRow.fill(arguments.get(index + 1), variables::get);
  }

  private void prepare(JsonNode row, Map<String, String> variables) throws IOException {
    try (var all = Files.list(folder)) {
      for (var path : all.filter(each -> !KEPT.contains(each.getFileName().toString())).toList()) {
        PathUtils.delete(path);
      }
    }
    FileUtils.cleanDirectory(folder.resolve("root/var/run").toFile());
    environment.clear();
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("PATH", folder.resolve("tmp/programs").toString());
    AccessRow.prepare(row, variables, folder, environment);
    for (var name : row.path("files").propertyNames()) {
      var text = Files.readString(folder.resolve(name));
      if (text.startsWith("{") && !text.matches("(?s)\\{\\s*\".*")) {
        CaseContext.write(folder.resolve(name), "---\n" + text); // or Fabric8 would read JSON
      }
    }
  }

  private String expected(JsonNode row, Map<String, String> variables) {
    var refused = row.path("refused").path(client.client()).path("error");
    var error = refused.isMissingNode() ? row.path("error") : refused;
    if (error.isString()) {
      return "error: " + AccessRow.fill(error.asString(), variables::get).strip();
    }
    var said = new LinkedHashMap<String, String>();
    for (var field : COMPARED) {
      if (row.get("expect").has(field)) {
        said.put(field, AccessRow.fill(row.get("expect").get(field).asString(), variables::get));
      }
    }
    said.computeIfPresent("identity", (field, identity) -> kind(identity));
    return said.toString();
  }

  /** Tokens are all sent in the same way, wherever they came from. */
  private static String kind(String identity) {
    return identity.matches("(anonymous|client-certificate)( .*)?")
        ? identity.replaceFirst(" .*", "")
        : "token";
  }

  private String actual(
      JsonNode row, String kubeconfig, String context, Map<String, String> variables) {
    try {
      var found = client.open(file(kubeconfig, context), context);
      checkThatNoSecretIsIn(row, found.toString(), variables);
      var said = new LinkedHashMap<String, String>();
      said.put("mode", found.source().startsWith("kubeconfig ") ? "kubeconfig" : "in-cluster");
      said.put("server", found.server().replaceFirst("/$", ""));
      said.put("namespace", found.namespace());
      said.put("identity", found.credential());
      said.keySet().removeIf(field -> row.has("expect") && !row.get("expect").has(field));
      return said.toString();
    } catch (RuntimeException notPromised) {
      throw new AssertionError(
          "%s: open() promises IOException, and threw %s"
              .formatted(row.get("id").asString(), notPromised.getClass().getName()));
    } catch (IOException refused) {
      var trace = new StringWriter();
      refused.printStackTrace(new PrintWriter(trace, true));
      checkThatNoSecretIsIn(row, trace.toString(), variables);
      return "error: " + refused.getMessage();
    }
  }

  /** Neither what {@code main} prints nor a stack trace may hold one. */
  private static void checkThatNoSecretIsIn(
      JsonNode row, String text, Map<String, String> variables) {
    if (AccessRow.SECRETS.stream().map(variables::get).anyMatch(text::contains)
        || text.contains("PRIVATE KEY-----")) {
      throw new AssertionError(row.get("id").asString() + ": the output holds a token or key");
    }
  }

  /** A context alone is one of the file that the environment names. */
  private String file(String kubeconfig, String context) {
    if (kubeconfig != null || context == null) {
      return kubeconfig;
    }
    var named = environment.getOrDefault("KUBECONFIG", "");
    return named.isBlank() ? folder.resolve("home/.kube/config").toString() : named;
  }

  /** The map behind {@link System#getenv}, which is final and cannot be changed by itself. */
  @SuppressWarnings("unchecked")
  private static Map<String, String> environment() {
    try {
      var view = System.getenv();
      var behind = view.getClass().getDeclaredField("m");
      behind.setAccessible(true);
      return (Map<String, String>) behind.get(view);
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("this JDK keeps its environment elsewhere", changed);
    }
  }
}
