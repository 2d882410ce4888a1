// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.fabric8:kubernetes-client:8.0.0
// Also with:  io.fabric8:kubernetes-client:7.9.0
// Permission: create, patch configmaps
// Cases:      apply-config-map.*
// Page:       docs/patterns/apply-config-map.md
package example.fabric8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

  private final KubernetesClient client;
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
  public ApplyConfigMap(KubernetesClient client, String namespace, String fieldManager) {
    this.client = client;
    this.namespace = namespace;
    // Fabric8 writes it into the URL as it is: "x&force=true" would force.
    this.fieldManager = URLEncoder.encode(fieldManager, StandardCharsets.UTF_8);
  }

  /**
   * Applies a ConfigMap, which is created if it does not exist. To apply the same again changes
   * nothing, so a request that failed on the way can be repeated.
   *
   * @param data all keys that this program wants to own: a key that it applied before and leaves
   *     out now is removed
   * @param force takes over the keys that other managers own, instead of failing with a conflict
   * @return the ConfigMap as the server stored it, with the keys of other managers
   * @throws KubernetesClientException if the server cannot be reached, or refuses: 409 with {@link
   *     #conflicts}, 403 without the permissions above
   */
  // @start region="apply"
  public ConfigMap apply(String name, Map<String, String> data, boolean force) {
    // Only what this program owns, and nothing that was read: with managedFields in it the server
    // refuses it, and with a resourceVersion it refuses it once somebody else has changed the map.
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withData(data)
            .build();
    // Without a name the field manager is "fabric8", as in all programs that name none.
    var request = client.resource(map).fieldManager(fieldManager);
    return (force ? request.forceConflicts() : request).serverSideApply();
  }

  // @end

  // @start region="conflicts"
  /** The fields that others own, if that is why the server refused; else none. */
  public static List<Conflict> conflicts(Exception failed) {
    if (!(failed instanceof KubernetesClientException refused) || refused.getCode() != 409) {
      return List.of();
    }
    return causes(refused).stream()
        .filter(cause -> "FieldManagerConflict".equals(cause.getReason()))
        .map(cause -> new Conflict(cause.getField(), owner(cause.getMessage())))
        .toList();
  }

  // @end

  private static List<StatusCause> causes(KubernetesClientException refused) {
    var details = refused.getStatus() == null ? null : refused.getStatus().getDetails();
    return details == null ? List.of() : details.getCauses();
  }

  private static String owner(String message) {
    var owner = OWNER.matcher(message);
    return owner.find() ? owner.group(1) : message;
  }
}
