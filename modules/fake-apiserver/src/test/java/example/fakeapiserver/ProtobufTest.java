package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import example.fakeapiserver.http.Protobuf;
import example.fakeapiserver.storage.StatusException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProtobufTest {

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A field of bytes, and what follows it. */
  private static byte[] field(int number, byte[] value, byte[]... more) {
    var out = new ByteArrayOutputStream();
    out.write(number << 3 | 2);
    out.write(value.length);
    out.writeBytes(value);
    for (var each : more) {
      out.writeBytes(each);
    }
    return out.toByteArray();
  }

  private static byte[] body(String kind, byte[] raw) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'k', '8', 's', 0});
    out.writeBytes(field(1, field(1, text("v1"), field(2, text(kind)))));
    out.writeBytes(field(2, raw));
    return out.toByteArray();
  }

  @Test
  void readsWhatGoSends() {
    var metadata = field(1, text("a"), field(2, text("")), field(8, new byte[0]));
    var entry = field(1, text("k"), field(2, text("\u00e9")));
    var raw = field(1, metadata, field(2, entry), new byte[] {4 << 3, 1});
    assertEquals(
        "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"},"
            + "\"data\":{\"k\":\"\u00e9\"},\"immutable\":true}",
        Protobuf.decode(body("ConfigMap", raw)).toString());
  }

  @Test
  void timesKeepTheirPrecision() {
    var second = new byte[] {1 << 3, 1, 2 << 3, (byte) 0xc0, (byte) 0x84, 0x3d}; // 1 s, 1 ms
    var raw = field(2, field(1, text(""), field(4, second)));
    var lease = Protobuf.decode(body("Lease", raw));
    assertEquals("1970-01-01T00:00:01.001000Z", lease.at("/spec/renewTime").asString());
    assertEquals("", lease.at("/spec/holderIdentity").asString("absent"));
  }

  @Test
  void refusesWhatItDoesNotKnowByName() {
    var pod = assertThrows(StatusException.class, () -> Protobuf.decode(body("Pod", new byte[0])));
    assertEquals(415, pod.code());
    assertEquals(
        "this API server is a fake that does not read Pod as protobuf; send JSON (in client-go set"
            + " ContentType to application/json)",
        pod.getMessage());
    var cut = body("ConfigMap", field(1, text("cut")));
    cut[cut.length - 4] = 100;
    assertEquals(400, assertThrows(StatusException.class, () -> Protobuf.decode(cut)).code());
    assertEquals(
        400, assertThrows(StatusException.class, () -> Protobuf.decode(text("{}"))).code());
  }
}
