// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.kubernetes:client-java:27.0.0
// Also with:  io.kubernetes:client-java:26.0.0
// Permission: get configmaps, update configmaps
// Cases:      update-on-conflict.*
// Page:       docs/patterns/update-on-conflict.md
package example.clientjava;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
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

  private final DynamicKubernetesApi maps;
  private final String namespace;

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   */
  public UpdateOnConflict(ApiClient client, String namespace) {
    // Untyped: V1ConfigMap refuses fields that it does not know, and could not write them back.
    this.maps = new DynamicKubernetesApi("", "v1", "configmaps", client);
    this.namespace = namespace;
  }

  /**
   * Changes a ConfigMap. Fields that the client is too old for are kept: the object is plain JSON.
   *
   * @param change changes the object it is given, and does nothing else: it is called once for each
   *     attempt
   * @return the ConfigMap as the server stored it
   * @throws ApiException if the server refuses: 404 for a ConfigMap that does not exist, 403
   *     without the permissions above, 409 if others were faster 20 times
   * @throws IllegalStateException if the server cannot be reached, with the cause
   */
  // @start region="update"
  public JsonObject update(String name, Consumer<JsonObject> change)
      throws ApiException, InterruptedException {
    for (int conflicts = 0; ; conflicts++) {
      var map = read(name);
      change.accept(map);
      try {
        // The resourceVersion of the read is in the object: without it, the last writer would win.
        var written = maps.update(new DynamicKubernetesObject(map));
        return written.onFailure(UpdateOnConflict::refused).getObject().getRaw();
      } catch (ApiException refused) {
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

  private JsonObject read(String name) throws ApiException {
    var read = maps.get(namespace, name);
    return read.onFailure(UpdateOnConflict::refused).getObject().getRaw();
  }

  /** With the Status as the body, where the other calls of the library have it too. */
  private static void refused(int code, V1Status status) throws ApiException {
    throw new ApiException(status.getMessage(), code, null, JSON.serialize(status));
  }
}
