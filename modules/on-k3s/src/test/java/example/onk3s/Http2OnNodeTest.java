package example.onk3s;

import static java.net.http.HttpClient.Builder.NO_PROXY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.TreeSet;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Why the module on java.net.http speaks HTTP/1.1: over HTTP/2 the API server ends the connection
 * with GOAWAY after a 401, and JDK 17 then fails that request, or the next, which would be the one
 * with the fresh token. Pinned per JDK, so that a release that mends it is noticed.
 */
@ExtendWith(SharedNode.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class Http2OnNodeTest {

  private static final int TIMES = 20; // the GOAWAY may come before the next request, or after

  @Test
  void a_401_over_http_2_comes_with_goaway(Node node) throws Exception {
    var api = AdminClient.of(node.kubeconfig());
    var request =
        HttpRequest.newBuilder(api.server().resolve("api/v1/namespaces"))
            .header("Authorization", "Bearer no-such-token")
            .build();
    var trust = PemUtils.parseTrustMaterial(api.caPem());
    var tls = SSLFactory.builder().withTrustMaterial(trust).build().getSslContext();
    var failures = new TreeSet<String>();
    for (int i = 0; i < TIMES; i++) {
      var http = HttpClient.newBuilder().sslContext(tls).proxy(NO_PROXY).build();
      try {
        for (int j = 0; j < 2; j++) {
          var refused = http.send(request, BodyHandlers.ofString());
          assertEquals(401, refused.statusCode());
          assertEquals(HttpClient.Version.HTTP_2, refused.version());
        }
      } catch (IOException failed) {
        failures.add(failed.getMessage().replaceAll("^\\S+: ", "")); // without the address
      }
    }
    assertEquals(
        Runtime.version().feature() < 21 ? Set.of("GOAWAY received") : Set.of(),
        failures,
        "what follows a 401 over HTTP/2 changed: look at ClusterAccess of java-net-http again");
  }
}
