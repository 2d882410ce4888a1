package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WritesTest {

  private static final String MAPS = "api/v1/namespaces/default/configmaps";
  private static final String PODS = "api/v1/namespaces/default/pods";
  private static final String MERGE = "application/merge-patch+json";
  private static final String PATCH = "application/json-patch+json";
  private static final String APPLY = "application/apply-patch+yaml";

  private final FakeApiServer fake = FakeApiServer.start();
  private final Client admin = Client.admin(fake);

  @AfterEach
  void close() {
    fake.close();
  }

  @Test
  void createdOnceAndNeverTwice() throws Exception {
    var created = admin.post(MAPS, Client.map("a", "v"));
    assertEquals(201, created.status());
    assertEquals("ConfigMap", created.at("/kind"));
    assertFalse(created.at("/metadata/uid").isEmpty());
    assertTrue(created.at("/metadata/creationTimestamp").endsWith("Z"));
    var again = admin.post(MAPS, Client.map("a", "v"));
    assertEquals(409, again.status());
    assertEquals("AlreadyExists", again.at("/reason"));
    assertEquals("configmaps \"a\" already exists", again.at("/message"));
  }

  @Test
  void aNameIsMadeFromItsPrefix() throws Exception {
    var created = admin.post(MAPS, "{\"metadata\": {\"generateName\": \"g-\"}}");
    assertTrue(created.at("/metadata/name").matches("g-[a-z0-9]{5}"));
  }

  @Test
  void whatCannotBeCreated() throws Exception {
    assertEquals(404, admin.post("api/v1/namespaces/x/configmaps", Client.map("a", "")).status());
    assertEquals(422, admin.post(MAPS, "{\"metadata\": {}}").status());
    assertEquals(422, admin.post(MAPS, Client.map("A_b", "")).status());
    assertEquals(
        400, admin.post(MAPS, "{\"metadata\": {\"name\": \"a\", \"namespace\": \"b\"}}").status());
    assertEquals(400, admin.post(MAPS, "{\"metadata\":").status());
    assertEquals(415, admin.send("POST", MAPS, "text/plain", Client.map("a", "")).status());
    assertEquals(405, admin.post(MAPS + "/a", Client.map("a", "")).status());
  }

  @Test
  void yamlIsReadToo() throws Exception {
    var yaml = "metadata: {name: from-yaml}\ndata:\n  k: v\n";
    assertEquals("v", admin.send("POST", MAPS, "application/yaml", yaml).at("/data/k"));
  }

  @Test
  void aDryRunChangesNothing() throws Exception {
    assertEquals(201, admin.post(MAPS + "?dryRun=All", Client.map("a", "v")).status());
    assertEquals(404, admin.get(MAPS + "/a").status());
    admin.post(MAPS, Client.map("a", "v"));
    assertEquals(
        "w",
        admin.send("PATCH", MAPS + "/a?dryRun=All", MERGE, Client.map("a", "w")).at("/data/k"));
    assertEquals(200, admin.delete(MAPS + "/a?dryRun=All").status());
    assertEquals("v", admin.get(MAPS + "/a").at("/data/k"));
  }

  @Test
  void aStaleVersionIsAConflict() throws Exception {
    var first = admin.post(MAPS, Client.map("a", "1"));
    var next = first.text().replace("\"1\"", "\"2\"");
    assertEquals(200, admin.put(MAPS + "/a", next).status());
    var stale = admin.put(MAPS + "/a", next);
    assertEquals(409, stale.status());
    assertEquals("Conflict", stale.at("/reason"));
    assertEquals(
        "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please"
            + " apply your changes to the latest version and try again",
        stale.at("/message"));
    assertEquals(200, admin.put(MAPS + "/a", Client.map("a", "3")).status());
  }

  @Test
  void aChangeOfNothingIsNoChange() throws Exception {
    var first = admin.post(MAPS, Client.map("a", "1"));
    var same = admin.put(MAPS + "/a", Client.map("a", "1"));
    assertEquals(first.at("/metadata/resourceVersion"), same.at("/metadata/resourceVersion"));
  }

  @Test
  void aLeaseIsNotOverwrittenUnseen() throws Exception {
    var leases = "apis/coordination.k8s.io/v1/namespaces/default/leases";
    assertEquals(201, admin.put(leases + "/l", "{\"metadata\": {\"name\": \"l\"}}").status());
    var blind = admin.put(leases + "/l", "{\"metadata\": {\"name\": \"l\"}}");
    assertEquals(422, blind.status());
    assertEquals(
        "leases.coordination.k8s.io \"l\" is invalid: metadata.resourceVersion: Invalid value: 0:"
            + " must be specified for an update",
        blind.at("/message"));
  }

  @Test
  void deletedUnlessAPreconditionFails() throws Exception {
    var created = admin.post(MAPS, Client.map("a", "1"));
    var wrong = "{\"preconditions\": {\"uid\": \"x\"}}";
    assertEquals(409, admin.send("DELETE", MAPS + "/a", "application/json", wrong).status());
    var stale = "{\"preconditions\": {\"resourceVersion\": \"1\"}}";
    var conflict = admin.send("DELETE", MAPS + "/a", "application/json", stale);
    assertEquals(409, conflict.status());
    assertTrue(
        conflict
            .at("/message")
            .startsWith(
                "Operation cannot be fulfilled on ConfigMap \"a\": the ResourceVersion in the"
                    + " precondition (1) does not match"));
    var deleted = admin.delete(MAPS + "/a");
    assertEquals("Success", deleted.at("/status"));
    assertEquals(created.at("/metadata/uid"), deleted.at("/details/uid"));
    assertEquals(404, admin.delete(MAPS + "/a").status());
  }

  @Test
  void anObjectWithFinalizersStaysUntilTheyAreGone() throws Exception {
    admin.post(MAPS, "{\"metadata\": {\"name\": \"a\", \"finalizers\": [\"x.example/y\"]}}");
    var marked = admin.delete(MAPS + "/a");
    assertFalse(marked.at("/metadata/deletionTimestamp").isEmpty());
    admin.send("PATCH", MAPS + "/a", MERGE, "{\"metadata\": {\"finalizers\": null}}");
    assertEquals(404, admin.get(MAPS + "/a").status());
  }

  @Test
  void aCollectionIsDeletedBySelector() throws Exception {
    for (var name : new String[] {"a", "b"}) {
      admin.post(PODS, Client.pod(name).toString());
    }
    admin.send("PATCH", PODS + "/a", MERGE, "{\"metadata\": {\"labels\": {\"x\": \"y\"}}}");
    admin.delete(PODS + "?labelSelector=x=y");
    var left = admin.get(PODS);
    assertEquals(1, left.body().path("items").size());
    assertEquals("b", left.at("/items/0/metadata/name"));
  }

  @Test
  void aNamespaceIsFurnishedAndGoesWithItsContent() throws Exception {
    admin.post("api/v1/namespaces", "{\"metadata\": {\"name\": \"team-a\"}}");
    assertEquals(200, admin.get("api/v1/namespaces/team-a/serviceaccounts/default").status());
    var ca = admin.get("api/v1/namespaces/team-a/configmaps/kube-root-ca.crt").at("/data/ca.crt");
    assertEquals(fake.caPem(), ca);
    assertEquals("Terminating", admin.delete("api/v1/namespaces/team-a").at("/status/phase"));
    assertEquals(404, admin.get("api/v1/namespaces/team-a").status());
    assertEquals(404, admin.get("api/v1/namespaces/team-a/configmaps/kube-root-ca.crt").status());
  }

  @Test
  void onlyTheSubresourceWritesTheStatus() throws Exception {
    var running = "{\"status\": {\"phase\": \"Running\"}}";
    var pod = Client.pod("p");
    pod.putObject("status").put("phase", "Running");
    assertEquals("Pending", admin.post(PODS, pod.toString()).at("/status/phase"));
    assertEquals("Pending", admin.send("PATCH", PODS + "/p", MERGE, running).at("/status/phase"));
    var changed = admin.send("PATCH", PODS + "/p/status", MERGE, running);
    assertEquals("Running", changed.at("/status/phase"));
    assertEquals(1, changed.body().at("/metadata/generation").asInt());
    assertEquals(
        1, admin.get(PODS + "?fieldSelector=status.phase=Running").body().path("items").size());
    assertEquals(404, admin.get(MAPS + "/kube-root-ca.crt/status").status());
  }

  @Test
  void generationCountsChangesOfTheSpec() throws Exception {
    var deployments = "apis/apps/v1/namespaces/default/deployments";
    admin.post(deployments, "{\"metadata\": {\"name\": \"d\"}, \"spec\": {\"replicas\": 1}}");
    var spec = "{\"spec\": {\"replicas\": 2}}";
    var changed = admin.send("PATCH", deployments + "/d", MERGE, spec);
    assertEquals(2, changed.body().at("/metadata/generation").asInt());
  }

  // ---- patches ----

  @Test
  void mergePatchSetsAndRemoves() throws Exception {
    admin.post(MAPS, Client.map("a", "1"));
    var patch = "{\"data\": {\"k\": null, \"l\": \"2\"}}";
    var patched = admin.send("PATCH", MAPS + "/a", MERGE, patch);
    assertEquals("{\"l\":\"2\"}", patched.body().path("data").toString());
    var stale = "{\"metadata\": {\"resourceVersion\": \"1\"}}";
    assertEquals(409, admin.send("PATCH", MAPS + "/a", MERGE, stale).status());
  }

  @Test
  void jsonPatchDoesAllOrNothing() throws Exception {
    admin.post(PODS, Client.pod("p").toString());
    var all =
        """
        [{"op": "test", "path": "/spec/containers/0/name", "value": "c"},
         {"op": "add", "path": "/metadata/labels", "value": {"a/b": "1"}},
         {"op": "replace", "path": "/metadata/labels/a~1b", "value": "2"},
         {"op": "copy", "from": "/metadata/labels/a~1b", "path": "/metadata/labels/c"},
         {"op": "move", "from": "/metadata/labels/c", "path": "/metadata/labels/d"},
         {"op": "add", "path": "/spec/containers/-", "value": {"name": "e"}},
         {"op": "add", "path": "/spec/containers/0", "value": {"name": "b"}},
         {"op": "remove", "path": "/spec/containers/1"}]""";
    var patched = admin.send("PATCH", PODS + "/p", PATCH, all);
    assertEquals("{\"a/b\":\"2\",\"d\":\"2\"}", patched.body().at("/metadata/labels").toString());
    assertEquals("b", patched.at("/spec/containers/0/name"));
    assertEquals("e", patched.at("/spec/containers/1/name"));

    var failing =
        """
        [{"op": "remove", "path": "/metadata/labels"},
         {"op": "test", "path": "/kind", "value": 1}]""";
    assertEquals(422, admin.send("PATCH", PODS + "/p", PATCH, failing).status());
    assertEquals("2", admin.get(PODS + "/p").at("/metadata/labels/d"));
    assertEquals(400, admin.send("PATCH", PODS + "/p", PATCH, "{}").status());
  }

  @Test
  void otherPatchesAreRefusedWithASentence() throws Exception {
    admin.post(PODS, Client.pod("p").toString());
    var strategic = "application/strategic-merge-patch+json";
    var refused = admin.send("PATCH", PODS + "/p", strategic, "{}");
    assertEquals(415, refused.status());
    assertTrue(refused.at("/message").contains("without strategic merge patch"));
    assertEquals(415, admin.send("PATCH", PODS + "/p", "application/json", "{}").status());
    var apply = admin.send("PATCH", PODS + "/p?fieldManager=m", APPLY, "{}");
    assertEquals(501, apply.status());
    assertTrue(apply.at("/message").contains("without server-side apply of pods"));
  }

  // ---- server-side apply ----

  private Client.Answer apply(String query, String data) throws Exception {
    var map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {%s}}".formatted(data);
    return admin.send("PATCH", MAPS + "/a?" + query, APPLY, map);
  }

  @Test
  void appliedTwiceChangesNothing() throws Exception {
    var first = apply("fieldManager=one", "k: v");
    assertEquals(201, first.status());
    var second = apply("fieldManager=one", "k: v");
    assertEquals(200, second.status());
    assertEquals(first.body(), second.body());
  }

  @Test
  void anotherManagersFieldIsAConflictUnlessForced() throws Exception {
    apply("fieldManager=one", "k: v, l: w");
    var conflict = apply("fieldManager=two", "k: x, l: y");
    assertEquals(409, conflict.status());
    assertEquals(
        "Apply failed with 2 conflicts: conflicts with \"one\":\n- .data.k\n- .data.l",
        conflict.at("/message"));
    assertEquals("FieldManagerConflict", conflict.at("/details/causes/0/reason"));
    assertEquals(".data.k", conflict.at("/details/causes/0/field"));
    assertEquals("x", apply("fieldManager=two&force=true", "k: x").at("/data/k"));
    assertEquals(409, apply("fieldManager=one", "k: v, l: w").status());
  }

  @Test
  void anUpdateTakesTheFieldsItChanges() throws Exception {
    apply("fieldManager=one", "k: v, l: w");
    admin.send("PATCH", MAPS + "/a?fieldManager=hand", MERGE, "{\"data\": {\"k\": \"x\"}}");
    var conflict = apply("fieldManager=one", "k: v, l: w");
    assertEquals(
        "Apply failed with 1 conflict: conflict with \"hand\" using v1: .data.k",
        conflict.at("/message"));
  }

  @Test
  void whatIsNoLongerAppliedIsRemovedUnlessShared() throws Exception {
    apply("fieldManager=one", "k: v, l: w");
    apply("fieldManager=two", "l: w");
    var less = apply("fieldManager=one", "m: x");
    assertEquals("{\"l\":\"w\",\"m\":\"x\"}", less.body().path("data").toString());
    var mine = less.body().at("/metadata/managedFields/0/fieldsV1").toString();
    assertEquals("{\"f:data\":{\"f:m\":{}}}", mine);
  }

  @Test
  void anApplyNeedsAManager() throws Exception {
    var nobody = apply("", "k: v");
    assertEquals(422, nobody.status());
    assertEquals(
        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for"
            + " apply patch",
        nobody.at("/message"));
  }
}
