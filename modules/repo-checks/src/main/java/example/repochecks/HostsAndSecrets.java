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

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var files = Repository.tracked(repository);
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
      for (var secret : Secret.in(text)) {
        problems.add("%s: holds %s. Make it when the test runs.".formatted(where, secret));
      }
    }
    return problems;
  }
}
