package example.fakeapiserver.http;

import example.fakeapiserver.storage.Json;
import example.fakeapiserver.storage.StatusException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what client-go's typed clients send as protobuf without asking: kubectl's create, auth and
 * delete commands, and leases. A kind that is not in the table is refused with an error that names
 * it; a program sends it after setting {@code ContentType: application/json}. Answers are always
 * JSON.
 */
public final class Protobuf {

  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};

  /** Kind, then number, name and type of each field; [ ] is a list, { } a map by string. */
  private static final Map<String, Map<Integer, Field>> MESSAGES =
      messages(
          """
          ConfigMap 1 metadata ObjectMeta 2 data {string} 3 binaryData {bytes} 4 immutable bool;
          Secret 1 metadata ObjectMeta 2 data {bytes} 3 type string 4 stringData {string}
              5 immutable bool;
          Namespace 1 metadata ObjectMeta 2 spec Finalizers 3 status Phase;
          Finalizers 1 finalizers [string];
          Phase 1 phase string;
          ServiceAccount 1 metadata ObjectMeta 2 secrets [ObjectReference]
              3 imagePullSecrets [Name] 4 automountServiceAccountToken bool;
          Name 1 name string;
          ObjectReference 1 kind string 2 namespace string 3 name string 4 uid string
              5 apiVersion string 6 resourceVersion string 7 fieldPath string;
          Lease 1 metadata ObjectMeta 2 spec LeaseSpec;
          LeaseSpec 1 holderIdentity string? 2 leaseDurationSeconds int 3 acquireTime micros
              4 renewTime micros 5 leaseTransitions int 6 strategy string
              7 preferredHolder string;
          Role 1 metadata ObjectMeta 2 rules [PolicyRule];
          ClusterRole 1 metadata ObjectMeta 2 rules [PolicyRule];
          RoleBinding 1 metadata ObjectMeta 2 subjects [Subject] 3 roleRef RoleRef;
          ClusterRoleBinding 1 metadata ObjectMeta 2 subjects [Subject] 3 roleRef RoleRef;
          PolicyRule 1 verbs [string] 2 apiGroups [string] 3 resources [string]
              4 resourceNames [string] 5 nonResourceURLs [string];
          RoleRef 1 apiGroup string 2 kind string 3 name string;
          Subject 1 kind string 2 apiGroup string 3 name string 4 namespace string;
          TokenRequest 1 metadata ObjectMeta 2 spec TokenRequestSpec 3 status TokenRequestStatus;
          TokenRequestSpec 1 audiences [string] 3 boundObjectRef BoundObjectReference
              4 expirationSeconds int;
          TokenRequestStatus 1 token string 2 expirationTimestamp time;
          BoundObjectReference 1 kind string 2 apiVersion string 3 name string 4 uid string;
          TokenReview 1 metadata ObjectMeta 2 spec TokenReviewSpec 3 status Nothing;
          TokenReviewSpec 1 token string 2 audiences [string];
          SelfSubjectReview 1 metadata ObjectMeta 2 status Nothing;
          SelfSubjectAccessReview 1 metadata ObjectMeta 2 spec AccessReviewSpec 3 status Nothing;
          AccessReviewSpec 1 resourceAttributes ResourceAttributes
              2 nonResourceAttributes NonResourceAttributes;
          ResourceAttributes 1 namespace string 2 verb string 3 group string 4 version string
              5 resource string 6 subresource string 7 name string;
          NonResourceAttributes 1 path string 2 verb string;
          SelfSubjectRulesReview 1 metadata ObjectMeta 2 spec RulesReviewSpec 3 status Nothing;
          RulesReviewSpec 1 namespace string;
          DeleteOptions 1 gracePeriodSeconds int 2 preconditions Preconditions
              3 orphanDependents bool 4 propagationPolicy string 5 dryRun [string];
          Preconditions 1 uid string 2 resourceVersion string;
          ObjectMeta 1 name string 2 generateName string 3 namespace string 4 selfLink string
              5 uid string 6 resourceVersion string 7 generation int 8 creationTimestamp time
              9 deletionTimestamp time 10 deletionGracePeriodSeconds int 11 labels {string}
              12 annotations {string} 13 ownerReferences [OwnerReference] 14 finalizers [string]
              17 managedFields [ManagedFieldsEntry];
          OwnerReference 1 kind string 3 name string 4 uid string 5 apiVersion string
              6 controller bool 7 blockOwnerDeletion bool;
          ManagedFieldsEntry 1 manager string 2 operation string 3 apiVersion string 4 time time
              6 fieldsType string 7 fieldsV1 json 8 subresource string;
          Time 1 seconds int 2 nanos int;
          Raw 1 raw bytes;
          TypeMeta 1 apiVersion string 2 kind string;
          Envelope 1 typeMeta TypeMeta 2 raw bytes 3 contentEncoding string 4 contentType string;
          Nothing;
          """);

  private record Field(String name, String type) {}

  private Protobuf() {}

  private static Map<String, Map<Integer, Field>> messages(String table) {
    var messages = new HashMap<String, Map<Integer, Field>>();
    for (var message : table.strip().split(";\\s*")) {
      var words = message.split("\\s+");
      var fields = new HashMap<Integer, Field>();
      for (int i = 1; i < words.length; i += 3) {
        fields.put(Integer.valueOf(words[i]), new Field(words[i + 1], words[i + 2]));
      }
      messages.put(words[0], fields);
    }
    return messages;
  }

  /** The object in a body that begins with the magic bytes of Kubernetes. */
  public static ObjectNode decode(byte[] body) {
    if (!Arrays.equals(body, 0, Math.min(4, body.length), MAGIC, 0, 4)) {
      throw StatusException.badRequest("the object provided is unrecognized: it is not protobuf");
    }
    try {
      var envelope = message("Envelope", ByteBuffer.wrap(body, 4, body.length - 4).slice());
      var kind = Json.text(envelope, "/typeMeta/kind");
      var raw = Base64.getDecoder().decode(Json.text(envelope, "/raw"));
      var object = Json.object();
      if (!kind.equals("DeleteOptions")) {
        object.put("kind", kind).put("apiVersion", Json.text(envelope, "/typeMeta/apiVersion"));
      }
      object.setAll(message(kind, ByteBuffer.wrap(raw)));
      return object;
    } catch (BufferUnderflowException | JacksonException | IllegalArgumentException cut) {
      throw StatusException.badRequest(
          "the object provided is unrecognized: its protobuf is damaged");
    }
  }

  private static ObjectNode message(String type, ByteBuffer in) {
    var fields = MESSAGES.get(type);
    if (fields == null) {
      throw notInTable(type);
    }
    var message = Json.object();
    in.order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      var tag = varint(in);
      Object value =
          switch ((int) tag & 7) {
            case 0 -> varint(in);
            case 1 -> in.getLong();
            case 2 -> bytes(in);
            default -> (long) in.getInt();
          };
      var field = fields.get((int) (tag >> 3));
      if (field != null) {
        put(message, field, value);
      } else if (!type.equals("Nothing") && !type.equals("Phase")) {
        throw notInTable(type + ", field " + (tag >> 3) + ",");
      }
    }
    return message;
  }

  private static StatusException notInTable(String what) {
    return StatusException.of(
        415,
        "UnsupportedMediaType",
        "this API server is a fake that does not read "
            + what
            + " as protobuf; send JSON (in client-go set ContentType to application/json)");
  }

  private static void put(ObjectNode message, Field field, Object value) {
    var inner = field.type.substring(1, Math.max(1, field.type.length() - 1));
    if (field.type.startsWith("[")) {
      message.withArrayProperty(field.name).add(value(inner, value));
    } else if (field.type.startsWith("{")) {
      var entry = entry(inner, (ByteBuffer) value);
      message
          .withObjectProperty(field.name)
          .set(
              Json.text(entry, "/key"),
              entry.path("value").isMissingNode()
                  ? Json.JSON.getNodeFactory().stringNode("")
                  : entry.get("value"));
    } else {
      var node = value(field.type, value);
      // Go writes fields that are not pointers also when they are empty
      var absent = node == null || field.type.equals("string") && node.asString().isEmpty();
      if (!absent) {
        message.set(field.name, node);
      }
    }
  }

  private static ObjectNode entry(String valueType, ByteBuffer in) {
    var entry = Json.object().put("key", "").put("value", "");
    while (in.hasRemaining()) {
      var key = varint(in) >> 3 == 1;
      entry.set(key ? "key" : "value", value(key ? "string?" : valueType, bytes(in)));
    }
    return entry;
  }

  private static JsonNode value(String type, Object value) {
    var factory = Json.JSON.getNodeFactory();
    return switch (type) {
      case "string", "string?" -> factory.stringNode(text((ByteBuffer) value));
      case "bytes" ->
          factory.stringNode(Base64.getEncoder().encodeToString(array((ByteBuffer) value)));
      case "int" -> factory.numberNode((Long) value);
      case "bool" -> factory.booleanNode((Long) value != 0);
      case "time", "micros" -> time(message("Time", (ByteBuffer) value), type.equals("micros"));
      case "json" -> {
        var raw = Json.text(message("Raw", (ByteBuffer) value), "/raw");
        yield raw.isEmpty() ? null : Json.JSON.readTree(Base64.getDecoder().decode(raw));
      }
      default -> message(type, (ByteBuffer) value);
    };
  }

  private static JsonNode time(ObjectNode time, boolean micros) {
    if (time.isEmpty()) {
      return null; // Go's zero time
    }
    var instant =
        Instant.ofEpochSecond(time.path("seconds").asLong(0), time.path("nanos").asLong(0));
    var text =
        micros
            ? instant.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "")
                + ".%06dZ".formatted(instant.getNano() / 1000)
            : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    return Json.JSON.getNodeFactory().stringNode(text);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      var each = in.get();
      value |= (long) (each & 0x7f) << shift;
      if (each >= 0) {
        return value;
      }
    }
  }

  private static ByteBuffer bytes(ByteBuffer in) {
    var length = (int) varint(in);
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("length");
    }
    var slice = in.slice(in.position(), length);
    in.position(in.position() + length);
    return slice;
  }

  private static byte[] array(ByteBuffer in) {
    var bytes = new byte[in.remaining()];
    in.duplicate().get(bytes);
    return bytes;
  }

  private static String text(ByteBuffer in) {
    return new String(array(in), StandardCharsets.UTF_8);
  }
}
