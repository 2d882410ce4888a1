package example.repochecks;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.io.File;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/**
 * What Maven would put on the class path of a project with nothing but the given coordinates. Uses
 * the repository, the settings and the offline switch of the build it runs in.
 */
final class ClassPaths implements AutoCloseable {

  private final Context maven = Runtimes.INSTANCE.getRuntime().create(asTheBuild());

  private static ContextOverrides asTheBuild() {
    var settings = System.getProperty("maven.settings");
    var repository = System.getProperty("maven.repository");
    return ContextOverrides.create()
        .withUserSettings(true)
        .withUserSettingsXmlOverride(settings == null ? null : Path.of(settings))
        .withLocalRepositoryOverride(repository == null ? null : Path.of(repository))
        .offline(Boolean.getBoolean("maven.offline"))
        .build();
  }

  /**
   * @param coordinates each {@code group:artifact:version}
   * @throws DependencyResolutionException if one of them, or what it needs, cannot be had
   */
  String of(Collection<String> coordinates) throws DependencyResolutionException {
    if (coordinates.isEmpty()) {
      return "";
    }
    var wanted = new CollectRequest().setRepositories(maven.remoteRepositories());
    for (var each : coordinates) {
      wanted.addDependency(new Dependency(new DefaultArtifact(each), JavaScopes.COMPILE));
    }
    var compile = DependencyFilterUtils.classpathFilter(JavaScopes.COMPILE);
    return maven
        .repositorySystem()
        .resolveDependencies(
            maven.repositorySystemSession(), new DependencyRequest(wanted, compile))
        .getArtifactResults()
        .stream()
        .map(result -> result.getArtifact().getFile().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Override
  public void close() {
    maven.close();
  }
}
