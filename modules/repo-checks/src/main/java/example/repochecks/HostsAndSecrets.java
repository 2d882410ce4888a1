package example.repochecks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * No file names the host of a package registry, which is the user's own to choose, and none holds a
 * credential: what tests need is made when they run.
 */
final class HostsAndSecrets implements Check {

  /** Written in parts, so that this file does not hold what it looks for. */
  private static final Pattern REGISTRY =
      Pattern.compile(
          Stream.of(
                  "repo1?.maven(.apache)?" + ".org",
                  "(central|oss|s01).sonatype" + ".(com|org)",
                  "(files.)?pythonhosted" + ".org",
                  "pypi" + ".(org|python.org)",
                  "registry.(npmjs|yarnpkg)" + ".(org|com)",
                  "(static.|index.)?crates" + ".io",
                  "(proxy|sum).golang" + ".org",
                  "goproxy" + ".(io|cn)",
                  "(deb|security|archive|ftp|snapshot)(.[a-z]+)?.debian" + ".org",
                  "(archive|security).ubuntu" + ".com")
              .map(host -> host.replace(".", "\\."))
              .collect(Collectors.joining("|", "\\b(", ")\\b")));

  private static final Pattern TOKEN =
      Pattern.compile("\\beyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]*");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\\\nr\"+]*[A-Za-z0-9+/=]{40,}");

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var files = files(repository);
    if (files.isEmpty()) {
      return List.of(".: no file is there to read. Look at where this check looks.");
    }
    for (var file : files) {
      var text = Files.readString(file, StandardCharsets.ISO_8859_1); // any byte is a character
      var where = repository.relativize(file);
      var registry = REGISTRY.matcher(text);
      if (registry.find()) {
        problems.add(
            "%s: names the registry host %s. Leave it to the user's settings."
                .formatted(where, registry.group()));
      }
      if (TOKEN.matcher(text).find()) {
        problems.add("%s: holds a token (JWT). Make it when the test runs.".formatted(where));
      }
      if (KEY.matcher(text).find()) {
        problems.add("%s: holds a private key. Make it when the test runs.".formatted(where));
      }
    }
    return problems;
  }

  /** What git keeps or would keep; without git all but what is built. */
  private static List<Path> files(Path repository) throws IOException {
    if (!Files.exists(repository.resolve(".git"))) {
      return Repository.files(repository, "").stream()
          .filter(file -> !repository.relativize(file).toString().matches("(.*/)?target/.*"))
          .toList();
    }
    var git =
        new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
            .directory(repository.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Stream.of(names.split("\0"))
        .map(repository::resolve)
        .filter(Files::isRegularFile) // a deleted one is listed until that is committed
        .toList();
  }
}
