package example.javanethttp.plain;

import static java.nio.charset.StandardCharsets.UTF_8;

import example.contract.AdminClient;
import example.contract.recording.NaiveCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.jr.ob.JSON;

/** One list of all pods, or pages by hand; server, CA and credential read as tutorials do. */
final class ListPodsPlain implements NaiveCall {

  private static final Path MOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /**
   * Where the requests go.
   *
   * @param token null for none
   */
  private record Cluster(URI server, String token, SSLContext tls) {}

  @Override
  public void call(
      Path kubeconfig, String namespace, Consumer<String> print, List<String> arguments)
      throws Exception {
    var cluster = kubeconfig == null ? inPod() : from(kubeconfig);
    var http =
        HttpClient.newBuilder()
            // Over HTTP/2 a 401 comes with GOAWAY, and what JDK 17 makes of it differs by the run.
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(cluster.tls())
            .build();
    var pods = "api/v1/namespaces/" + namespace + "/pods";
    var answer = arguments.contains("status") ? send(http, cluster, pods) : null;
    if (answer != null && answer.statusCode() != 200) {
      print.accept("HTTP %d: %s".formatted(answer.statusCode(), answer.body().strip()));
    } else if (arguments.contains("pages")) {
      listInPages(http, cluster, pods, print);
    } else {
      print.accept(list(http, cluster, namespace) + " pods");
    }
  }

  // @start region="plain"
  private static int list(HttpClient http, Cluster cluster, String namespace)
      throws IOException, InterruptedException {
    var pods = get(http, cluster, "api/v1/namespaces/" + namespace + "/pods");
    return ((List<?>) pods.get("items")).size();
  }

  private static Map<String, Object> get(HttpClient http, Cluster cluster, String path)
      throws IOException, InterruptedException {
    return JSON.std.mapFrom(send(http, cluster, path).body());
  }

  private static HttpResponse<String> send(HttpClient http, Cluster cluster, String path)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(cluster.server().resolve(path));
    if (cluster.token() != null) {
      request.header("Authorization", "Bearer " + cluster.token());
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  // @end

  private static void listInPages(
      HttpClient http, Cluster cluster, String pods, Consumer<String> print)
      throws IOException, InterruptedException {
    var count = 0;
    var next = "";
    do {
      var page = get(http, cluster, pods + "?limit=500&continue=" + next);
      count += ((List<?>) page.get("items")).size();
      print.accept(count + " pods");
      next = (String) ((Map<?, ?>) page.get("metadata")).get("continue");
    } while (next != null);
  }

  // ---- server, CA and credential ----

  private static Cluster inPod() throws Exception {
    var token = Files.readString(MOUNT.resolve("token"));
    var tls = tls(Files.readString(MOUNT.resolve("ca.crt")), null);
    var host = System.getenv("KUBERNETES_SERVICE_HOST");
    var port = System.getenv("KUBERNETES_SERVICE_PORT");
    return new Cluster(URI.create("https://%s:%s/".formatted(host, port)), token, tls);
  }

  private static Cluster from(Path kubeconfig) throws Exception {
    Map<?, ?> file;
    try (var in = Files.newInputStream(kubeconfig)) {
      file = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
    }
    var cluster = first(file, "clusters", "cluster");
    var user = first(file, "users", "user");
    var tls = tls(decoded(cluster, "certificate-authority-data"), user);
    var token = user.get("exec") instanceof Map<?, ?> exec ? run(exec) : (String) user.get("token");
    return new Cluster(URI.create(cluster.get("server") + "/"), token, tls);
  }

  private static Map<?, ?> first(Map<?, ?> file, String list, String field) {
    return (Map<?, ?>) ((Map<?, ?>) ((List<?>) file.get(list)).get(0)).get(field);
  }

  private static String run(Map<?, ?> exec) throws IOException {
    var command = new ArrayList<>(List.of(exec.get("command").toString()));
    ((List<?>) exec.get("args")).forEach(each -> command.add(each.toString()));
    var process = new ProcessBuilder(command).start();
    var credential = JSON.std.mapFrom(process.getInputStream());
    return ((Map<?, ?>) credential.get("status")).get("token").toString();
  }

  private static SSLContext tls(String caPem, Map<?, ?> user)
      throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("ca", certificate(caPem));
    if (user != null && user.containsKey("client-key-data")) {
      var certificate = certificate(decoded(user, "client-certificate-data"));
      var key = key(decoded(user, "client-key-data"), certificate.getPublicKey().getAlgorithm());
      store.setKeyEntry("user", key, new char[0], new Certificate[] {certificate});
    }
    return AdminClient.tls(store);
  }

  /** What every answer to "read a private key in Java" says. */
  private static PrivateKey key(String pem, String algorithm) throws GeneralSecurityException {
    var base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
    return KeyFactory.getInstance(algorithm).generatePrivate(spec);
  }

  private static Certificate certificate(String pem) throws GeneralSecurityException {
    var in = new ByteArrayInputStream(pem.getBytes(UTF_8));
    return CertificateFactory.getInstance("X.509").generateCertificate(in);
  }

  private static String decoded(Map<?, ?> entry, String field) {
    return new String(Base64.getDecoder().decode(entry.get(field).toString()), UTF_8);
  }
}
