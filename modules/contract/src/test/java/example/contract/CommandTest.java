package example.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {

  @Test
  void both_streams_and_the_exit_code_are_returned(@TempDir Path folder) throws Exception {
    var script = "cat; echo $WHO >&2; pwd; echo ${HOME:-no home}; exit 3";
    var command = Command.of("/bin/sh", "-c", script).in(folder.toRealPath()).input("in\n");
    var outcome = command.only(Map.of("WHO", "me")).run();
    assertEquals(3, outcome.exit());
    assertEquals("in\n" + folder.toRealPath() + "\nno home\n", outcome.out());
    assertEquals("me\n", outcome.err());
  }

  @Test
  void what_does_not_end_is_killed_with_its_children(@TempDir Path folder) {
    var started = "sleep 600 & echo $!; wait";
    var command = Command.of("/bin/sh", "-c", started).within(Duration.ofMillis(300));
    var late = assertThrows(IOException.class, command::run);
    var child = late.getMessage().lines().toList().get(1);
    assertTrue(late.getMessage().startsWith("/bin/sh did not end within 0 s."), late::getMessage);
    // Killed, it may stay as a zombie where no init process collects it, and then runs no command.
    var handle = ProcessHandle.of(Long.parseLong(child));
    var end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (handle.flatMap(each -> each.info().command()).isPresent()) {
      assertTrue(System.nanoTime() < end, "the child still runs");
      Thread.onSpinWait();
    }
  }
}
