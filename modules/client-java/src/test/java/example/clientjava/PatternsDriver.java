package example.clientjava;

import example.clientjava.ClusterAccess.Access;
import example.clientjava.ClusterAccess.Choice;
import example.clientjava.ClusterAccess.Surroundings;
import example.contract.Driver;
import example.contract.InProcess;
import example.contract.RunningProgram;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.Okio;

/** Starts this module's program in this process. */
final class PatternsDriver implements Driver {

  @Override
  public String client() {
    return "client-java";
  }

  @Override
  public RunningProgram start(Call call) {
    return new InProcess(
        call, (arguments, in, out, err) -> Main.run(arguments, around(call), in, out, err));
  }

  private static Surroundings around(Call call) {
    return new Surroundings(
        call.environment(), call.root(), call.home(), call.nanoTime(), call.clock());
  }

  @Override
  public OpenClient open(Call call) throws Exception {
    var choice = new Choice(false, call.path("--service-account"), call.path("--kubeconfig"), null);
    return new Opened(ClusterAccess.open(choice, around(call)));
  }

  private record Opened(Access access) implements OpenClient {

    @Override
    public int get(String path) throws Exception {
      return code(new Request.Builder().url(access.server() + "/" + path).get());
    }

    @Override
    public int post(String path, InputStream body) throws Exception {
      return code(new Request.Builder().url(access.server() + "/" + path).post(readOnce(body)));
    }

    private int code(Request.Builder request) throws IOException {
      try (var response = access.client().getHttpClient().newCall(request.build()).execute()) {
        return response.code();
      }
    }

    private static RequestBody readOnce(InputStream body) {
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
