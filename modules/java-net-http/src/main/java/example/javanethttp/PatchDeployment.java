// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS tools.jackson.jr:jackson-jr-objects:3.2.1
// Permission: get, patch deployments
// Cases:      patch-deployment.*
// Page:       docs/patterns/patch-deployment.md
package example.javanethttp;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;
import tools.jackson.jr.ob.JSON.Feature;

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

  private static final String MERGE = "application/merge-patch+json";
  private static final String STRATEGIC_MERGE = "application/strategic-merge-patch+json";
  private static final String JSON_PATCH = "application/json-patch+json";

  /** Without this, a null is not written, and what it should remove stays. */
  private static final JSON WITH_NULLS = JSON.std.with(Feature.WRITE_NULL_PROPERTIES);

  private static final Duration ANSWER = Duration.ofSeconds(65); // the server gives up after 60

  private final HttpClient http;
  private final URI deployments;

  /**
   * @param http trusts the server's CA and adds the caller's credentials to every request
   * @param server where the API is served, ending in a slash so that a base path is kept
   */
  public PatchDeployment(HttpClient http, URI server, String namespace) {
    this.http = http;
    this.deployments =
        server.resolve("apis/apps/v1/namespaces/" + encode(namespace) + "/deployments/");
  }

  /**
   * Sets an annotation with a JSON merge patch (RFC 7386): fields that the patch names get its
   * values, and all others stay. It cannot change an item of a list: it replaces the list.
   *
   * @param value null removes the annotation
   * @return the Deployment as the server stored it
   * @throws IOException if the server cannot be reached, or refuses: 404 for a Deployment that does
   *     not exist, 403 without the permissions above
   */
  // @start region="merge"
  public Map<String, Object> annotate(String name, String key, String value)
      throws IOException, InterruptedException {
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
   * @throws IOException as above, and 422 if there is no such container: the server then takes the
   *     patch for a new container, which lacks an image
   */
  // @start region="strategic"
  public Map<String, Object> setVariable(
      String name, String container, String variable, String value)
      throws IOException, InterruptedException {
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
   * @throws IOException as above, and 422 if the image is not the expected one
   * @throws NoSuchElementException if there is no such container
   */
  // @start region="json"
  public Map<String, Object> replaceImage(
      String name, String container, String expected, String image)
      throws IOException, InterruptedException {
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

  private int position(String name, String container) throws IOException, InterruptedException {
    var names = new ArrayList<>();
    Object found = send(HttpRequest.newBuilder(deployments.resolve(encode(name))));
    for (var field : List.of("spec", "template", "spec", "containers")) {
      found = ((Map<?, ?>) found).get(field);
    }
    ((List<?>) found).forEach(each -> names.add(((Map<?, ?>) each).get("name")));
    if (!names.contains(container)) {
      throw new NoSuchElementException(
          "deployments.apps \"%s\" has no container \"%s\", but %s"
              .formatted(name, container, names));
    }
    return names.indexOf(container);
  }

  // @start region="patch"
  private Map<String, Object> patch(String name, String contentType, Object patch)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(deployments.resolve(encode(name)));
    var body = BodyPublishers.ofString(WITH_NULLS.asString(patch));
    return send(request.header("Content-Type", contentType).method("PATCH", body));
  }

  // @end

  private Map<String, Object> send(HttpRequest.Builder builder)
      throws IOException, InterruptedException {
    var request = builder.timeout(ANSWER).build();
    var response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(
          "%s %s answered %d: %s"
              .formatted(request.method(), request.uri(), response.statusCode(), response.body()));
    }
    try {
      return JSON.std.mapFrom(response.body());
    } catch (JacksonException malformed) { // quotes the answer: do not keep it as the cause
      throw new IOException("the API server's answer ended early, or is not JSON");
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
