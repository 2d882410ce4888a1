// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.fabric8:kubernetes-client:8.0.0
// Also with:  io.fabric8:kubernetes-client:7.9.0
// Permission: get, patch deployments
// Cases:      patch-deployment.*
// Page:       docs/patterns/patch-deployment.md
package example.fabric8;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.ResourceNotFoundException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
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

  private final KubernetesClient client;
  private final String namespace;

  /**
   * @param client trusts the server's CA and adds the caller's credentials to every request
   */
  public PatchDeployment(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * Sets an annotation with a JSON merge patch (RFC 7386): fields that the patch names get its
   * values, and all others stay. It cannot change an item of a list: it replaces the list.
   *
   * @param value null removes the annotation
   * @return the Deployment as the server stored it
   * @throws KubernetesClientException if the server cannot be reached, or refuses: 404 for a
   *     Deployment that does not exist, 403 without the permissions above
   */
  // @start region="merge"
  public Deployment annotate(String name, String key, String value) {
    var annotation = new HashMap<String, Object>(); // Map.of takes no null
    annotation.put(key, value);
    return patch(name, PatchType.JSON_MERGE, Map.of("metadata", Map.of("annotations", annotation)));
  }

  // @end

  /**
   * Sets an environment variable of a container with a strategic merge patch, which is a merge
   * patch that finds items of some lists by a key: containers and variables by their name.
   *
   * @return the Deployment as the server stored it
   * @throws KubernetesClientException as above, and 422 if there is no such container: the server
   *     then takes the patch for a new container, which lacks an image
   */
  // @start region="strategic"
  public Deployment setVariable(String name, String container, String variable, String value) {
    var env = List.of(Map.of("name", variable, "value", value));
    var containers = List.of(Map.of("name", container, "env", env));
    var spec = Map.of("template", Map.of("spec", Map.of("containers", containers)));
    return patch(name, PatchType.STRATEGIC_MERGE, Map.of("spec", spec));
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
   * @throws KubernetesClientException as above, and 422 if the image is not the expected one
   * @throws NoSuchElementException if there is no such container
   * @throws ResourceNotFoundException if there is no such Deployment
   */
  // @start region="json"
  public Deployment replaceImage(String name, String container, String expected, String image) {
    // A JSON patch finds items of lists by their position, which may change after this read.
    var at = "/spec/template/spec/containers/" + position(name, container);
    var operations =
        List.of(
            Map.of("op", "test", "path", at + "/name", "value", container),
            Map.of("op", "test", "path", at + "/image", "value", expected),
            Map.of("op", "replace", "path", at + "/image", "value", image));
    return patch(name, PatchType.JSON, operations);
  }

  // @end

  private int position(String name, String container) {
    var pod = deployment(name).require().getSpec().getTemplate().getSpec();
    var names = pod.getContainers().stream().map(Container::getName).toList();
    if (!names.contains(container)) {
      throw new NoSuchElementException(
          "deployments.apps \"%s\" has no container \"%s\", but %s"
              .formatted(name, container, names));
    }
    return names.indexOf(container);
  }

  // @start region="patch"
  private Deployment patch(String name, PatchType type, Object patch) {
    var body = client.getKubernetesSerialization().asJson(patch);
    // Without a context it would be a strategic merge patch. Fabric8 reads the object before.
    return deployment(name).patch(PatchContext.of(type), body);
  }

  // @end

  private Resource<Deployment> deployment(String name) {
    return client.apps().deployments().inNamespace(namespace).withName(name);
  }
}
