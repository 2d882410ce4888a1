package example.contract.cases;

import static example.contract.Contract.TestLevel.NODE;
import static example.contract.Contract.TestLevel.POD;
import static example.contract.Contract.TestLevel.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.faults.Fault;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Server-side apply, which the embedded API server does not have: on a node. */
public final class ApplyConfigMapCases {

  private static final String PATTERN = "apply-config-map";

  /** A ConfigMap that somebody else created. */
  private static void ofHelm(CaseContext context, String key, String value) {
    var map = AdminClient.object();
    map.withObject("/metadata").put("name", "settings");
    map.withObject("/data").put(key, value);
    context.api().post(context.path("configmaps?fieldManager=helm"), map);
  }

  private static JsonNode stored(CaseContext context) {
    return context.api().get(context.path("configmaps/settings"));
  }

  private static String data(CaseContext context) {
    var data = new TreeMap<String, String>();
    stored(context).path("data").forEachEntry((key, value) -> data.put(key, value.asString()));
    return data.toString();
  }

  private static String resourceVersion(CaseContext context) {
    return stored(context).at("/metadata/resourceVersion").asString();
  }

  @Contract(
      id = "apply-config-map.applies",
      says = "Creates the ConfigMap, owns its keys only, and changes nothing in a second run",
      on = {NODE, POD})
  void applies(CaseContext context) throws Exception {
    context.role(PATTERN);

    var first = context.runInPod(PATTERN, "--data", "level=info", "--data", "motd=it's \"me\"");
    var created = resourceVersion(context);
    var second = context.runInPod(PATTERN, "--data", "level=info", "--data", "motd=it's \"me\"");

    assertEquals("keys of settings: [level, motd]\n", first.printed());
    assertEquals("keys of settings: [level, motd]\n", second.printed());
    assertEquals("{level=info, motd=it's \"me\"}", data(context));
    assertEquals(created, resourceVersion(context));
    var managed = stored(context).at("/metadata/managedFields/0");
    assertEquals("apply-config-map", managed.path("manager").asString());
    assertEquals(
        "{\"f:data\":{\"f:level\":{},\"f:motd\":{}}}", managed.path("fieldsV1").toString());
  }

  @Contract(
      id = "apply-config-map.others-keys",
      says = "Leaves the keys of other managers, and removes what it applied and now leaves out",
      on = NODE)
  void othersKeys(CaseContext context) throws Exception {
    context.role(PATTERN);
    ofHelm(context, "color", "blue");

    context.runInPod(PATTERN, "--data", "level=info", "--data", "size=1").printed();
    assertEquals("{color=blue, level=info, size=1}", data(context));
    context.runInPod(PATTERN, "--data", "level=info").printed();

    assertEquals("{color=blue, level=info}", data(context));
  }

  @Contract(
      id = "apply-config-map.conflict",
      says = "A conflict names the field and its owner, and changes nothing",
      on = NODE)
  void conflict(CaseContext context) throws Exception {
    context.role(PATTERN);
    ofHelm(context, "level", "info");
    var before = resourceVersion(context);

    Expect.refused(
        1,
        "configmaps \"settings\": .data.level belongs to \"helm\" (409), and nothing was changed."
            + " Leave it out, or take it over with --force.",
        context.runInPod(PATTERN, "--data", "level=debug", "--data", "size=1"));
    assertEquals(before, resourceVersion(context));
  }

  @Contract(
      id = "apply-config-map.force",
      says = "With --force it takes the field over: the former owner then has the conflict",
      on = NODE)
  void force(CaseContext context) throws Exception {
    context.role(PATTERN);
    ofHelm(context, "level", "info");

    context.runInPod(PATTERN, "--data", "level=debug", "--force").printed();

    assertEquals("{level=debug}", data(context));
    Expect.refused(
        1,
        "configmaps \"settings\": .data.level belongs to \"apply-config-map\" (409), and nothing was"
            + " changed. Leave it out, or take it over with --force.",
        context.runInPod(PATTERN, "--field-manager", "helm 2&force=true"));
  }

