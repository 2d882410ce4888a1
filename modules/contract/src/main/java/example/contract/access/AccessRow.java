package example.contract.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.CaseContext;
import example.contract.Contract.TestLevel;
import example.contract.KubeconfigText;
import example.fakeapiserver.FakeCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of {@code access-cases.yaml}: surroundings in; mode, server, namespace and identity, or
 * the exact error, out. Every row is a case of its own; no server is asked.
 */
public final class AccessRow {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([a-z0-9.-]+)}");
  private static final Set<String> FIELDS =
      Set.of("id says env files folders args expect error refused table where".split(" "));

  private AccessRow() {}

  public static List<Case> cases() {
    var cases = new ArrayList<Case>();
    var seen = new HashSet<String>();
    var file = file();
    for (var table : file.path("tables").propertyNames()) {
      AccessTable.of(file, table).check(rowsOf(file, table));
    }
    for (var row : file.get("rows")) {
      var id = "cluster-access." + row.get("id").asString();
      checkFields("access-cases.yaml: " + id, row, FIELDS);
      if (!seen.add(id) || row.has("expect") == row.has("error")) {
        throw new IllegalStateException(
            "access-cases.yaml: " + id + " needs a name of its own, and expect or error");
      }
      cases.add(
          new Case(
              id,
              row.get("says").asString(),
              Set.of(TestLevel.FAKE),
              refused(row),
              context -> checkAll(file, row, context)));
    }
    return cases;
  }

  /** Fails with a sentence if a row has another field than these. */
  public static void checkFields(String where, JsonNode row, Set<String> known) {
    for (var field : row.propertyNames()) {
      if (!known.contains(field)) {
        throw new IllegalStateException("%s has a field %s".formatted(where, field));
      }
    }
  }

  /** The clients for which a row expects another error, and why. */
  private static Map<String, String> refused(JsonNode row) {
    var refused = new LinkedHashMap<String, String>();
    row.path("refused")
        .properties()
        .forEach(each -> refused.put(each.getKey(), each.getValue().get("because").asString()));
    return refused;
  }

  /** The file as it stands; the docs' tables are made from it too. */
  public static JsonNode file() {
    return resource("access-cases.yaml");
  }

  /** The rows of one table. */
  public static List<JsonNode> rowsOf(JsonNode file, String table) {
    return file.get("rows")
        .valueStream()
        .filter(row -> row.path("table").asString("").equals(table))
        .toList();
  }

  /**
   * Reads a YAML file of the contract, by itself and not through Jackson, which knows neither `<<`
   * nor an alias as a key.
   */
  public static JsonNode resource(String name) {
    var settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setMaxAliasesForCollections(Integer.MAX_VALUE) // the files are ours
            .build();
    try (var in = AccessRow.class.getResourceAsStream("/" + name)) {
      return AdminClient.JSON.valueToTree(new Load(settings).loadFromInputStream(in));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Runs a row as it stands, or each combination of its table that it stands for. */
  private static void checkAll(JsonNode file, JsonNode row, CaseContext context) throws Exception {
    if (!row.has("table")) {
      check(row, context);
      return;
    }
    for (var each : AccessTable.of(file, row.get("table").asString()).combinations(row)) {
      PathUtils.cleanDirectory(context.folder());
      context.environment().clear();
      try {
        check(each.row(), context);
      } catch (AssertionError failed) {
        throw new AssertionError(each.label() + ": " + failed.getMessage(), failed);
      }
    }
  }

  private static void check(JsonNode row, CaseContext context) throws Exception {
    var variables = variables(context.folder());
    prepare(row, variables, context.folder(), context.environment());
    SECRETS.forEach(name -> context.secret(variables.get(name)));
    var arguments = new ArrayList<>(List.of("cluster-access", "--json"));
    row.path("args").forEach(argument -> arguments.add(fill(argument.asString(), variables::get)));

    var outcome = context.run(arguments.toArray(String[]::new));

    var refused = row.path("refused").path(context.driver().client());
    var error = refused.isObject() ? refused.get("error") : row.get("error");
    if (error != null) {
      assertEquals(fill(error.asString(), variables::get).strip(), outcome.err().strip());
      assertEquals("", outcome.out());
      assertEquals(2, outcome.exit());
      return;
    }
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
    var said = (ObjectNode) AdminClient.JSON.readTree(outcome.out());
    assertEquals(context.driver().client(), said.get("client").asString());
    for (var expected : row.get("expect").properties()) {
      assertEquals(
          fill(text(expected.getValue()), variables::get),
          text(said.path(expected.getKey())),
          expected.getKey());
    }
  }

  /** Makes the files of a row below a folder, and adds its variables to an environment. */
  static void prepare(
      JsonNode row, Map<String, String> variables, Path folder, Map<String, String> environment)
      throws IOException {
    for (var file : row.path("files").properties()) {
      CaseContext.write(
          folder.resolve(file.getKey()), fill(file.getValue().asString(), variables::get));
    }
    for (var each : row.path("folders")) {
      Files.createDirectories(folder.resolve(each.asString()));
    }
    for (var each : row.path("env").properties()) {
      environment.put(each.getKey(), fill(each.getValue().asString(), variables::get));
    }
  }

  /** A string as it is, anything else as JSON. */
  public static String text(JsonNode value) {
    return value.isString() ? value.asString() : value.toString();
  }

  /**
   * Fills in variables.
   *
   * @param variables the value of a name, or null
   */
  public static String fill(String text, UnaryOperator<String> variables) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            found -> {
              var value = variables.apply(found.group(1));
              if (value == null) {
                throw new IllegalStateException("there is no variable " + found.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }

  private static final FakeCertificates AUTHORITY = FakeCertificates.create("kubernetes");
  private static final FakeCertificates OTHER = FakeCertificates.create("other");
  private static final Map<String, String> MATERIAL = material();

  /** Variables whose values no output may hold. */
  static final List<String> SECRETS =
      List.of(
          "secret", "jwt", "key.sec1.data", "key.pkcs8.data", "key.other.data", "rsa.pkcs1.data");

  /** What a row may name: keys, certificates and tokens, and the case's own folder. */
  public static Map<String, String> variables(Path folder) {
    var variables = new LinkedHashMap<>(MATERIAL);
    variables.put("dir", folder.toString());
    return variables;
  }

  private static Map<String, String> material() {
    var ec = AUTHORITY.identity("jane", List.of("developers"));
    var rsa = AUTHORITY.rsaIdentity("jane", List.of("developers"));
    var parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    var material = new LinkedHashMap<String, String>();
    material.put("ca", AUTHORITY.caPem());
    material.put("cert", ec.certificatePem());
    material.put("key.sec1", ec.keySec1Pem());
    material.put("key.pkcs8", ec.keyPkcs8Pem());
    material.put("key.parameters", parameters + ec.keySec1Pem());
    material.put("key.encrypted", ec.keyPkcs8Pem().replace(" PRIVATE", " ENCRYPTED PRIVATE"));
    material.put("key.other", AUTHORITY.identity("joe", List.of()).keySec1Pem());
    material.put("rsa.cert", rsa.certificatePem());
    material.put("rsa.pkcs1", rsa.keyPkcs1Pem());
    material.put("rsa.pkcs8", rsa.keyPkcs8Pem());
    for (var each : List.copyOf(material.entrySet())) {
      material.put(each.getKey() + ".data", KubeconfigText.base64(each.getValue()));
    }
    material.put("two-cas", AUTHORITY.caPem() + "# and the next one\n" + OTHER.caPem());
    material.put("secret", "opaque-5ecret-marker");
    material.put("jwt", jwt());
    material.put("bom", "\uFEFF");
    return material;
  }

  private static String jwt() {
    var claims = "{\"sub\":\"system:serviceaccount:team-a:example\",\"exp\":1999999999}";
    return Stream.of("{\"alg\":\"RS256\"}", claims, "signature")
        .map(part -> part.getBytes(StandardCharsets.UTF_8))
        .map(Base64.getUrlEncoder().withoutPadding()::encodeToString)
        .collect(Collectors.joining("."));
  }
}
