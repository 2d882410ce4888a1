package example.fabric8;

import example.contract.Driver;
import example.contract.InProcess;
import example.contract.RunningProgram;
import example.fabric8.ClusterAccess.Access;
import example.fabric8.ClusterAccess.Choice;
import example.fabric8.ClusterAccess.Surroundings;
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
