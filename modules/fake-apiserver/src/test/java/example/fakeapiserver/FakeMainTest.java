package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FakeMainTest {

  @TempDir Path folder;

  private static Process start(String... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), FakeMain.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }

  @Test
  void servesUntilItIsTold() throws Exception {
    var server = start("0", folder.toString());
    try (var out =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      assertTrue(
          out.readLine().startsWith("A fake Kubernetes API server serves at https://127.0.0.1:"));
      var mount = folder.resolve("serviceaccount");
      for (var file : List.of(folder.resolve("kubeconfig"), mount.resolve("token"))) {
        var permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        assertEquals("rw-------", permissions);
      }
      assertEquals("kubernetes-from-java", Files.readString(mount.resolve("namespace")));
      server.destroy(); // SIGTERM
      assertTrue(server.waitFor(10, TimeUnit.SECONDS));
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void badArgumentsAreOneSentence() throws Exception {
    var server = start("eighty");
    assertEquals(2, server.waitFor());
    var err = new String(server.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("Give [PORT [FOLDER]], with a port from 0 (any free one) to 65535.\n", err);
  }
}
