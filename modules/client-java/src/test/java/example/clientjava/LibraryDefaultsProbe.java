package example.clientjava;

import example.contract.defaults.DiscoveredConfig;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.Config;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Lets client-java configure itself in this process, and prints what it found. */
final class LibraryDefaultsProbe {

  private LibraryDefaultsProbe() {}

  public static void main(String[] args) {
    var answers = new LinkedHashMap<String, Map<String, String>>();
    answers.put("standard", DiscoveredConfig.by(() -> found(ClientBuilder.standard().build())));
    answers.put("defaultClient", DiscoveredConfig.by(() -> found(Config.defaultClient())));
    answers.put("cluster", DiscoveredConfig.by(() -> found(ClientBuilder.cluster().build())));
    DiscoveredConfig.print(answers);
    System.exit(0); // threads of OkHttp may be left
  }

  private static Map<String, String> found(ApiClient client) throws Exception {
    var http = client.getHttpClient();
    var request = wouldSend(client, http);
    var found = new LinkedHashMap<String, String>();
    found.put("server", client.getBasePath());
    found.put("identity", DiscoveredConfig.identity(request::header, client.getKeyManagers()));
    if (client.isVerifyingSsl()) {
      found.put("trusts", DiscoveredConfig.trusts(http.x509TrustManager()));
    } else {
      found.put("insecure", "true");
    }
    proxies(http, request).stream()
        .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
        .map(proxy -> (InetSocketAddress) proxy.address())
        .forEach(proxy -> found.put("proxy", proxy.getHostString() + ":" + proxy.getPort()));
    return found;
  }

  private static List<Proxy> proxies(OkHttpClient http, Request request) {
    return http.proxy() != null
        ? List.of(http.proxy())
        : http.proxySelector().select(request.url().uri());
  }

  /** The request as the last interceptor sees it, which ends it before anything is connected. */
  private static Request wouldSend(ApiClient client, OkHttpClient http) throws IOException {
    var sent = new Request[1];
    Interceptor last =
        chain -> {
          sent[0] = chain.request();
          throw new IOException("seen");
        };
    client.setHttpClient(http.newBuilder().addInterceptor(last).build());
    try {
      new CoreV1Api(client).listNamespacedPod("any").execute();
    } catch (ApiException ended) {
      if (sent[0] == null) {
        throw new IOException(ended.getCause() == null ? ended : ended.getCause());
      }
    }
    return sent[0];
  }
}