  @Contract(
      id = "apply-config-map.too-large",
      says = "A ConfigMap over 1 MiB is invalid, a request over 3 MiB too large; none is stored",
      on = NODE)
  void tooLarge(CaseContext context) throws Exception {
    context.role(PATTERN);

    refused(
        context,
        1 << 20,
        "The request is invalid (422): ConfigMap \"settings\" is invalid: []: Too long: may not be more"
            + " than 1048576 bytes. Correct what is named.");
    refused(
        context,
        3 << 20,
        "The API server refused the request (413): Request entity too large: limit is 3145728.");
  }

  private static void refused(CaseContext context, int bytes, String sentence) throws Exception {
    try (var program = context.startInPod(PATTERN, "--stdin", "level")) {
      program.type("x".repeat(bytes)); // and a line break
      program.typeNothingMore();
      Expect.refused(1, sentence, program.outcome());
    }
    var items = context.api().get(context.path("configmaps")).at("/items");
    assertFalse(items.findValuesAsString("name").contains("settings"), items::toString);
  }

  @Contract(
      id = "apply-config-map.bad-input",
      says = "An unknown namespace and an invalid name are named",
      on = NODE)
  void badInput(CaseContext context) throws Exception {
    var admin = context.folder().resolve("admin");
    CaseContext.write(admin, context.api().kubeconfig());

    Expect.refused(
        1,
        "namespaces \"none\": not found (404). Check the name and the namespace.",
        context.runWith(admin, PATTERN, "--namespace", "none"));
    var named =
        context.runWith(admin, PATTERN, "--name", "A_b", "--namespace", context.namespace());
    var start =
        "The request is invalid (422): ConfigMap \"A_b\" is invalid: metadata.name: Invalid value";
    assertEquals(start, Expect.oneSentence(1, named).substring(0, start.length()));
  }

  @Contract(
      id = "apply-config-map.server-gone",
      says = "A connection that breaks before the answer is an error: it may be applied again",
      on = PROCESS)
  void serverGone(CaseContext context) throws Exception {
    context.role(PATTERN);
    context.fake().fault(Fault.cutAfter("PATCH", ".*/configmaps/settings", -1).withTimes(99));

    Expect.refused(
        1,
        "The connection ended before the answer did. Try again, then look for a proxy.",
        context.runInPod(PATTERN));
  }

  @Contract(
      id = "apply-config-map.forbidden",
      says = "Without the Role the missing permission is named",
      on = NODE)
  void forbidden(CaseContext context) throws Exception {
    Expect.refused(
        1,
        ("configmaps in namespace \"%2$s\": %1$s may not patch them (403). Give it a Role with verb"
                + " \"patch\" on \"configmaps\" in that namespace.")
            .formatted(context.user(), context.namespace()),
        context.runInPod(PATTERN));
  }

  // ---- what goes wrong with the plain call: docs/patterns/apply-config-map.md ----

  @Recorded(on = NODE)
  void plain(CaseContext context) throws Exception {
    context.role(PATTERN);
    var page = Recording.of(context, PATTERN);

    page.naive("one-name", PATTERN, "another");
    page.naive("managed-fields", PATTERN, "read");
    context.api().delete(context.path("configmaps/settings"));
    ofHelm(context, "level", "info");
    page.naive("conflict", PATTERN);
  }

  @Recorded(on = NODE)
  void run(CaseContext context) throws Exception {
    ofHelm(context, "color", "blue");
    context.role(PATTERN);
    var page = Recording.of(context, PATTERN).shownAs("kubernetes-from-java");

    var applied = page.transcript(PATTERN, "--data=level=info", "--data=size=1");
    var less = page.transcript(PATTERN, "--data=level=info");
    var conflict = page.transcript(PATTERN, "--data=color=red");
    page.holds("run", applied + "\n" + less + "\n" + conflict);
  }
}
