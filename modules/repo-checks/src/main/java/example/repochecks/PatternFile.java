package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A file made to be copied: each Java file of a client's module but Main and the commands.
 *
 * @param where its path in the repository, as people read it
 * @param name of the class, such as {@code ListPods}
 */
public record PatternFile(String module, Path path, String where, String name, String text) {

  /** The files of cluster access, the only patterns of more than one file, and their pattern. */
  private static final Map<String, String> OF_CLUSTER_ACCESS =
      Map.of(
          "InClusterOrKubeconfig", "in-cluster-or-kubeconfig",
          "AuthorizingClient", "in-cluster-or-kubeconfig",
          "ClusterAccess", "cluster-access",
          "Kubeconfig", "cluster-access",
          "ExecCredential", "cluster-access");

  /** The patterns of the three modules. */
  public static List<PatternFile> all(Path repository) throws IOException {
    return javaFiles(repository).stream().filter(file -> !file.name().equals("Main")).toList();
  }

  /** The one file of each module that is not a pattern. */
  static List<PatternFile> mains(Path repository) throws IOException {
    return javaFiles(repository).stream().filter(file -> file.name().equals("Main")).toList();
  }

  private static List<PatternFile> javaFiles(Path repository) throws IOException {
    var files = new ArrayList<PatternFile>();
    for (var module : Repository.CLIENTS) {
      var sources = repository.resolve("modules").resolve(module).resolve("src/main/java");
      for (var path : Repository.files(sources, ".java")) {
        if (path.getParent().endsWith("commands")) {
          continue; // how the packaged program is called; nothing to copy
        }
        var name = path.getFileName().toString().replace(".java", "");
        var where = repository.relativize(path).toString();
        files.add(new PatternFile(module, path, where, name, Files.readString(path)));
      }
    }
    return files;
  }

  /** The files that SOURCES of one client names and that not all have. */
  public static Set<String> companions(Path repository) throws IOException {
    var modules = new TreeMap<String, Set<String>>();
    for (var file : all(repository)) {
      for (var sibling : Header.of(file.text()).copyWith()) {
        modules
            .computeIfAbsent(sibling.replace(".java", ""), none -> new TreeSet<>())
            .add(file.module());
      }
    }
    modules.values().removeIf(each -> each.size() == Repository.CLIENTS.size());
    return modules.keySet();
  }

  /** The argument, the page, the Role's folder and the cases' prefix: {@code list-pods}. */
  public String pattern() {
    return OF_CLUSTER_ACCESS.getOrDefault(name, hyphenated(name));
  }

  boolean mayHaveSiblings() {
    return OF_CLUSTER_ACCESS.containsKey(name);
  }

  private static String hyphenated(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .replaceAll("([A-Z])([A-Z][a-z])", "$1-$2")
        .toLowerCase(Locale.ROOT);
  }

  /** The package of its module, or {@code access} in it: {@code example.javanethttp.access}. */
  String packageName() {
    var folder = path.getParent().endsWith("access") ? ".access" : "";
    return "example." + module.replace("-", "") + folder;
  }

  /** A file that lies beside it. */
  Path sibling(String fileName) {
    return path.resolveSibling(fileName);
  }
}
