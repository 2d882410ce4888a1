package example.fakeapiserver.storage;

import java.util.Arrays;
import java.util.Optional;

/**
 * The object or collection that a URL's path names. The type may be unknown: the server checks the
 * permission before it looks whether the type exists.
 *
 * @param namespace empty for the cluster scope
 * @param name empty for a collection
 * @param subresource empty for the object itself
 */
public record ObjectPath(
    String group,
    String version,
    String resource,
    String namespace,
    String name,
    String subresource) {

  /** Empty if the path names no object, such as {@code /version} or {@code /apis/apps/v1}. */
  public static Optional<ObjectPath> parse(String path) {
    var parts = path.substring(1).split("/", -1);
    var core = parts[0].equals("api");
    var at = core ? 2 : 3;
    if (!core && !parts[0].equals("apis") || parts.length <= at || parts[at].isEmpty()) {
      return Optional.empty();
    }
    var group = core ? "" : parts[1];
    var version = parts[at - 1];
    var namespace = "";
    if (parts[at].equals("namespaces") && parts.length > at + 1) {
      namespace = parts[at + 1];
      var ofNamespace = parts.length == at + 3 && parts[at + 2].equals("status");
      if (parts.length > at + 2 && !ofNamespace) {
        at += 2;
      }
    }
    var rest = Arrays.asList(parts).subList(at, parts.length);
    if (rest.size() > 3) {
      return Optional.empty();
    }
    var name = rest.size() > 1 ? rest.get(1) : "";
    var subresource = rest.size() > 2 ? rest.get(2) : "";
    return Optional.of(new ObjectPath(group, version, rest.get(0), namespace, name, subresource));
  }

  public Optional<ResourceType> type() {
    return ResourceType.find(group, version, resource)
        // a namespaced object has a namespace in its path, and only its collection may do without
        .filter(type -> !type.namespaced() || name.isEmpty() || !namespace.isEmpty())
        .filter(
            type -> type.namespaced() || namespace.isEmpty() || type == ResourceType.NAMESPACES);
  }

  /** Namespaces, being in no namespace themselves, are kept under an empty one. */
  public String namespaceOf(ResourceType type) {
    return type.namespaced() ? namespace : "";
  }

  public String qualified() {
    return ResourceType.qualified(resource, group);
  }

  /** {@code pods/status}, as RBAC names it. */
  public String withSubresource() {
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }
}
