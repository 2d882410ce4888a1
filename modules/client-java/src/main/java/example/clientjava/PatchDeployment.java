// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.kubernetes:client-java:27.0.0
// Also with:  io.kubernetes:client-java:26.0.0
// Permission: get, patch deployments
// Cases:      patch-deployment.*
// Page:       docs/patterns/patch-deployment.md
package example.clientjava;

import com.google.gson.JsonObject;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.util.PatchUtils;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Changes parts of a Deployment with the three kinds of patch, each where it fits: a JSON merge
 * patch for one value, a strategic merge patch for an item of a list, and a JSON patch for a change
 * that depends on the present value. The content type says which kind the body is. A change of the
 * pod template, such as a variable or an image, replaces the pods.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/">Update
 *     API objects in place</a>
 */
public final class PatchDeployment {

  private static final String MERGE = V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH;
  private static final String STRATEGIC_MERGE = V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH;
  private static final String JSON_PATCH = V1Patch.PATCH_FORMAT_JSON_PATCH;

  private final ApiClient client;
  private final String namespace;

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   */
  public PatchDeployment(ApiClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * Sets an annotation with a JSON merge patch (RFC 7386): fields that the patch names get its
   * values, and all others stay. It cannot change an item of a list: it replaces the list.
   *
   * @param value null removes the annotation
   * @return the Deployment as the server stored it
   * @throws ApiException if the server cannot be reached, or refuses: 404 for a Deployment that
   *     does not exist, 403 without the permissions above
   */
  // @start region="merge"
  public JsonObject annotate(String name, String key, String value) throws ApiException {
    var annotation = new HashMap<String, Object>(); // Map.of takes no null
    annotation.put(key, value);
    return patch(name, MERGE, Map.of("metadata", Map.of("annotations", annotation)));
  }

  // @end

  /**
   * Sets an environment variable of a container with a strategic merge patch, which is a merge
   * patch that finds items of some lists by a key: containers and variables by their name.
   *
   * @return the Deployment as the server stored it
   * @throws ApiException as above, and 422 if there is no such container: the server then takes the
   *     patch for a new container, which lacks an image
   */
  // @start region="strategic"
  public JsonObject setVariable(String name, String container, String variable, String value)
      throws ApiException {
    var env = List.of(Map.of("name", variable, "value", value));
    var containers = List.of(Map.of("name", container, "env", env));
    var spec = Map.of("template", Map.of("spec", Map.of("containers", containers)));
    return patch(name, STRATEGIC_MERGE, Map.of("spec", spec));
  }

  // @end

  /**
   * Replaces the image of a container with a JSON patch (RFC 6902), a list of operations of which
   * all are done, or none. With its tests nothing changes unless the container still has the image
   * that is expected. A strategic merge patch has no tests, and with an image and a misspelt
   * container name it adds a container.
   *
   * @param expected the present image
   * @return the Deployment as the server stored it
   * @throws ApiException as above, and 422 if the image is not the expected one
   * @throws NoSuchElementException if there is no such container
   */
  // @start region="json"
  public JsonObject replaceImage(String name, String container, String expected, String image)
      throws ApiException {
    // A JSON patch finds items of lists by their position, which may change after this read.
    var at = "/spec/template/spec/containers/" + position(name, container);
    var operations =
        List.of(
            Map.of("op", "test", "path", at + "/name", "value", container),
            Map.of("op", "test", "path", at + "/image", "value", expected),
            Map.of("op", "replace", "path", at + "/image", "value", image));
    return patch(name, JSON_PATCH, operations);
  }

  // @end

  private int position(String name, String container) throws ApiException {
    var names = new ArrayList<String>();
    var call = new AppsV1Api(client).readNamespacedDeployment(name, namespace).buildCall(null);
    // Untyped: V1Deployment refuses the answer of a newer server.
    var found = client.<JsonObject>execute(call, JsonObject.class).getData();
    for (var field : List.of("spec", "template", "spec")) {
      found = found.getAsJsonObject(field);
    }
    for (var each : found.getAsJsonArray("containers")) {
      names.add(each.getAsJsonObject().get("name").getAsString());
    }
    if (!names.contains(container)) {
      throw new NoSuchElementException(
          "deployments.apps \"%s\" has no container \"%s\", but %s"
              .formatted(name, container, names));
    }
    return names.indexOf(container);
  }

  // @start region="patch"
  private JsonObject patch(String name, String format, Object patch) throws ApiException {
    // With nulls: without them, what they should remove stays.
    var body = new V1Patch(JSON.createGson().serializeNulls().create().toJson(patch));
    var request = new AppsV1Api(client).patchNamespacedDeployment(name, namespace, body);
    // Not request.execute(), which sends application/json and gets 415.
    return PatchUtils.patch(JsonObject.class, () -> request.buildCall(null), format, client);
  }
  // @end
}
