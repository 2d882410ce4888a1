package example.fakeapiserver.storage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who owns which entry of a ConfigMap's maps: data, binaryData, labels, annotations. For other
 * fields and types there is no field ownership here; it is proven on a real node instead.
 */
public final class ManagedFields {

  private static final List<String> MAPS =
      List.of("/data", "/binaryData", "/metadata/labels", "/metadata/annotations");

  /** One manager, as it appears in {@code metadata.managedFields}. */
  private record Manager(String name, String operation) {}

  private ManagedFields() {}

  /** Notes in the new state of an object who owns what, after a change that was no apply. */
  public static void record(
      ResourceType type, ObjectNode before, ObjectNode after, Registry.Intent intent) {
    if (type != ResourceType.CONFIG_MAPS) {
      return;
    }
    var owners = owners(before);
    var changed = new TreeMap<>(entries(after));
    if (before != null) {
      var old = entries(before);
      changed.entrySet().removeIf(entry -> entry.getValue().equals(old.get(entry.getKey())));
      if (entries(after).equals(old)) {
        return;
      }
    }
    owners.values().forEach(owned -> owned.removeAll(changed.keySet()));
    owners.values().forEach(owned -> owned.retainAll(entries(after).keySet()));
    owners
        .computeIfAbsent(new Manager(intent.manager(), "Update"), any -> new TreeSet<>())
        .addAll(changed.keySet());
    write(after, before, owners);
  }

  /**
   * Server-side apply: sets what the manager wants, removes what it wanted before and nobody else
   * owns, and refuses to overwrite what others own, unless forced.
   *
   * @param live the present object, which is changed; without content if it is new
   */
  public static void apply(ObjectNode live, ObjectNode wanted, String manager, boolean force) {
    var before = live.deepCopy();
    var owners = owners(live);
    var self = new Manager(manager, "Apply");
    var mine = owners.getOrDefault(self, new TreeSet<>());
    var wantedEntries = entries(wanted);
    var present = entries(live);
    var conflicts = new LinkedHashMap<Manager, List<String>>();
    owners.forEach(
        (owner, owned) -> {
          for (var entry : owned) {
            var differs =
                wantedEntries.containsKey(entry)
                    && !wantedEntries.get(entry).equals(present.get(entry));
            if (differs && !owner.equals(self)) {
              conflicts.computeIfAbsent(owner, any -> new ArrayList<>()).add(entry);
            }
          }
        });
    if (!conflicts.isEmpty() && !force) {
      throw refusal(conflicts);
    }
    conflicts.forEach((owner, entries) -> owners.get(owner).removeAll(entries));
    for (var entry : mine) {
      var shared =
          owners.entrySet().stream()
              .anyMatch(each -> !each.getKey().equals(self) && each.getValue().contains(entry));
      if (!wantedEntries.containsKey(entry) && !shared) {
        remove(live, entry);
      }
    }
    wantedEntries.forEach((entry, value) -> put(live, entry, value));
    owners.put(self, new TreeSet<>(wantedEntries.keySet()));
    write(live, before, owners);
  }

  private static StatusException refusal(Map<Manager, List<String>> conflicts) {
    var causes = new ArrayList<StatusException.Cause>();
    var groups = new ArrayList<String>();
    conflicts.forEach(
        (owner, entries) -> {
          var with = '"' + owner.name + '"' + (owner.operation.equals("Update") ? " using v1" : "");
          var fields = entries.stream().map(ManagedFields::dotted).toList();
          fields.forEach(
              field ->
                  causes.add(
                      new StatusException.Cause(
                          "FieldManagerConflict", "conflict with " + with, field)));
          groups.add(
              fields.size() == 1
                  ? "conflict with " + with + ": " + fields.get(0)
                  : "conflicts with " + with + ":\n- " + String.join("\n- ", fields));
        });
    var count = causes.size() == 1 ? "1 conflict" : causes.size() + " conflicts";
    return StatusException.applyConflict(
        "Apply failed with %s: %s".formatted(count, String.join("\n", groups)), causes);
  }

  // An entry is written "/data|key": a map's pointer and a key, which may hold slashes.

  private static String dotted(String entry) {
    var parts = entry.split("\\|", 2);
    return parts[0].replace('/', '.') + "." + parts[1];
  }

  private static Map<String, String> entries(ObjectNode object) {
    var entries = new TreeMap<String, String>();
    for (var map : MAPS) {
      for (var entry : object.at(map).properties()) {
        entries.put(map + "|" + entry.getKey(), entry.getValue().asString(""));
      }
    }
    return entries;
  }

  private static void put(ObjectNode object, String entry, String value) {
    var parts = entry.split("\\|", 2);
    object.withObject(parts[0]).put(parts[1], value);
  }

  private static void remove(ObjectNode object, String entry) {
    var parts = entry.split("\\|", 2);
    if (object.at(parts[0]) instanceof ObjectNode map) {
      map.remove(parts[1]);
    }
  }

  private static Map<Manager, Set<String>> owners(ObjectNode object) {
    var owners = new LinkedHashMap<Manager, Set<String>>();
    if (object == null) {
      return owners;
    }
    for (var entry : object.path("metadata").path("managedFields")) {
      var owned = new TreeSet<String>();
      for (var map : MAPS) {
        for (var key : fields(entry.path("fieldsV1"), map).properties()) {
          owned.add(map + "|" + key.getKey().substring("f:".length()));
        }
      }
      var manager = new Manager(Json.text(entry, "/manager"), Json.text(entry, "/operation"));
      owners.put(manager, owned);
    }
    return owners;
  }

  private static JsonNode fields(JsonNode fieldsV1, String map) {
    var node = fieldsV1;
    for (var step : map.substring(1).split("/")) {
      node = node.path("f:" + step);
    }
    return node;
  }

  /** Writes the owners; one whose fields are as before keeps its time. */
  private static void write(
      ObjectNode object, ObjectNode before, Map<Manager, Set<String>> owners) {
    var times = new LinkedHashMap<Manager, String>();
    var old = before == null ? Map.<Manager, Set<String>>of() : owners(before);
    if (before != null) {
      for (var entry : before.path("metadata").path("managedFields")) {
        var manager = new Manager(Json.text(entry, "/manager"), Json.text(entry, "/operation"));
        times.put(manager, Json.text(entry, "/time"));
      }
    }
    var list = object.withObject("/metadata").putArray("managedFields");
    owners.forEach(
        (manager, owned) -> {
          if (owned.isEmpty() && !manager.operation.equals("Apply")) {
            return;
          }
          var unchanged = owned.equals(old.get(manager));
          var entry =
              list.addObject()
                  .put("manager", manager.name)
                  .put("operation", manager.operation)
                  .put("apiVersion", "v1")
                  .put("time", unchanged ? times.get(manager) : Registry.now())
                  .put("fieldsType", "FieldsV1");
          var fieldsV1 = entry.putObject("fieldsV1");
          for (var each : owned) {
            var parts = each.split("\\|", 2);
            var node = fieldsV1;
            for (var step : parts[0].substring(1).split("/")) {
              node = node.withObjectProperty("f:" + step);
            }
            node.putObject("f:" + parts[1]);
          }
        });
    if (list.isEmpty()) {
      object.withObject("/metadata").remove("managedFields");
    }
  }
}
