package example.repochecks;

import example.contract.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where this repository is, and what every check must know of its layout. */
public final class Repository {

  public static final Path ROOT =
      Path.of(System.getProperty("repository.root", "../..")).toAbsolutePath().normalize();

  /** The modules that readers copy from; the others hold tests only. */
  public static final List<String> CLIENTS = Client.names();

  private Repository() {}

  /** The files below a folder whose names end so, sorted; none if there is no such folder. */
  public static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var found = Files.walk(folder)) {
      return found
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  /** The names of the folders in a folder, sorted; none if there is no such folder. */
  public static List<String> folders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var found = Files.list(folder)) {
      return found
          .filter(Files::isDirectory)
          .map(each -> each.getFileName().toString())
          .sorted()
          .toList();
    }
  }
}
