// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.fabric8:kubernetes-client:8.0.0
// Also with:  io.fabric8:kubernetes-client:7.9.0
// Permission: get configmaps, update configmaps
// Cases:      update-on-conflict.*
// Page:       docs/patterns/update-on-conflict.md
package example.fabric8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Changes a ConfigMap that others change too: reads it, changes what was read, and writes it back
 * with the resourceVersion of that read. If somebody else was faster, the server answers 409
 * Conflict, and all of it is done again.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts:
 *     resource versions</a>
 */
public final class UpdateOnConflict {

  private static final int ATTEMPTS = 20;
  private static final int PAUSE = 10; // milliseconds; doubled after each conflict
  private static final int DOUBLED = 6; // times at most, to 640 ms

  private final KubernetesClient client;
  private final String namespace;

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   */
  public UpdateOnConflict(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * Changes a ConfigMap. Fields that the client is too old for are kept: the model holds them
   * aside.
   *
   * @param change changes the object it is given, and does nothing else: it is called once for each
   *     attempt
   * @return the ConfigMap as the server stored it
   * @throws KubernetesClientException if the server cannot be reached, or refuses: 404 for a
   *     ConfigMap that does not exist, 403 without the permissions above, 409 if others were faster
   *     20 times
   */
  // @start region="update"
  public ConfigMap update(String name, Consumer<ConfigMap> change) throws InterruptedException {
    for (int conflicts = 0; ; conflicts++) {
      var map = read(name);
      change.accept(map);
      try {
        // The resourceVersion of the read is in the object: without it, the last writer would win.
        return client.resource(map).update();
      } catch (KubernetesClientException refused) {
        if (refused.getCode() != 409 || conflicts + 1 == ATTEMPTS) {
          throw refused;
        }
        // With a random pause, writers that met once do not meet again.
        var pause = PAUSE << Math.min(conflicts, DOUBLED);
        Thread.sleep(ThreadLocalRandom.current().nextInt(pause) + 1);
      }
    }
  }

  // @end

  private ConfigMap read(String name) {
    var map = client.configMaps().inNamespace(namespace).withName(name).get();
    if (map == null) { // Fabric8's answer to 404
      throw new KubernetesClientException(
          new StatusBuilder()
              .withStatus("Failure")
              .withCode(404)
              .withReason("NotFound")
              .withMessage("configmaps \"%s\" not found".formatted(name))
              .withNewDetails()
              .withKind("configmaps")
              .withName(name)
              .endDetails()
              .build());
    }
    return map;
  }
}
