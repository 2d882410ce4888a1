package example.clientjava;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.util.Config;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
  void listsThePodsThatMatch() throws Exception {
    var client = Config.fromConfig(new StringReader(K3S.getKubeConfigYaml()));
    var api = new CoreV1Api(client);
    // A namespace of its own, so that tests do not see each other's pods.
    var namespace = new V1Namespace().metadata(new V1ObjectMeta().generateName("test-"));
    var name = api.createNamespace(namespace).execute().getMetadata().getName();
    // Until its service account is there, the server rejects every pod of a new namespace.
    while (!exists(api, name, "default")) {
      Thread.sleep(100);
    }
    api.createNamespacedPod(name, pod("web-0", "web")).execute();
    api.createNamespacedPod(name, pod("db-0", "db")).execute();

    var found = new ArrayList<String>();
    new ListPods(client, name)
        .each("app=web", "", ListPods.WhenExpired.START_OVER, namesInto(found));

    assertEquals(List.of("web-0"), found);
  }

  private static boolean exists(CoreV1Api api, String namespace, String account)
      throws ApiException {
    var accounts = api.listNamespacedServiceAccount(namespace).execute().getItems();
    return accounts.stream().anyMatch(each -> account.equals(each.getMetadata().getName()));
  }

  /** Nothing schedules it: to be listed, a pod need not run, and no image is pulled. */
  private static V1Pod pod(String name, String app) {
    var container = new V1Container().name("main").image("none");
    // Without overhead(null) the model sends an empty overhead, and the server answers 403.
    var spec = new V1PodSpec().schedulerName("none").addContainersItem(container).overhead(null);
    return new V1Pod()
        .metadata(new V1ObjectMeta().name(name).labels(Map.of("app", app)))
        .spec(spec);
  }

  private static ListPods.Consumer namesInto(List<String> found) {
    return new ListPods.Consumer() {
      @Override
      public void pod(V1Pod pod) {
        found.add(pod.getMetadata().getName());
      }

      @Override
      public void restarted() {
        found.clear();
      }
    };
  }
}
// @end
