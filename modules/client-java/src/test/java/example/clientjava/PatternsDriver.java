package example.clientjava;

import example.clientjava.access.ClusterAccess;
import example.clientjava.access.ClusterAccess.Access;
import example.clientjava.access.ClusterAccess.Environment;
import example.clientjava.access.ClusterAccess.Options;
import example.contract.Driver;
import example.contract.RunningProgram;
import example.contract.runner.InProcess;
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
        call, (arguments, in, out, err) -> Main.run(arguments, environment(call), in, out, err));
  }

  private static Environment environment(Call call) {
    return new Environment(
        call.environment(), call.root(), call.home(), call.nanoTime(), call.clock());
  }

  @Override
  public OpenClient open(Call call) throws Exception {
    var options =
        new Options(false, call.path("--service-account"), call.path("--kubeconfig"), null);
    return new Opened(ClusterAccess.open(options, environment(call)));
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
