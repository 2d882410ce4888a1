package example.fakeapiserver.storage;

import java.util.List;
import java.util.Optional;

/**
 * One type of object that the server keeps.
 *
 * @param group empty for the core group
 * @param status whether {@code /status} is a subresource, which alone may write the status
 * @param shortNames what kubectl also understands
 */
public record ResourceType(
    String group,
    String version,
    String kind,
    String plural,
    boolean namespaced,
    boolean status,
    List<String> shortNames) {

  private static final String RBAC = "rbac.authorization.k8s.io";

  public static final ResourceType PODS = core("Pod", "pods", true, true, "po");
  public static final ResourceType CONFIG_MAPS = core("ConfigMap", "configmaps", true, false, "cm");
  public static final ResourceType NAMESPACES = core("Namespace", "namespaces", false, true, "ns");
  public static final ResourceType SERVICE_ACCOUNTS =
      core("ServiceAccount", "serviceaccounts", true, false, "sa");
  public static final ResourceType ROLES = rbac("Role", "roles", true);
  public static final ResourceType ROLE_BINDINGS = rbac("RoleBinding", "rolebindings", true);
  public static final ResourceType CLUSTER_ROLES = rbac("ClusterRole", "clusterroles", false);
  public static final ResourceType CLUSTER_ROLE_BINDINGS =
      rbac("ClusterRoleBinding", "clusterrolebindings", false);

  public static final List<ResourceType> ALL =
      List.of(
          PODS,
          CONFIG_MAPS,
          core("Secret", "secrets", true, false),
          core("Service", "services", true, true, "svc"),
          SERVICE_ACCOUNTS,
          NAMESPACES,
          core("Event", "events", true, false, "ev"),
          core("Node", "nodes", false, true, "no"),
          new ResourceType("coordination.k8s.io", "v1", "Lease", "leases", true, false, List.of()),
          new ResourceType(
              "apps", "v1", "Deployment", "deployments", true, true, List.of("deploy")),
          new ResourceType("batch", "v1", "Job", "jobs", true, true, List.of()),
          ROLES,
          ROLE_BINDINGS,
          CLUSTER_ROLES,
          CLUSTER_ROLE_BINDINGS);

  private static ResourceType core(
      String kind, String plural, boolean namespaced, boolean status, String... shortNames) {
    return new ResourceType("", "v1", kind, plural, namespaced, status, List.of(shortNames));
  }

  private static ResourceType rbac(String kind, String plural, boolean namespaced) {
    return new ResourceType(RBAC, "v1", kind, plural, namespaced, false, List.of());
  }

  public static Optional<ResourceType> find(String group, String version, String plural) {
    return ALL.stream()
        .filter(type -> type.group.equals(group))
        .filter(type -> type.version.equals(version))
        .filter(type -> type.plural.equals(plural))
        .findFirst();
  }

  public static Optional<ResourceType> ofKind(String apiVersion, String kind) {
    return ALL.stream()
        .filter(type -> type.apiVersion().equals(apiVersion) && type.kind.equals(kind))
        .findFirst();
  }

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
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
