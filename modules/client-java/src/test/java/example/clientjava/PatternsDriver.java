package example.clientjava;

import example.clientjava.ClusterAccess.Access;
import example.clientjava.ClusterAccess.Choice;
import example.clientjava.ClusterAccess.Surroundings;
import example.clientjava.ListPods.WhenExpired;
import example.contract.Driver;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.Okio;

/** Maps the contract's calls to this module's patterns, in this process. */
final class PatternsDriver implements Driver {

  @Override
  public String client() {
    return "client-java";
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
                public void pod(V1Pod pod) {
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
      var request = new Request.Builder().url(access.server() + "/" + path).post(stream(body));
      try (var response = access.client().getHttpClient().newCall(request.build()).execute()) {
        return response.code();
      }
    }

    private static RequestBody stream(InputStream body) {
      return new RequestBody() {
        @Override
        public MediaType contentType() {
          return MediaType.get("application/json");
        }

        @Override
        public boolean isOneShot() {
          return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
          sink.writeAll(Okio.source(body));
        }
      };
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
