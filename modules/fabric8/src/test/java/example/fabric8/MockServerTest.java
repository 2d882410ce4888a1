package example.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What Fabric8's own mock server can show about a copied file, and what it cannot. */
// @start region="test"
@EnableKubernetesMockClient(crud = true)
class MockServerTest {

  private KubernetesClient client; // of a server that each test has to itself

  @Test
  void listsThePodsThatMatch() throws Exception {
    create("web-0", "web");
    create("db-0", "db");

    var found = new TreeSet<String>();
    new ListPods(client, "test")
        .each("app=web", "", ListPods.WhenExpired.START_OVER, namesInto(found));

    assertEquals(Set.of("web-0"), found);
  }

  private Pod create(String name, String app) {
    var pod = new PodBuilder().withNewMetadata().withName(name).addToLabels("app", app);
    return client.resource(pod.endMetadata().build()).inNamespace("test").create();
  }

  // @end

  private static ListPods.Consumer namesInto(Set<String> found) {
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

  @Test
  void anOldResourceVersionIsAConflict() {
    var read = client.resource(settings("one")).create();
    client.resource(settings("two")).update();

    var stale = client.resource(new ConfigMapBuilder(read).addToData("key", "three").build());

    var refused = assertThrows(KubernetesClientException.class, stale::update);
    assertEquals(409, refused.getCode());
  }

  private static ConfigMap settings(String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("settings")
        .withNamespace("test")
        .endMetadata()
        .addToData("key", value)
        .build();
  }

  @Test
  void aLimitIsIgnored() {
    create("web-0", "web");
    create("web-1", "web");

    var pods = client.pods().inNamespace("test");

    assertEquals(2, pods.list(new ListOptionsBuilder().withLimit(1L).build()).getItems().size());
  }

  @Test
  void aPodWithoutAContainerIsTaken() {
    assertNotNull(create("empty", "none").getMetadata().getUid());
  }

  @Test
  void everyTokenMayDoEverything() {
    client.getConfiguration().setOauthToken("unknown");

    assertEquals(0, client.secrets().inAnyNamespace().list().getItems().size());
  }
}
