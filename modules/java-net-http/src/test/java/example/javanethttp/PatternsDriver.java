package example.javanethttp;

import example.contract.Driver;
import example.javanethttp.ClusterAccess.Access;
import example.javanethttp.ClusterAccess.Choice;
import example.javanethttp.ClusterAccess.Surroundings;
import example.javanethttp.ListPods.WhenExpired;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Maps the contract's calls to this module's patterns, in this process. */
final class PatternsDriver implements Driver {

  @Override
  public String client() {
    return "java-net-http";
  }

  @Override
  public Outcome run(Call call) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var arguments = call.arguments().toArray(String[]::new);
    var exit = Main.run(arguments, around(call), stream(out), stream(err));
    return new Outcome(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static Surroundings around(Call call) {
    return new Surroundings(
        call.environment(), call.root(), call.home(), call.nanoTime(), call.clock());
  }

  @Override
  public Live open(Call call) throws Exception {
    var choice =
        new Choice(false, path(call, "--service-account"), path(call, "--kubeconfig"), null);
    return new OpenPatterns(ClusterAccess.open(choice, around(call)));
  }

  private static Path path(Call call, String argument) {
    var at = call.arguments().indexOf(argument);
    return at < 0 ? null : Path.of(call.arguments().get(at + 1));
  }

  private record OpenPatterns(Access access) implements Live {

    @Override
    public List<String> listPods(String labels, boolean goOn) throws Exception {
      var names = new ArrayList<String>();
      var whenExpired = goOn ? WhenExpired.CONTINUE_INCONSISTENTLY : WhenExpired.START_OVER;
      new ListPods(access.http(), access.server(), access.namespace())
          .each(
              labels,
              "",
              whenExpired,
              new ListPods.Consumer() {
                @Override
                public void pod(Map<String, Object> pod) {
                  names.add(String.valueOf(((Map<?, ?>) pod.get("metadata")).get("name")));
                }

                @Override
                public void restarted() {
                  names.add("(restarted)");
                }
              });
      return names;
    }

    @Override
    public int postStream(String path, InputStream body) throws Exception {
      var request =
          HttpRequest.newBuilder(access.server().resolve(path))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofInputStream(() -> body))
              .build();
      return access.http().send(request, BodyHandlers.discarding()).statusCode();
    }

    @Override
    public String describe(Throwable failure) {
      return HandleApiErrors.describe(failure);
    }

    @Override
    public void close() {
      access.close();
    }
  }
}
