package example.fabric8;

import example.contract.Driver;
import example.contract.RunningProgram;
import example.contract.runner.InProcess;
import example.fabric8.access.ClusterAccess;
import example.fabric8.access.ClusterAccess.Access;
import example.fabric8.access.ClusterAccess.Environment;
import example.fabric8.access.ClusterAccess.Options;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.InputStream;

/** Starts this module's program in this process. */
final class PatternsDriver implements Driver {

  @Override
  public String client() {
    return "fabric8";
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
      return code(request(path));
    }

    @Override
    public int post(String path, InputStream body) throws Exception {
      return code(request(path).post("application/json", body, -1));
    }

    private HttpRequest.Builder request(String path) {
      var http = access.client().getHttpClient();
      return http.newHttpRequestBuilder().uri(access.server() + "/" + path);
    }

    private int code(HttpRequest.Builder request) throws Exception {
      var http = access.client().getHttpClient();
      return http.sendAsync(request.build(), String.class).get().code();
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
