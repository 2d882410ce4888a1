package example.javanethttp;

import example.contract.Driver;
import example.contract.RunningProgram;
import example.contract.runner.InProcess;
import example.javanethttp.access.ClusterAccess;
import example.javanethttp.access.ClusterAccess.Access;
import example.javanethttp.access.ClusterAccess.Environment;
import example.javanethttp.access.ClusterAccess.Options;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Starts this module's program in this process. */
final class PatternsDriver implements Driver {

  @Override
  public String client() {
    return "java-net-http";
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
      return code(request(path).POST(BodyPublishers.ofInputStream(() -> body)));
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(access.server().resolve(path))
          .header("Content-Type", "application/json");
    }

    private int code(HttpRequest.Builder request) throws Exception {
      return access.http().send(request.build(), BodyHandlers.discarding()).statusCode();
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
