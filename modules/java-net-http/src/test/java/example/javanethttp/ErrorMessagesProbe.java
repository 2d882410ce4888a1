package example.javanethttp;

import static java.nio.charset.StandardCharsets.UTF_8;

import example.contract.recording.NaiveClient;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.jr.ob.JSON;

/** A plain HttpClient, given server, CA and credential by hand as tutorials do. */
final class ErrorMessagesProbe implements NaiveClient {

  private static final Path MOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  @Override
  public String pods(Path kubeconfig, String namespace) throws Exception {
    return kubeconfig == null ? inPod(namespace) : from(kubeconfig, namespace);
  }

  private static String inPod(String namespace) throws Exception {
    var token = Files.readString(MOUNT.resolve("token"));
    var tls = SSLContext.getInstance("TLS");
    tls.init(null, trusting(Files.readString(MOUNT.resolve("ca.crt"))).getTrustManagers(), null);
    var server =
        "https://%s:%s"
            .formatted(
                System.getenv("KUBERNETES_SERVICE_HOST"), System.getenv("KUBERNETES_SERVICE_PORT"));
    return list(tls, server, token, namespace);
  }

  private static String from(Path kubeconfig, String namespace) throws Exception {
    Map<?, ?> file;
    try (var in = Files.newInputStream(kubeconfig)) {
      file = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
    }
    var cluster = first(file, "clusters", "cluster");
    var user = first(file, "users", "user");
    var tls = SSLContext.getInstance("TLS");
    tls.init(
        user.containsKey("client-key-data") ? keys(user).getKeyManagers() : null,
        trusting(decoded(cluster, "certificate-authority-data")).getTrustManagers(),
        null);
    var token = user.get("exec") instanceof Map<?, ?> exec ? run(exec) : user.get("token");
    return list(tls, cluster.get("server").toString(), token, namespace);
  }

  private static String list(SSLContext tls, String server, Object token, String namespace)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server + "/api/v1/namespaces/" + namespace + "/pods"));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    var answer =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1) // HTTP/2, the default: GOAWAY may arrive before a 401 or 403
            .sslContext(tls)
            .build()
            .send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      return "HTTP %d: %s".formatted(answer.statusCode(), answer.body().strip());
    }
    var items = (List<?>) JSON.std.mapFrom(answer.body()).get("items");
    return "No exception: %d pods".formatted(items.size());
  }

  private static String run(Map<?, ?> exec) throws Exception {
    var arguments = exec.get("args") instanceof List<?> list ? list : List.of();
    var command =
        Stream.concat(Stream.of(exec.get("command")), arguments.stream())
            .map(Object::toString)
            .toList();
    var process = new ProcessBuilder(command).start();
    var credential = JSON.std.mapFrom(process.getInputStream());
    return ((Map<?, ?>) credential.get("status")).get("token").toString();
  }

  private static TrustManagerFactory trusting(String pem) throws Exception {
    var store = empty();
    store.setCertificateEntry("ca", certificate(pem));
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static KeyManagerFactory keys(Map<?, ?> user) throws Exception {
    var certificate = certificate(decoded(user, "client-certificate-data"));
    var key = key(decoded(user, "client-key-data"), certificate.getPublicKey().getAlgorithm());
    var store = empty();
    store.setKeyEntry("user", key, new char[0], new Certificate[] {certificate});
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory;
  }

  /** What every answer to "read a private key in Java" says. */
  private static PrivateKey key(String pem, String algorithm) throws GeneralSecurityException {
    var base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
    return KeyFactory.getInstance(algorithm).generatePrivate(spec);
  }

  private static Certificate certificate(String pem) throws GeneralSecurityException {
    InputStream in = new ByteArrayInputStream(pem.getBytes(UTF_8));
    return CertificateFactory.getInstance("X.509").generateCertificate(in);
  }

  private static KeyStore empty() throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  private static Map<?, ?> first(Map<?, ?> file, String list, String field) {
    return (Map<?, ?>) ((Map<?, ?>) ((List<?>) file.get(list)).get(0)).get(field);
  }

  private static String decoded(Map<?, ?> entry, String field) {
    return new String(Base64.getDecoder().decode(entry.get(field).toString()), UTF_8);
  }
}
