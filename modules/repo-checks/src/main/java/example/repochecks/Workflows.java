package example.repochecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A workflow may do no more than it needs, runs the actions that somebody has looked at and no
 * others, and ends: a tag can be moved to other code, a commit cannot.
 */
final class Workflows implements Check {

  private static final String FOLDER = ".github/workflows";
  private static final Pattern PINNED = Pattern.compile("[\\w.-]+/[\\w./-]+@[0-9a-f]{40}");
  private static final Pattern LOCAL = Pattern.compile("\\./.*");

  @Override
  public List<String> problems(Path repository) throws IOException {
    var folder = repository.resolve(FOLDER);
    var files =
        Stream.concat(
                Repository.files(folder, ".yml").stream(),
                Repository.files(folder, ".yaml").stream())
            .sorted()
            .toList();
    if (files.isEmpty()) {
      return List.of(FOLDER + ": no workflow is there. Look at where this check looks.");
    }
    var problems = new ArrayList<String>();
    for (var file : files) {
      var where = repository.relativize(file).toString();
      var text = Files.readString(file);
      for (var workflow : Manifest.parse(where, text)) {
        sentences(workflow.node(), text)
            .forEach(sentence -> problems.add("%s: %s".formatted(where, sentence)));
      }
    }
    return problems;
  }

  private static List<String> sentences(JsonNode workflow, String text) {
    var sentences = new ArrayList<String>();
    var permissions = workflow.path("permissions");
    if (!permissions.isObject()) {
      sentences.add("declares no permissions. Begin with permissions: contents: read.");
    }
    if (permissions.toString().contains("write")) {
      sentences.add("may write, whatever its jobs do. Give that to the one job that needs it.");
    }
    if (workflow.at("/concurrency/group").asString("").isEmpty()) {
      sentences.add("has no concurrency group. Name one, so that a newer run ends an older one.");
    }
    for (var job : workflow.path("jobs").properties()) {
      if (!job.getValue().path("timeout-minutes").isNumber()) {
        sentences.add(
            "job %s has no timeout-minutes. Set it, else it hangs for hours."
                .formatted(job.getKey()));
      }
      for (var step : job.getValue().path("steps")) {
        sentences.addAll(step(step, text));
      }
    }
    return sentences;
  }

  private static List<String> step(JsonNode step, String text) {
    var sentences = new ArrayList<String>();
    var uses = step.path("uses").asString("");
    if (uses.isEmpty() || LOCAL.matcher(uses).matches()) {
      return List.of();
    }
    if (!PINNED.matcher(uses).matches()) {
      sentences.add(
          "uses %s, which can become other code. Name the commit, and the version in a comment."
              .formatted(uses));
    } else if (!Pattern.compile(Pattern.quote(uses) + "\\s+# v\\d[\\w.]*").matcher(text).find()) {
      sentences.add("uses %s without its version. Add it: # v1.2.3.".formatted(uses));
    }
    if (uses.startsWith("actions/checkout@")
        && step.at("/with/persist-credentials").asBoolean(true)) {
      sentences.add("leaves the token of the checkout on disk. Set persist-credentials: false.");
    }
    return sentences;
  }
}
