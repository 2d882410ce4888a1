package example.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.runner.InProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a case may rely on, whatever the level: output as it comes, the end, the exit code. */
class RunningProgramTest {

  /** Echoes each line until there are no more. */
  private static final InProcess.Main ECHO =
      (arguments, in, out, err) -> {
        var lines = new BufferedReader(new InputStreamReader(in, UTF_8)).lines().iterator();
        while (lines.hasNext()) {
          out.println(lines.next());
        }
        err.println("no more");
        return 3;
      };

  private static final InProcess.Main SLEEPS =
      (arguments, in, out, err) -> {
        out.println("something");
        try {
          new CountDownLatch(1).await();
          return 0;
        } catch (InterruptedException interrupted) {
          return 130;
        }
      };

  private static RunningProgram start(InProcess.Main main) {
    var here = Path.of(".");
    return new InProcess(
        new Driver.Call(
            List.of("program"),
            "team-a",
            Map.of(),
            here,
            here,
            List.of(),
            System::nanoTime,
            InstantSource.system()),
        main);
  }

  @Test
  void what_is_typed_is_read_and_what_is_printed_is_seen_before_the_end() throws Exception {
    try (var program = start(ECHO)) {
      program.type("größer");
      program.await("line", () -> program.lines().equals(List.of("größer")));
      assertEquals("", program.err());

      program.typeNothingMore();
      assertEquals(new RunningProgram.Outcome(3, "größer\n", "no more\n"), program.outcome());
    }
  }

  @Test
  void a_stop_interrupts_it() throws Exception {
    try (var program = start(SLEEPS)) {
      program.stop();
      assertEquals(130, program.exit());
    }
  }

  @Test
  void waiting_for_what_never_comes_is_red_with_what_came() throws Exception {
    try (var program = start(SLEEPS)) {
      program.await("line", () -> !program.out().isEmpty());
      program.stop();
      var red = assertThrows(AssertionError.class, () -> program.await("list", () -> false));
      assertTrue(red.getMessage().startsWith("no list:"), red.getMessage());
      assertTrue(red.getMessage().contains("something"), red.getMessage());
    }
  }

  @Test
  void a_program_that_throws_is_red() {
    InProcess.Main broken =
        (arguments, in, out, err) -> {
          throw new IllegalStateException("broken");
        };
    try (var program = start(broken)) {
      var red = assertThrows(AssertionError.class, program::exit);
      assertEquals("the program threw java.lang.IllegalStateException: broken", red.getMessage());
    }
  }
}
