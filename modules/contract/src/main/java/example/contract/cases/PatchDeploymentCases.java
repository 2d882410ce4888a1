package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.NODE;
import static example.contract.Contract.TestLevel.POD;
import static example.contract.Contract.TestLevel.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.recording.Recorded;
import example.contract.recording.Recording;
import example.fakeapiserver.faults.Fault;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The three kinds of patch. The embedded API server knows a merge patch and a JSON patch; what a
 * strategic merge patch does to a list is seen on a node.
 */
public final class PatchDeploymentCases {

  private static final String PATTERN = "patch-deployment";
  private static final String APP = "example.com/app:1";

  /** Two containers and no pods. */
  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, annotations: {example.com/team: a, kept: b}}
      spec:
        replicas: 0
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - {name: proxy, image: "example.com/proxy:1"}
            - {name: app, image: "example.com/app:1", env: [{name: MODE, value: fast}]}
      """;

  private static void web(CaseContext context) throws Exception {
    context.role(PATTERN);
    var file = context.folder().resolve("web.yaml");
    CaseContext.write(file, WEB);
    context.api().create(file, context.namespace());
  }

  private static JsonNode stored(CaseContext context) {
    var path = "apis/apps/v1/namespaces/%s/deployments/web";
    return context.api().get(path.formatted(context.namespace()));
  }

  private static JsonNode containers(CaseContext context) {
    return stored(context).at("/spec/template/spec/containers");
  }

  private static String images(CaseContext context) {
    return containers(context).findValuesAsString("image").toString();
  }

  @Contract(
      id = "patch-deployment.annotate",
      says =
          "A merge patch sets an annotation, whatever is in it, removes one, and leaves the others",
      on = {FAKE, PROCESS, NODE, POD})
  void annotate(CaseContext context) throws Exception {
    web(context);

    var outcome =
        context.runInPod(
            PATTERN, "--annotate", "note=it's \"me\"=\\", "--annotate", "example.com/team");

    assertEquals(
        "web: annotation note changed\nweb: annotation example.com/team changed\n",
        outcome.printed());
    var annotations = stored(context).at("/metadata/annotations");
    assertEquals("it's \"me\"=\\", annotations.path("note").asString());
    assertEquals("b", annotations.path("kept").asString());
    assertFalse(annotations.has("example.com/team"), annotations::toString);
  }

  @Contract(
      id = "patch-deployment.variable",
      says = "A strategic merge patch changes one container of a list, and one of its variables",
      on = NODE)
  void variable(CaseContext context) throws Exception {
    web(context);

    var outcome = context.runInPod(PATTERN, "--env", "LEVEL=\"debug\"");

    assertEquals("web: variable LEVEL of app changed\n", outcome.printed());
    var variables = containers(context).findValuesAsString("value");
    assertEquals(Set.of("fast", "\"debug\""), Set.copyOf(variables));
    var images = containers(context).findValuesAsString("image");
    assertEquals(Set.of("example.com/proxy:1", APP), Set.copyOf(images));
  }

  @Contract(
      id = "patch-deployment.image",
      says = "A JSON patch replaces the image of one container, if it is still the expected one",
      on = {FAKE, NODE})
  void image(CaseContext context) throws Exception {
    web(context);

    context.runInPod(PATTERN, "--from", APP, "--image", "example.com/app:2").printed();

    assertEquals("[example.com/proxy:1, example.com/app:2]", images(context));
    Expect.refused(
        1,
        "deployments.apps \"web\": the image of \"app\" is not example.com/app:1 (422), and nothing"
            + " was changed. Read it again, then decide.",
        context.runInPod(PATTERN, "--from", APP, "--image", "example.com/app:3"));
    assertEquals("[example.com/proxy:1, example.com/app:2]", images(context));
  }

  @Contract(
      id = "patch-deployment.no-container",
      says = "A misspelt container is an error, and never a new container",
      on = NODE)
  void noContainer(CaseContext context) throws Exception {
    web(context);

    Expect.refused(
        1,
        "deployments.apps \"web\" has no container \"ap\", but [proxy, app]. Correct --container.",
        context.runInPod(PATTERN, "--container", "ap", "--from", APP, "--image", "a:2"));
    Expect.refused(
        1,
        "deployments.apps \"web\": there is no container \"ap\" (422), and nothing was changed."
            + " Correct --container.",
        context.runInPod(PATTERN, "--container", "ap", "--env", "A=b"));
    assertEquals("[example.com/proxy:1, example.com/app:1]", images(context));
  }

  @Contract(
      id = "patch-deployment.not-found",
      says = "A Deployment that does not exist is named, and not created",
      on = {FAKE, NODE})
  void notFound(CaseContext context) throws Exception {
    web(context);
    var sentence = "deployments.apps \"none\": not found (404). Check the name and the namespace.";

    Expect.refused(1, sentence, context.runInPod(PATTERN, "--name", "none", "--annotate", "a=b"));
    Expect.refused(
        1, sentence, context.runInPod(PATTERN, "--name", "none", "--from", APP, "--image", "a:2"));
  }

  @Contract(
      id = "patch-deployment.nothing-to-do",
      says = "Without a change, or with an image but not the present one, it says what is missing")
  void nothingToDo(CaseContext context) throws Exception {
    Expect.refused(
        2, "Nothing to change. Give --annotate, --env or --image.", context.runInPod(PATTERN));
    Expect.refused(
        2,
        "--image needs --from: it replaces an image only if it is still that one.",
        context.runInPod(PATTERN, "--image", "a:2"));
  }

  @Contract(
      id = "patch-deployment.half",
      says = "If the second of two changes fails, the first is named as done",
      on = {FAKE, NODE})
  void half(CaseContext context) throws Exception {
    web(context);

    var outcome = context.runInPod(PATTERN, "--annotate", "a=b", "--from", "a:1", "--image", "a:2");

    assertEquals(1, outcome.exit());
    assertEquals("web: annotation a changed\n", outcome.out());
    assertEquals(1, outcome.err().lines().count(), outcome::toString);
    assertEquals("b", stored(context).at("/metadata/annotations/a").asString());
  }

  @Contract(
      id = "patch-deployment.server-gone",
      says = "A connection that breaks before the answer is an error")
  void serverGone(CaseContext context) throws Exception {
    web(context);
    context.fake().fault(Fault.cutAfter("PATCH", ".*/deployments/web", 20).withTimes(99));

    Expect.refused(
        1,
        "The connection ended before the answer did. Try again, then look for a proxy.",
        context.runInPod(PATTERN, "--annotate", "a=b"));
  }

  @Contract(
      id = "patch-deployment.forbidden",
      says = "Without the Role the missing permission is named",
      on = {FAKE, NODE})
  void forbidden(CaseContext context) throws Exception {
    Expect.refused(
        1,
        ("deployments in namespace \"%2$s\": %1$s may not get them (403). Give it a Role with verb"
                + " \"get\" on \"deployments\" in that namespace.")
            .formatted(context.user(), context.namespace()),
        context.runInPod(PATTERN, "--from", APP, "--image", "a:2"));
  }

  // ---- what goes wrong with the plain call: docs/patterns/patch-deployment.md ----

  /** One after the other on one Deployment, the one that removes a container last. */
  @Recorded(on = NODE)
  void plain(CaseContext context) throws Exception {
    web(context);
    var page = Recording.of(context, PATTERN);
    var image = "'path': '/spec/template/spec/containers/1/image', 'value': 'example.com/app:";
    var test = "[{'op': 'test', %1$s0'}, {'op': 'replace', %1$s3'}]".formatted(image);
    var selector = "{'spec': {'selector': {'matchLabels': {'app': 'other'}}}}";

    page.naive("content-type", PATTERN);
    page.naive("test", PATTERN, "test", test.replace('\'', '"'));
    page.naive("selector", PATTERN, "selector", selector.replace('\'', '"'));
    page.naive("misspelt", PATTERN, "misspelt");
    page.naive("merge", PATTERN, "merge");
  }

  @Recorded(on = NODE)
  void run(CaseContext context) throws Exception {
    web(context);
    var page = Recording.of(context, PATTERN).shownAs("kubernetes-from-java");

    var change =
        page.transcript(PATTERN, "--env=LEVEL=debug", "--from=" + APP, "--image=example.com/app:2");
    var again = page.transcript(PATTERN, "--from=" + APP, "--image=example.com/app:2");
    page.holds("run", change + "\n" + again);
  }
}
