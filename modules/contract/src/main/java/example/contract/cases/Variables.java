package example.contract.cases;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.KubeconfigText;
import example.contract.access.AccessRow;
import example.fakeapiserver.FakeCertificates;
import example.fakeapiserver.FakeCertificates.Identity;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a row of {@code request-cases.yaml} may name in <code>${…}</code>. Tokens and certificates
 * are made when they are first named, and are the same wherever a case names them.
 */
final class Variables {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int LIFE = 600; // seconds that an answer of a plugin holds
  private static final int TOO_MUCH = 2 << 20; // bytes; a client reads one MiB
  private static final Pattern PLANTED = Pattern.compile("[a-z0-9][a-z0-9-]*-marker\\b");
  private static final List<String> GROUPS = List.of("ops", "dev", "system:masters");

  private final CaseContext context;
  private final URI server;
  private final String caPem;
  private final Map<String, String> made = new HashMap<>();
  private final Map<String, Identity> people = new HashMap<>();

  /**
   * @param server the one that the client is told of, with its CA
   */
  Variables(CaseContext context, URI server, String caPem) {
    this.context = context;
    this.server = server;
    this.caPem = caPem;
  }

  /** Fills in variables, and remembers what is planted in the text as a secret. */
  String fill(String text) {
    PLANTED.matcher(text).results().forEach(found -> context.secret(found.group()));
    return AccessRow.fill(text, this::value);
  }

  /** The same for every string in a value. */
  JsonNode fill(JsonNode value) {
    PLANTED.matcher(value.toString()).results().forEach(found -> context.secret(found.group()));
    return AdminClient.JSON.readTree(AccessRow.fill(value.toString(), this::inJson));
  }

  private String inJson(String name) {
    var quoted = AdminClient.JSON.writeValueAsString(value(name));
    return quoted.substring(1, quoted.length() - 1);
  }

  private String value(String name) {
    if (name.equals("expiry")) { // as a plugin says it, whenever it is asked
      return context.now().plusSeconds(LIFE).toString();
    }
    var known = made.get(name);
    if (known == null) {
      known = make(name);
      made.put(name, known);
    }
    return known;
  }

  private String make(String name) {
    var dot = name.lastIndexOf('.');
    var of = name.substring(0, Math.max(0, dot));
    return switch (name.substring(dot + 1)) {
      case "dir" -> context.folder().toString();
      case "config" -> context.folder().resolve("kubeconfig").toString();
      case "working" -> Path.of("").toAbsolutePath().relativize(context.folder()).toString();
      case "namespace" -> context.namespace();
      case "user" -> context.user();
      case "server" -> server.toString().replaceAll("/$", "");
      case "port" -> String.valueOf(server.getPort());
      case "login" ->
          fill("The request failed: ${config}: exec of user \"jane\" runs \"./bin/login\", which");
      case "admin" -> context.api().kubeconfig();
      case "kubeconfig" ->
          KubeconfigText.of(
              value("server"), caPem, "{token: %s}".formatted(value("token")), context.namespace());
      case "too-much" -> "x".repeat(TOO_MUCH);
      case "token", "next" -> context.token();
      case "opaque" -> context.secret("opaque-5ecret-marker");
      case "administrator" -> administrator();
      case "expired" -> token("example", HOUR.multipliedBy(-2), HOUR.negated());
      case "future" -> token("example", HOUR, HOUR.multipliedBy(2));
      case "of-no-role" -> token("default", Duration.ZERO, HOUR);
      case "of-no-role-expired" -> token("default", HOUR.multipliedBy(-2), HOUR.negated());
      case "extended" -> context.extendedToken();
      case "exp", "nbf", "warnafter" -> time(value(of), name.substring(dot + 1));
      case "ca" -> of.isEmpty() ? caPem : FakeCertificates.create(of).caPem();
      case "cert" -> person(of).certificatePem();
      case "key" -> key(of);
      case "data" -> data(value(of));
      default -> null;
    };
  }

  private String administrator() {
    var token = context.secret("of-an-administrator-marker");
    context.fake().addToken(token, "administrator", GROUPS);
    return token;
  }

  private String token(String account, Duration from, Duration until) {
    return context.secret(context.fake().token(context.namespace(), account, from, until));
  }

  /** A time that a token holds, as who-am-i prints it. */
  private static String time(String token, String claim) {
    var json = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
    var claims = AdminClient.JSON.readTree(new String(json, StandardCharsets.UTF_8));
    var seconds = claims.findValue(claim).asLong(); // Kubernetes' own are one level deeper
    return Instant.ofEpochSecond(seconds).toString();
  }

  /** An administrator; one called {@code rsa} has an RSA key in PKCS#1 form. */
  private Identity person(String name) {
    var certificates = context.fake().certificates();
    return people.computeIfAbsent(
        name,
        cn ->
            cn.equals("rsa")
                ? certificates.rsaIdentity(cn, GROUPS)
                : certificates.identity(cn, GROUPS));
  }

  private String key(String name) {
    var rsa = name.equals("rsa");
    return context.secret(rsa ? person(name).keyPkcs1Pem() : person(name).keySec1Pem());
  }

  private String data(String text) {
    var data = KubeconfigText.base64(text);
    return text.contains("PRIVATE KEY") ? context.secret(data) : data;
  }
}
