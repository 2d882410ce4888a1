package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.fakeapiserver.faults.Fault;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The faults that no case triggers, and how strangers are treated. The cases show the others. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class FaultsTest {

  private static final String PODS = "api/v1/namespaces/default/pods";
  private static final String ANY = ".*/pods";

  @AutoClose private final FakeApiServer fake = FakeApiServer.start();
  private final TestClient admin = TestClient.admin(fake);

  @Test
  void silenceLeavesTheConnectionOpen() throws Exception {
    fake.fault(Fault.silenceAfter("GET", ANY, 40));
    var in = admin.open(PODS);
    assertEquals(40, in.readNBytes(40).length);
    var more = CompletableFuture.supplyAsync(() -> assertThrows(IOException.class, in::read));
    assertThrows(TimeoutException.class, () -> more.get(200, TimeUnit.MILLISECONDS));
    assertEquals(200, admin.get("version").status());

    fake.close();
    more.get();
  }

  @Test
  void slowBodiesArriveWhole() throws Exception {
    fake.fault(Fault.slow("GET", "/version", Duration.ofMillis(50)));
    var begin = System.nanoTime();
    assertEquals("36", admin.get("version").at("/minor"));
    assertTrue(System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(60));
  }

  /** GOAWAY comes before the answer, which clients before JDK 17.0.17 then give up. */
  @Test
  void strangersLoseTheirHttp2Connection() throws Exception {
    var stranger = TestClient.of(fake, "unknown", Version.HTTP_2);
    String outcome;
    try {
      outcome = String.valueOf(stranger.get(PODS).status());
    } catch (IOException gone) {
      outcome = gone.getMessage().replaceAll(".*: ", "");
    }
    assertTrue(Set.of("401", "GOAWAY received").contains(outcome), outcome);
  }
}
