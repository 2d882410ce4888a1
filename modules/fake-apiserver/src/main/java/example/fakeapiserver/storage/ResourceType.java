package example.fakeapiserver.storage;

import java.util.List;
import java.util.Optional;

/**
 * One type of object that the server keeps, in version v1 of its group.
 *
 * @param group empty for the core group
 * @param status whether {@code /status} is a subresource, which alone may write the status
 */
public record ResourceType(
    String group, String kind, String plural, boolean namespaced, boolean status) {

  private static final String RBAC = "rbac.authorization.k8s.io";

  public static final ResourceType PODS = core("Pod", "pods", true, true);
  public static final ResourceType CONFIG_MAPS = core("ConfigMap", "configmaps", true, false);
  public static final ResourceType NAMESPACES = core("Namespace", "namespaces", false, true);
  public static final ResourceType SERVICE_ACCOUNTS =
      core("ServiceAccount", "serviceaccounts", true, false);
  public static final ResourceType ROLES = new ResourceType(RBAC, "Role", "roles", true, false);
  public static final ResourceType ROLE_BINDINGS =
      new ResourceType(RBAC, "RoleBinding", "rolebindings", true, false);

  public static final List<ResourceType> ALL =
      List.of(
          PODS,
          CONFIG_MAPS,
          core("Secret", "secrets", true, false),
          core("Service", "services", true, true),
          SERVICE_ACCOUNTS,
          NAMESPACES,
          core("Event", "events", true, false),
          core("Node", "nodes", false, true),
          new ResourceType("coordination.k8s.io", "Lease", "leases", true, false),
          new ResourceType("apps", "Deployment", "deployments", true, true),
          new ResourceType("batch", "Job", "jobs", true, true),
          ROLES,
          ROLE_BINDINGS);

  private static ResourceType core(String kind, String plural, boolean namespaced, boolean status) {
    return new ResourceType("", kind, plural, namespaced, status);
  }

  public static Optional<ResourceType> find(String group, String version, String plural) {
    return ALL.stream()
        .filter(type -> type.group.equals(group) && type.plural.equals(plural))
        .filter(type -> version.equals("v1"))
        .findFirst();
  }

  public static Optional<ResourceType> ofKind(String apiVersion, String kind) {
    return ALL.stream()
        .filter(type -> type.apiVersion().equals(apiVersion) && type.kind.equals(kind))
        .findFirst();
  }

  public String apiVersion() {
    return group.isEmpty() ? "v1" : group + "/v1";
  }

  /** {@code deployments.apps}: how messages name it. */
  public String qualified() {
    return qualified(plural, group);
  }

  public static String qualified(String plural, String group) {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** Types whose DELETE answers with the object instead of a Status. */
  public boolean answersDeleted() {
    return List.of("pods", "serviceaccounts", "namespaces", "services").contains(plural);
  }
}
