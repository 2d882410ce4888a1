package example.onk3s;

import example.contract.AdminClient;
import example.fakeapiserver.storage.Patches;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The example pod with one thing changed, and what a reader types to see what that does: an entry
 * of {@code the-pod.yaml}, where the fields are explained.
 *
 * @param of the case whose pod is looked at; this one, if it has a patch
 * @param patch null for none
 * @param deletedAfter null if the pod is not deleted
 */
record PodVariant(
    String block,
    String page,
    String of,
    String namespace,
    JsonNode patch,
    List<String> modules,
    String command,
    Pattern until,
    Pattern hides,
    Pattern deletedAfter) {

  static final String PAGE = "docs/the-pod.md";

  private static final Pattern NOTHING = Pattern.compile("(?!)");
  private static final Pattern WORD = Pattern.compile("(?:[^\\s']|'[^']*')+");
  private static final Pattern GREP = Pattern.compile(" \\| grep (?:-E )?'?([^']+)'?$");

  /** As in the manifest and on the pages. */
  private static final String WRITTEN = "client-java-list-pods";

  private static final String WRITTEN_NAMESPACE = "kubernetes-from-java";

  /** What an entry leaves out. */
  PodVariant {
    page = Objects.requireNonNullElse(page, PAGE);
    of = Objects.requireNonNullElse(of, block);
    namespace = Objects.requireNonNullElse(namespace, "the-pod");
    modules = Objects.requireNonNullElse(modules, List.of("java-net-http"));
    until = Objects.requireNonNullElse(until, Pattern.compile(""));
    hides = Objects.requireNonNullElse(hides, NOTHING);
  }

  static List<PodVariant> all() {
    var file = PodVariant.class.getResourceAsStream("/the-pod.yaml");
    return List.of(AdminClient.YAML.readValue(file, PodVariant[].class));
  }

  @Override
  public String toString() {
    return block;
  }

  boolean isRefused() {
    return command.equals("apply");
  }

  /** Whether the pod comes to its end by itself, and makes room for another. */
  boolean ends() {
    return deletedAfter == null
        && (command.startsWith("logs ")
            || command.contains("{.status.phase}'")
            || command.contains("{.status.reason}")
            || command.contains("[0].state.terminated"));
  }

  /** Its own, so that all pods can be in one namespace at once. */
  String pod(String module) {
    return "the-pod-" + of + "-" + module;
  }

  /** What is applied: the written pod with the patch. */
  ObjectNode pod(JsonNode written, String module) {
    var pod = (ObjectNode) written.deepCopy();
    pod.withObject("/metadata").put("name", pod(module)).put("namespace", namespace);
    var container = (ObjectNode) pod.at("/spec/containers/0");
    container.put("image", Images.name(module));
    // Three at once on two cores: a JVM that starts beside forty others gives up on the server.
    container
        .withObject("/resources/requests")
        .put("cpu", ends() ? "600m" : "10m")
        .put("memory", "16Mi");
    return Patches.json(pod, patch);
  }

  /** What a reader types after {@code kubectl}, as kubectl gets it. */
  String[] arguments(String typed, String module) {
    var words =
        WORD.matcher(GREP.matcher(typed).replaceFirst(""))
            .results()
            .map(word -> word.group().replace("'", ""))
            .map(word -> word.replace("POD", pod(module)).replace("NAMESPACE", namespace))
            .map(
                word ->
                    word.replace("deployment.yaml", ThePodOnNodeTest.FOLDER + "/deployment.yaml"));
    return Stream.concat(Stream.of("-n", namespace), words).toArray(String[]::new);
  }

  /** What was printed, as it stands on the page: names are the written ones. */
  String said(String printed, String module) {
    var grep = GREP.matcher(command);
    var kept = grep.find() ? Pattern.compile(grep.group(1)) : Pattern.compile("");
    var lines = new StringBuilder();
    printed.lines().filter(kept.asPredicate()).forEach(line -> lines.append(line).append('\n'));
    return hides
        .matcher(lines.toString().stripTrailing())
        .replaceAll("…")
        .replace(pod(module), WRITTEN)
        .replace(namespace, WRITTEN_NAMESPACE);
  }

  /** The command as a reader types it. */
  String typed() {
    var typed = isRefused() ? "apply -f manifests/pod/pod.yaml" : command;
    return "$ kubectl " + typed.replace("POD", WRITTEN).replace("NAMESPACE", WRITTEN_NAMESPACE);
  }

  /** What the pods of all modules said: once if it is the same, else a line each. */
  static String together(List<String> modules, List<String> said) {
    if (said.stream().distinct().count() == 1) {
      return said.get(0);
    }
    var lines = new ArrayList<String>();
    for (var i = 0; i < modules.size(); i++) {
      lines.add("%-13s  %s".formatted(modules.get(i), Objects.requireNonNull(said.get(i))));
    }
    return String.join("\n", lines);
  }
}
