// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.kubernetes:client-java:27.0.0
// Also with:  io.kubernetes:client-java:26.0.0
// Permission: create, patch configmaps
// Cases:      apply-config-map.*
// Page:       docs/patterns/apply-config-map.md
package example.clientjava;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.openapi.models.V1StatusCause;
import io.kubernetes.client.util.PatchUtils;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Creates or changes a ConfigMap with server-side apply: it sends the keys that this program wants
 * to own, under the name of its field manager. The server leaves the keys of other managers as they
 * are, and refuses to change a key that another manager has set to another value.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">Server-side
 *     apply</a>
 */
public final class ApplyConfigMap {

  /** How the server names the owner of a field: {@code conflict with "helm" using v1}. */
  private static final Pattern OWNER = Pattern.compile("conflict with \"([^\"]+)\"");

  private final ApiClient client;
  private final String namespace;
  private final String fieldManager;

  /**
   * A field that was not changed, since another field manager owns it.
   *
   * @param field {@code .data.level}
   * @param manager the owner
   */
  public record Conflict(String field, String manager) {}

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   * @param fieldManager names this program, and stays the same in all its versions and replicas:
   *     two programs under one name remove each other's keys
   */
  public ApplyConfigMap(ApiClient client, String namespace, String fieldManager) {
    this.client = client;
    this.namespace = namespace;
    this.fieldManager = fieldManager;
  }

  /**
   * Applies a ConfigMap, which is created if it does not exist. To apply the same again changes
   * nothing, so a request that failed on the way can be repeated.
   *
   * @param data all keys that this program wants to own: a key that it applied before and leaves
   *     out now is removed
   * @param force takes over the keys that other managers own, instead of failing with a conflict
   * @return the ConfigMap as the server stored it, with the keys of other managers; untyped, since
   *     V1ConfigMap refuses the answer of a newer server when the change is already stored
   * @throws ApiException if the server cannot be reached, or refuses: 409 with {@link #conflicts},
   *     403 without the permissions above
   */
  // @start region="apply"
  public JsonObject apply(String name, Map<String, String> data, boolean force)
      throws ApiException {
    // Only what this program owns, and nothing that was read: with managedFields in it the server
    // refuses it, and with a resourceVersion it refuses it once somebody else has changed the map.
    // A V1ConfigMap has empty labels, annotations and binaryData, which it would own.
    var map =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            Map.of("name", name),
            "data",
            data);
    var request =
        new CoreV1Api(client)
            .patchNamespacedConfigMap(name, namespace, new V1Patch(JSON.serialize(map)))
            .fieldManager(fieldManager)
            .force(force);
    // Not request.execute(), which sends application/json and gets 415. JSON is YAML, too.
    return PatchUtils.patch(
        JsonObject.class, () -> request.buildCall(null), V1Patch.PATCH_FORMAT_APPLY_YAML, client);
  }

  // @end

  // @start region="conflicts"
  /** The fields that others own, if that is why the server refused; else none. */
  public static List<Conflict> conflicts(Exception failed) {
    if (!(failed instanceof ApiException refused) || refused.getCode() != 409) {
      return List.of();
    }
    return causes(refused.getResponseBody()).stream()
        .filter(cause -> "FieldManagerConflict".equals(cause.getReason()))
        .map(cause -> new Conflict(cause.getField(), owner(cause.getMessage())))
        .toList();
  }

  // @end

  private static List<V1StatusCause> causes(String body) {
    try {
      var status = JSON.getGson().fromJson(body, V1Status.class);
      var details = status == null ? null : status.getDetails();
      return details == null || details.getCauses() == null ? List.of() : details.getCauses();
    } catch (JsonParseException | IllegalArgumentException noStatus) { // but a proxy's page
      return List.of();
    }
  }

  private static String owner(String message) {
    var owner = OWNER.matcher(message);
    return owner.find() ? owner.group(1) : message;
  }
}
