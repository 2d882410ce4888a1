// SPDX-License-Identifier: MIT-0
package example.javanethttp.commands;

import example.javanethttp.HandleApiErrors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.jr.ob.JSON;

/** {@code handle-api-errors}: sends a request, and again where that is safe. */
@Command(
    name = "handle-api-errors",
    sortOptions = false,
    description = "Asks for the server's version, and again after an error that allows it.")
public final class HandleApiErrorsCommand extends CommandBase {

  private static final Duration ANSWER = Duration.ofSeconds(65); // the server gives up after 60
  private static final String REVIEW =
      "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"SelfSubjectReview\"}";

  @Option(
      names = "--verb",
      paramLabel = "VERB",
      description =
          "what the request counts as, get if absent; create asks with a POST who you are, which stores"
              + " nothing")
  private String verb = "get";

  @Override
  protected int run(Opened opened) {
    return attempt(() -> out.println(repeated(opened.http(), opened.server())));
  }

  private String repeated(HttpClient http, URI server) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return send(http, server);
      } catch (IOException failed) {
        var pause = HandleApiErrors.retryAfter(failed, verb, attempt);
        if (pause.isEmpty()) {
          throw failed;
        }
        out.printf("Attempt %d failed, the next in %d ms.%n", attempt, pause.get().toMillis());
        Thread.sleep(pause.get().toMillis());
      }
    }
  }

  private String send(HttpClient http, URI server) throws IOException, InterruptedException {
    if (!verb.equals("create")) {
      return json(http, HttpRequest.newBuilder(server.resolve("version"))).get("gitVersion") + "";
    }
    var reviews = server.resolve("apis/authentication.k8s.io/v1/selfsubjectreviews");
    var post = HttpRequest.newBuilder(reviews).header("Content-Type", "application/json");
    var answer = json(http, post.POST(BodyPublishers.ofString(REVIEW)));
    var user = (Map<?, ?>) ((Map<?, ?>) answer.get("status")).get("userInfo");
    return user.get("username").toString();
  }

  // @start region="send"
  private static Map<String, Object> json(HttpClient http, HttpRequest.Builder builder)
      throws IOException, InterruptedException {
    var request = builder.timeout(ANSWER).build();
    var response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      var retryAfter = response.headers().firstValue("Retry-After");
      throw new IOException(
          "%s %s answered %d%s: %s"
              .formatted(
                  request.method(),
                  request.uri(),
                  response.statusCode(),
                  retryAfter.map(", Retry-After "::concat).orElse(""),
                  response.body()));
    }
    return JSON.std.mapFrom(response.body());
  }
  // @end
}
