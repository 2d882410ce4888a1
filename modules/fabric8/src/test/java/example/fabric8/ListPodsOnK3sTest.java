package example.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
    var config = Config.fromKubeconfig(K3S.getKubeConfigYaml());
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      // A namespace of its own, so that tests do not see each other's pods.
      var namespace =
          new NamespaceBuilder().withNewMetadata().withGenerateName("test-").endMetadata().build();
      var name = client.resource(namespace).create().getMetadata().getName();
      // Until its service account is there, the server rejects every pod of a new namespace.
      var account = client.serviceAccounts().inNamespace(name).withName("default");
      account.waitUntilCondition(Objects::nonNull, 30, TimeUnit.SECONDS);
      client.resource(pod("web-0", "web")).inNamespace(name).create();
      client.resource(pod("db-0", "db")).inNamespace(name).create();

      var found = new ArrayList<String>();
      new ListPods(client, name)
          .each("app=web", "", ListPods.WhenExpired.START_OVER, namesInto(found));

      assertEquals(List.of("web-0"), found);
    }
  }

  /** Nothing schedules it: to be listed, a pod need not run, and no image is pulled. */
  private static Pod pod(String name, String app) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("app", app)
        .endMetadata()
        .withNewSpec()
        .withSchedulerName("none")
        .addNewContainer()
        .withName("main")
        .withImage("none")
        .endContainer()
        .endSpec()
        .build();
  }

  private static ListPods.Consumer namesInto(List<String> found) {
    return new ListPods.Consumer() {
      @Override
      public void pod(Pod pod) {
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
