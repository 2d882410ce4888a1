package example.onk3s;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.fakeapiserver.FakeApiServer;
import example.fakeapiserver.faults.Fault;
import example.onk3s.demo.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A server that takes the request and then says nothing, or stops in the middle of its answer. All
 * programs wait at once, and the other tests meanwhile: the wait is a minute long.
 */
@Execution(ExecutionMode.CONCURRENT)
class SilentServerTest {

  private static final List<String> MODULES = SharedNode.MODULES;
  private static final Path REPOSITORY = SharedNode.REPOSITORY;

  /** Seconds: the programs wait for one minute, and start beside many others. */
  private static final long LIMIT = 240;

  @Test
  void isGivenUpOnAfterAMinute() throws Exception {
    var threads = Executors.newCachedThreadPool();
    try (var mute = FakeApiServer.start();
        var stalled = FakeApiServer.start()) {
      mute.fault(Fault.silence("GET", ".*/pods").withTimes(99));
      stalled.fault(Fault.silenceAfter("GET", ".*/pods", 20).withTimes(99));
      var said = new ArrayList<CompletableFuture<String>>();
      for (var server : List.of(mute, stalled)) {
        for (var module : MODULES) {
          said.add(CompletableFuture.supplyAsync(() -> list(module, server), threads));
        }
      }
      for (var sentence : said) {
        assertEquals(
            "The server did not answer in time. Check the address and network policies.\n",
            sentence.join());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** The program that a kubeconfig names for a token is a server of a kind, too. */
  @Test
  void anExecPluginIsGivenUpOnAfterAMinute() throws Exception {
    var threads = Executors.newCachedThreadPool();
    try (var programs = new Programs(REPOSITORY, LIMIT)) {
      var config = programs.folder().resolve("kubeconfig");
      Files.writeString(
          config,
          """
          clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
          users:
          - name: u
            user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: sleep, args: ["600"]}}
          contexts: [{name: x, context: {cluster: c, user: u}}]
          current-context: x
          """);
      var environment = Map.of("KUBECONFIG", config.toString());
      var said = new ArrayList<Future<Node.Outcome>>();
      for (var module : MODULES) {
        said.add(threads.submit(() -> programs.run(module, environment, List.of("list-pods"))));
      }
      for (var outcome : said) {
        assertEquals(1, outcome.get().exit(), outcome.get()::toString);
        assertEquals(
            "The request failed: %s: exec of user \"u\" runs \"sleep\", which has not ended after 60 s and was stopped.\n"
                .formatted(config),
            outcome.get().err());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static String list(String module, FakeApiServer server) {
    try (var programs = new Programs(REPOSITORY, LIMIT)) {
      var config = programs.folder().resolve("kubeconfig");
      Files.writeString(config, server.kubeconfig());
      var environment = Map.of("KUBECONFIG", config.toString());
      var outcome = programs.run(module, environment, List.of("list-pods"));
      assertEquals(1, outcome.exit(), module + ": " + outcome);
      return outcome.err();
    } catch (Exception failed) {
      throw new CompletionException(module, failed);
    }
  }
}
