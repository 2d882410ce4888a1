package example.javanethttp.plain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import example.contract.recording.NaiveCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.jr.ob.JSON;

/** One list of all pods, or pages by hand. */
final class ListPodsPlain implements NaiveCall {

  @Override
  public void call(Cluster cluster, Consumer<String> print, List<String> arguments)
      throws Exception {
    var http =
        HttpClient.newBuilder()
            // Over HTTP/2 a 401 comes with GOAWAY, and what JDK 17 makes of it differs by the run.
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusting(cluster.caPem()))
            .build();
    if (arguments.contains("pages")) {
      listInPages(http, cluster, print);
    } else {
      print.accept(list(http, cluster) + " pods");
    }
  }

  // @start region="plain"
  private static int list(HttpClient http, Cluster cluster)
      throws IOException, InterruptedException {
    var pods = get(http, cluster, "api/v1/namespaces/" + cluster.namespace() + "/pods");
    return ((List<?>) pods.get("items")).size();
  }

  private static Map<String, Object> get(HttpClient http, Cluster cluster, String path)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(cluster.server().resolve(path));
    if (!cluster.token().isEmpty()) {
      request.header("Authorization", "Bearer " + cluster.token());
    }
    return JSON.std.mapFrom(http.send(request.build(), BodyHandlers.ofString()).body());
  }

  // @end

  private static void listInPages(HttpClient http, Cluster cluster, Consumer<String> print)
      throws IOException, InterruptedException {
    var count = 0;
    var next = "";
    do {
      var query = "/pods?limit=500&continue=" + next;
      var pods = get(http, cluster, "api/v1/namespaces/" + cluster.namespace() + query);
      count += ((List<?>) pods.get("items")).size();
      print.accept(count + " pods");
      next = (String) ((Map<?, ?>) pods.get("metadata")).get("continue");
    } while (next != null);
  }

  private static SSLContext trusting(String caPem) throws IOException, GeneralSecurityException {
    var certificates = CertificateFactory.getInstance("X.509");
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    var pem = new ByteArrayInputStream(caPem.getBytes(US_ASCII));
    store.setCertificateEntry("ca", certificates.generateCertificate(pem));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
