package example.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.runner.InProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a case may rely on, whatever the level: output as it comes, the end, the exit code. */
class RunningProgramTest {

  private static RunningProgram start(InProcess.Main main) {
    var call =
        new Driver.Call(
            List.of("program"),
            "team-a",
            Map.of(),
            Path.of("root"),
            Path.of("home"),
            List.of(),
            System::nanoTime,
            InstantSource.system());
    return new InProcess(call, main);
  }

  @Test
  void whatIsPrintedIsSeenBeforeTheEnd() throws Exception {
    var goOn = new CountDownLatch(1);
    InProcess.Main main =
        (arguments, in, out, err) -> {
          out.println("first");
          try {
            goOn.await();
          } catch (InterruptedException interrupted) {
            return 130;
          }
          err.println("second");
          return 3;
        };
    try (var program = start(main)) {
      program.await("first line", () -> program.out().equals("first\n"));
      assertEquals("", program.err());

      goOn.countDown();

      assertEquals(new RunningProgram.Outcome(3, "first\n", "second\n"), program.outcome());
    }
  }

  @Test
  void whatIsTypedIsRead() throws Exception {
    InProcess.Main echo =
        (arguments, in, out, err) -> {
          try (var lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            lines.lines().forEach(out::println);
            return 0;
          } catch (IOException broken) {
            return 1;
          }
        };
    try (var program = start(echo)) {
      program.type("größer");
      program.await("line", () -> program.lines().equals(List.of("größer")));
      program.typeNothingMore();

      assertEquals(0, program.exit());
    }
  }

  @Test
  void aStopInterruptsIt() throws Exception {
    InProcess.Main sleeps =
        (arguments, in, out, err) -> {
          try {
            new CountDownLatch(1).await();
            return 0;
          } catch (InterruptedException interrupted) {
            return 130;
          }
        };
    try (var program = start(sleeps)) {
      program.stop();

      assertEquals(130, program.exit());
    }
  }

  @Test
  void waitingForWhatNeverComesIsRedWithWhatCame() {
    try (var program =
        start(
            (arguments, in, out, err) -> {
              out.println("something else");
              return 0;
            })) {
      var red =
          assertThrows(
              AssertionError.class,
              () -> program.await("list", () -> program.out().contains("pods")));
      assertTrue(red.getMessage().startsWith("no list:"), red.getMessage());
      assertTrue(red.getMessage().contains("something else"), red.getMessage());
    }
  }

  @Test
  void aProgramThatThrowsIsRed() {
    try (var program =
        start(
            (arguments, in, out, err) -> {
              throw new IllegalStateException("broken");
            })) {
      var red = assertThrows(AssertionError.class, program::exit);
      assertEquals("the program threw java.lang.IllegalStateException: broken", red.getMessage());
    }
  }
}
