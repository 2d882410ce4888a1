package example.fabric8;

import example.contract.Driver;
import example.fabric8.ClusterAccess.Access;
import example.fabric8.ClusterAccess.Choice;
import example.fabric8.ClusterAccess.Surroundings;
import example.fabric8.ListPods.WhenExpired;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Maps the contract's calls to this module's patterns, in this process. */
final class PatternsDriver implements Driver {

  @Override
  public String client() {
    return "fabric8";
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
      new ListPods(access.client(), access.namespace())
          .each(
              labels,
              "",
              whenExpired,
              new ListPods.Consumer() {
                @Override
                public void pod(Pod pod) {
                  names.add(pod.getMetadata().getName());
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
      var http = access.client().getHttpClient();
      var request =
          http.newHttpRequestBuilder()
              .uri(access.server() + "/" + path)
              .post("application/json", body, -1)
              .build();
      return http.sendAsync(request, String.class).get().code();
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
