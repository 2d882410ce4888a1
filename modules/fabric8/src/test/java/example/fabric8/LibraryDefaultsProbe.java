package example.fabric8;

import example.contract.defaults.DiscoveredConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor.RequestTags;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.X509TrustManager;

/** Lets the fabric8 client configure itself in this process, and prints what it found. */
final class LibraryDefaultsProbe {

  private LibraryDefaultsProbe() {}

  public static void main(String[] args) {
    var answers = new LinkedHashMap<String, Map<String, String>>();
    answers.put(
        "autoConfigure",
        DiscoveredConfig.by(
            () -> found(new KubernetesClientBuilder().withConfig(Config.autoConfigure(null)))));
    answers.put(
        "KubernetesClientBuilder", DiscoveredConfig.by(() -> found(new KubernetesClientBuilder())));
    DiscoveredConfig.print(answers);
    System.exit(0); // threads of Vert.x are left
  }

  private static Map<String, String> found(KubernetesClientBuilder builder) throws Exception {
    var parts = new StandardHttpClientBuilder<?, ?, ?>[1];
    builder.withHttpClientBuilderConsumer(
        http -> parts[0] = (StandardHttpClientBuilder<?, ?, ?>) http);
    try (var client = builder.build()) {
      var http = parts[0];
      var headers =
          wouldSend(
              http,
              client.getHttpClient().newHttpRequestBuilder(),
              client.getMasterUrl().toString());
      var found = new LinkedHashMap<String, String>();
      found.put("server", client.getMasterUrl().toString());
      if (client.getNamespace() != null) {
        found.put("namespace", client.getNamespace());
      }
      found.put("identity", DiscoveredConfig.identity(headers::get, http.getKeyManagers()));
      if (client.getConfiguration().isTrustCerts()) {
        found.put("insecure", "true");
      } else {
        found.put("trusts", DiscoveredConfig.trusts((X509TrustManager) http.getTrustManagers()[0]));
      }
      var proxy = http.getProxyAddress();
      if (proxy != null) {
        found.put("proxy", proxy.getHostString() + ":" + proxy.getPort());
      }
      return found;
    }
  }

  /** The headers that the client's own interceptors would add; nothing is sent. */
  private static Map<String, String> wouldSend(
      StandardHttpClientBuilder<?, ?, ?> http, HttpRequest.Builder request, String server) {
    var headers = new LinkedHashMap<String, String>();
    var seen =
        new BasicBuilder() {
          @Override
          public BasicBuilder uri(URI uri) {
            return this;
          }

          @Override
          public BasicBuilder header(String name, String value) {
            headers.put(name, value);
            return this;
          }

          @Override
          public BasicBuilder setHeader(String name, String value) {
            return header(name, value);
          }
        };
    var none =
        new RequestTags() {
          @Override
          public <T> T getTag(Class<T> type) {
            return null;
          }
        };
    var empty = request.uri(server).build();
    http.getInterceptors().values().forEach(each -> each.before(seen, empty, none));
    return headers;
  }
}
