// SPDX-License-Identifier: MIT-0
package example.clientjava.commands;

import example.clientjava.HandleApiErrors;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.apis.VersionApi;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
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

  private String repeated(ApiClient client) throws ApiException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return send(client);
      } catch (ApiException | RuntimeException failed) { // a cut answer is no ApiException
        var pause = HandleApiErrors.retryAfter(failed, verb, attempt);
        if (pause.isEmpty()) {
          throw failed;
        }
        out.printf("Attempt %d failed, the next in %d ms.%n", attempt, pause.get().toMillis());
        Thread.sleep(pause.get().toMillis());
      }
    }
  }

  private String send(ApiClient client) throws ApiException {
    if (!verb.equals("create")) {
      return new VersionApi(client).getCode().execute().getGitVersion();
    }
    var review = new V1SelfSubjectReview();
    review.apiVersion("authentication.k8s.io/v1").kind("SelfSubjectReview");
    var answer = new AuthenticationV1Api(client).createSelfSubjectReview(review).execute();
    return answer.getStatus().getUserInfo().getUsername();
  }
}
