// SPDX-License-Identifier: MIT-0
package example.javanethttp.commands;

import example.javanethttp.PatchDeployment;
import java.util.List;
import java.util.NoSuchElementException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code patch-deployment}: changes an annotation, a variable or an image, and nothing else. */
@Command(
    name = "patch-deployment",
    sortOptions = false,
    description = "Changes parts of a Deployment, each with the kind of patch that fits.")
public final class PatchDeploymentCommand extends CommandBase {

  @Option(names = "--name", paramLabel = "NAME", description = "the Deployment; web if absent")
  private String name = "web";

  @Option(names = "--container", paramLabel = "NAME", description = "app if absent")
  private String container = "app";

  @Option(
      names = "--annotate",
      paramLabel = "KEY[=VALUE]",
      description = "set an annotation, or remove it if there is no value (merge patch)")
  private List<String> annotations = List.of();

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "set an environment variable of the container (strategic merge patch)")
  private List<String> variables = List.of();

  @Option(names = "--image", paramLabel = "IMAGE", description = "set its image (JSON patch)")
  private String image;

  @Option(names = "--from", paramLabel = "IMAGE", description = "with --image: its image now")
  private String from;

  @Override
  protected int run(Opened opened) {
    if (annotations.isEmpty() && variables.isEmpty() && image == null) {
      err.println("Nothing to change. Give --annotate, --env or --image.");
      return 2;
    }
    if (image != null && from == null) {
      err.println("--image needs --from: it replaces an image only if it is still that one.");
      return 2;
    }
    var deployments = new PatchDeployment(opened.http(), opened.server(), opened.namespace());
    return attempt(
        () -> {
          for (var each : annotations) {
            var pair = each.split("=", 2);
            deployments.annotate(name, pair[0], pair.length == 1 ? null : pair[1]);
            out.printf("%s: annotation %s changed%n", name, pair[0]);
          }
          for (var each : variables) {
            var pair = each.split("=", 2);
            deployments.setVariable(name, container, pair[0], pair.length == 1 ? "" : pair[1]);
            out.printf("%s: variable %s of %s changed%n", name, pair[0], container);
          }
          if (image != null) {
            deployments.replaceImage(name, container, from, image);
            out.printf("%s: image of %s changed%n", name, container);
          }
        });
  }

  @Override
  protected String describe(Exception failed) {
    var message = String.valueOf(failed.getMessage());
    if (failed instanceof NoSuchElementException) {
      return message + ". Correct --container.";
    }
    if (message.contains("spec.containers[0].image: Required value")) {
      return "deployments.apps \"%s\": there is no container \"%s\" (422), and nothing was changed. Correct --container."
          .formatted(name, container);
    }
    // All that the server says of a JSON patch whose test failed.
    if (message.contains("the server rejected our request due to an error in our request")) {
      return "deployments.apps \"%s\": the image of \"%s\" is not %s (422), and nothing was changed. Read it again, then decide."
          .formatted(name, container, from);
    }
    return super.describe(failed);
  }
}
