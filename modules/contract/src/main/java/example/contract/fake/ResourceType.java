package example.contract.fake;

import java.util.List;
import java.util.Optional;

/**
 * One type of object that the server keeps.
 *
 * @param group empty for the core group
 * @param status whether {@code /status} is a subresource, which alone may write the status
 * @param shortNames what kubectl also understands
 */
record ResourceType(
    String group,
    String version,
    String kind,
    String plural,
    boolean namespaced,
    boolean status,
    List<String> shortNames) {

  private static final String RBAC = "rbac.authorization.k8s.io";

  static final ResourceType PODS = core("Pod", "pods", true, true, "po");
  static final ResourceType CONFIG_MAPS = core("ConfigMap", "configmaps", true, false, "cm");
  static final ResourceType SECRETS = core("Secret", "secrets", true, false);
  static final ResourceType NAMESPACES = core("Namespace", "namespaces", false, true, "ns");
  static final ResourceType NODES = core("Node", "nodes", false, true, "no");
  static final ResourceType SERVICE_ACCOUNTS =
      core("ServiceAccount", "serviceaccounts", true, false, "sa");
  static final ResourceType LEASES =
      new ResourceType("coordination.k8s.io", "v1", "Lease", "leases", true, false, List.of());
  static final ResourceType ROLES = rbac("Role", "roles", true);
  static final ResourceType ROLE_BINDINGS = rbac("RoleBinding", "rolebindings", true);
  static final ResourceType CLUSTER_ROLES = rbac("ClusterRole", "clusterroles", false);
  static final ResourceType CLUSTER_ROLE_BINDINGS =
      rbac("ClusterRoleBinding", "clusterrolebindings", false);

  static final List<ResourceType> ALL =
      List.of(
          PODS,
          CONFIG_MAPS,
          SECRETS,
          core("Service", "services", true, true, "svc"),
          SERVICE_ACCOUNTS,
          NAMESPACES,
          core("Event", "events", true, false, "ev"),
          NODES,
          LEASES,
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

  static Optional<ResourceType> find(String group, String version, String plural) {
    return ALL.stream()
        .filter(type -> type.group.equals(group))
        .filter(type -> type.version.equals(version))
        .filter(type -> type.plural.equals(plural))
        .findFirst();
  }

  static Optional<ResourceType> ofKind(String apiVersion, String kind) {
    return ALL.stream()
        .filter(type -> type.apiVersion().equals(apiVersion) && type.kind.equals(kind))
        .findFirst();
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code deployments.apps}: how messages name it. */
  String qualified() {
    return qualified(plural, group);
  }

  static String qualified(String plural, String group) {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** Whether {@code metadata.generation} counts the changes of the spec. */
  boolean hasGeneration() {
    return this == PODS || group.equals("apps") || group.equals("batch");
  }

  /** Names of RBAC objects may hold colons; the others are DNS names. */
  boolean hasDnsName() {
    return !group.equals(RBAC);
  }

  /** Types whose DELETE answers with the object instead of a Status. */
  boolean answersDeleted() {
    return List.of(PODS, SERVICE_ACCOUNTS, NAMESPACES).contains(this) || plural.equals("services");
  }

  String path(String namespace) {
    var root = group.isEmpty() ? "/api/" : "/apis/" + group + "/";
    return root + version + (namespaced ? "/namespaces/" + namespace : "") + "/" + plural;
  }
}
