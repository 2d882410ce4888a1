package example.javanethttp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import example.contract.WithoutThePattern;
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
import java.util.function.IntConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.jr.ob.JSON;

/** What one {@code send} and a parser do by themselves. */
class WithoutThePatternTest extends WithoutThePattern {

  WithoutThePatternTest() {
    super(new PatternsDriver());
  }

  public static void main(String[] arguments) throws Exception {
    list(arguments, new WithoutThePatternTest());
  }

  @Override
  protected Plain open(Cluster cluster) throws IOException, GeneralSecurityException {
    var http =
        HttpClient.newBuilder()
            // Over HTTP/2 a 401 comes with GOAWAY, and what JDK 17 makes of it differs by the run.
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusting(cluster.caPem()))
            .build();
    return new PlainCalls(http, cluster);
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

  private record PlainCalls(HttpClient http, Cluster cluster) implements Plain {

    @Override
    // @start region="plain"
    public int list(String namespace) throws IOException, InterruptedException {
      var pods = get("api/v1/namespaces/" + namespace + "/pods");
      return ((List<?>) pods.get("items")).size();
    }

    private Map<String, Object> get(String path) throws IOException, InterruptedException {
      var request = HttpRequest.newBuilder(cluster.server().resolve(path));
      if (!cluster.token().isEmpty()) {
        request.header("Authorization", "Bearer " + cluster.token());
      }
      return JSON.std.mapFrom(http.send(request.build(), BodyHandlers.ofString()).body());
    }

    // @end

    @Override
    public void listInPages(String namespace, IntConsumer page)
        throws IOException, InterruptedException {
      var next = "";
      do {
        var query = "/pods?limit=500&continue=" + next;
        var pods = get("api/v1/namespaces/" + namespace + query);
        page.accept(((List<?>) pods.get("items")).size());
        next = (String) ((Map<?, ?>) pods.get("metadata")).get("continue");
      } while (next != null);
    }

    @Override
    public void close() {
      // up to JDK 20 an HttpClient cannot be closed
    }
  }
}
