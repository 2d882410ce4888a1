// SPDX-License-Identifier: MIT-0
package example.fabric8.commands;

import example.fabric8.HandleApiErrors;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code handle-api-errors}: sends a request, and again where that is safe. */
@Command(
    name = "handle-api-errors",
    sortOptions = false,
    description = "Asks for the server's version, and again after an error that allows it.")
public final class HandleApiErrorsCommand extends CommandBase {

  @Option(
      names = "--verb",
      paramLabel = "VERB",
      description =
          "what the request counts as, get if absent; create asks with a POST who you are, which stores"
              + " nothing")
  private String verb = "get";

  @Override
  protected int run(Opened opened) {
    return attempt(() -> out.println(repeated(opened.client())));
  }

  // @start region="retry"
  private String repeated(KubernetesClient client) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return send(client);
      } catch (KubernetesClientException failed) {
        var pause = HandleApiErrors.retryAfter(failed, verb, attempt);
        if (pause.isEmpty()) {
          throw failed;
        }
        out.printf("Attempt %d failed, the next in %d ms.%n", attempt, pause.get().toMillis());
        Thread.sleep(pause.get().toMillis());
      }
    }
  }

  // @end

  private String send(KubernetesClient client) {
    if (!verb.equals("create")) {
      return client.getKubernetesVersion().getGitVersion();
    }
    var reviews = client.authentication().v1().selfSubjectReviews();
    return reviews.create(new SelfSubjectReview()).getStatus().getUserInfo().getUsername();
  }
}
