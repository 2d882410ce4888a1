package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file made to be copied: each Java file of a client's module but Main and the commands.
 *
 * @param where its path in the repository, as people read it
 * @param name of the class, such as {@code ListPods}
 */
public record PatternFile(String module, Path path, String where, String name, String text) {

  /** How one client does it: the short version of java.net.http brings it along. */
  private static final String PART = "AuthorizingClient";

  /** The patterns of the three modules. */
  public static List<PatternFile> all(Path repository) throws IOException {
    var files = new ArrayList<PatternFile>();
    for (var module : Repository.CLIENTS) {
      var sources = repository.resolve("modules").resolve(module).resolve("src/main/java");
      for (var path : Repository.files(sources, ".java")) {
        var name = path.getFileName().toString().replace(".java", "");
        // How the packaged program is called is nothing to copy.
        if (!name.equals("Main") && !path.getParent().endsWith("commands")) {
          var where = repository.relativize(path).toString();
          files.add(new PatternFile(module, path, where, name, Files.readString(path)));
        }
      }
    }
    return files;
  }

  /** The files of one name, by module. */
  public static Map<String, Map<String, PatternFile>> byName(Path repository) throws IOException {
    var byName = new TreeMap<String, Map<String, PatternFile>>();
    for (var file : all(repository)) {
      if (!file.name.equals(PART)) {
        byName.computeIfAbsent(file.name, none -> new LinkedHashMap<>()).put(file.module, file);
      }
    }
    return byName;
  }

  public Header header() {
    return Header.of(text);
  }

  boolean isOfClusterAccess() {
    return path.getParent().endsWith("access");
  }

  /** The argument, the page, the Role's folder and the cases' prefix: {@code list-pods}. */
  public String pattern() {
    if (isOfClusterAccess()) {
      return "cluster-access";
    }
    var named = name.equals(PART) ? "InClusterOrKubeconfig" : name;
    return named.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** Whether it may bring other files along: a pattern outside cluster access is one file. */
  public boolean mayHaveSiblings() {
    return isOfClusterAccess() || pattern().equals("in-cluster-or-kubeconfig");
  }

  /** The package of its module, or {@code access} in it: {@code example.javanethttp.access}. */
  String packageName() {
    return "example." + module.replace("-", "") + (isOfClusterAccess() ? ".access" : "");
  }
}
