package example.javanethttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

// @start region="test"
@Testcontainers
class ListPodsOnK3sTest {

  @Container
  private static final K3sContainer K3S =
      new K3sContainer(DockerImageName.parse("rancher/k3s:v1.36.1-k3s1"));

  @Test
  void listsThePodsThatMatch(@TempDir Path folder) throws Exception {
    var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), K3S.getKubeConfigYaml());
    var cluster = InClusterOrKubeconfig.open(kubeconfig.toString(), null);
    // A namespace of its own, so that tests do not see each other's pods.
    var namespaces = cluster.server().resolve("api/v1/namespaces/");
    post(cluster.http(), namespaces, "{\"metadata\": {\"name\": \"list-pods\"}}");
    var namespace = namespaces.resolve("list-pods/");
    // Until its service account is there, the server rejects every pod of a new namespace.
    var account = HttpRequest.newBuilder(namespace.resolve("serviceaccounts/default")).build();
    while (cluster.http().send(account, BodyHandlers.discarding()).statusCode() != 200) {
      Thread.sleep(100);
    }
    post(cluster.http(), namespace.resolve("pods"), pod("web-0", "web"));
    post(cluster.http(), namespace.resolve("pods"), pod("db-0", "db"));

    var found = new ArrayList<String>();
    new ListPods(cluster.http(), cluster.server(), "list-pods")
        .each("app=web", "", ListPods.WhenExpired.START_OVER, namesInto(found));

    assertEquals(List.of("web-0"), found);
  }

  private static void post(HttpClient http, URI to, String json) throws Exception {
    var request =
        HttpRequest.newBuilder(to)
            .POST(BodyPublishers.ofString(json))
            .header("Content-Type", "application/json");
    var response = http.send(request.build(), BodyHandlers.ofString());
    assertEquals(201, response.statusCode(), response::body);
  }

  /** Nothing schedules it: to be listed, a pod need not run, and no image is pulled. */
  private static String pod(String name, String app) {
    return """
        {"metadata": {"name": "%s", "labels": {"app": "%s"}},
         "spec": {"schedulerName": "none", "containers": [{"name": "main", "image": "none"}]}}"""
        .formatted(name, app);
  }

  private static ListPods.Consumer namesInto(List<String> found) {
    return new ListPods.Consumer() {
      @Override
      public void pod(Map<String, Object> pod) {
        found.add(((Map<?, ?>) pod.get("metadata")).get("name").toString());
      }

      @Override
      public void restarted() {
        found.clear();
      }
    };
  }
}
// @end
