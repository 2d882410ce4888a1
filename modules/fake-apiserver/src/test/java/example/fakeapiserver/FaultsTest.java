package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.fakeapiserver.faults.Fault;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a fault applies, and those of the connection. What an answer may be, the cases show. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class FaultsTest {

  private static final String PODS = "api/v1/namespaces/default/pods";
  private static final String ANY = ".*/pods";

  @AutoClose private final FakeApiServer fake = FakeApiServer.start();
  private final TestClient admin = TestClient.admin(fake);

  @Test
  void aFaultAppliesToWhatItMatchesAsOftenAsItSays() throws Exception {
    fake.fault(Fault.status("GET", ".*\\?.*limit=2.*", 503, "", "busy").withTimes(2));
    fake.fault(Fault.unauthorized("GET", ".*/nodes"));
    assertEquals(200, admin.get(PODS + "?limit=1").status());
    assertEquals(503, admin.get(PODS + "?limit=2").status());
    assertEquals(503, admin.get(PODS + "?limit=2").status());
    assertEquals(200, admin.get(PODS + "?limit=2").status());
    fake.clearFaults();
    assertEquals(200, admin.get("api/v1/nodes").status());
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aCutBodyEndsEarly(Version version) throws Exception {
    admin.post(PODS, TestClient.pod("a"));
    fake.fault(Fault.cutAfter("GET", ANY, 40));
    var in = TestClient.admin(fake, version).open(PODS);
    assertThrows(IOException.class, in::readAllBytes);
    assertEquals(200, admin.get(PODS).status());
  }

  @Test
  void silenceIsBrokenByNothingButTheEndOfTheServer() throws Exception {
    fake.fault(Fault.silence("GET", ANY));
    fake.fault(Fault.silenceAfter("GET", ANY, 40));
    var unanswered = async(() -> admin.get(PODS));
    assertThrows(TimeoutException.class, () -> unanswered.get(200, TimeUnit.MILLISECONDS));
    assertEquals(0, fake.requests().get(0).status());
    var in = admin.open(PODS);
    assertEquals(40, in.readNBytes(40).length);
    var stalled = async(in::read);
    assertThrows(TimeoutException.class, () -> stalled.get(200, TimeUnit.MILLISECONDS));
    assertEquals(200, admin.get("version").status());

    fake.close();
    for (var silent : List.of(unanswered, stalled)) {
      assertThrows(ExecutionException.class, silent::get);
    }
  }

  private interface Call {
    Object run() throws Exception;
  }

  private static CompletableFuture<Object> async(Call call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.run();
          } catch (Exception broken) {
            throw new IllegalStateException(broken);
          }
        });
  }

  @Test
  void slowBodiesArriveWhole() throws Exception {
    fake.fault(Fault.slow("GET", "/version", Duration.ofMillis(20)));
    var begin = System.nanoTime();
    assertEquals("36", admin.get("version").at("/minor"));
    assertTrue(System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(60));
  }

  @Test
  void aRefusedStreamIsNotAnswered() throws Exception {
    fake.fault(Fault.refuseStream("GET", ANY).withTimes(2));
    assertEquals(200, admin.get(PODS).status(), "HTTP/1.1 has no word for it");
    var http2 = TestClient.admin(fake, Version.HTTP_2);
    var refused = assertThrows(IOException.class, () -> http2.get(PODS));
    assertTrue(refused.getMessage().contains("RST_STREAM"), refused.getMessage());
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
