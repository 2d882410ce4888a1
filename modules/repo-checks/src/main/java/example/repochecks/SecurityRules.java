package example.repochecks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What is applied can do little harm and is easy to find: the restricted profile, limits, labels.
 */
final class SecurityRules implements Check {

  private static final String LABELS = "/metadata/labels/";
  private static final String PART_OF = "app.kubernetes.io/part-of";
  private static final List<String> OF_WORKLOADS =
      List.of(
          "app.kubernetes.io/name",
          "app.kubernetes.io/instance",
          "app.kubernetes.io/component",
          "app.kubernetes.io/version");
  private static final Set<String> WITH_A_TEMPLATE =
      Set.of("DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet");
  private static final Set<String> ROLES = Set.of("ClusterRole", "Role");
  private static final Pattern DNS_1123 =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final Pattern TAGGED = Pattern.compile(".+:(?!latest$)[\\w][\\w.-]*");

  @Override
  public List<String> problems(Path repository) throws IOException {
    var manifests = Manifest.all(repository);
    var problems = new ArrayList<>(problems(manifests));
    if (manifests.stream().noneMatch(each -> !podSpec(each).isMissingNode())) {
      problems.add("manifests: no pod is there to read. Look at where this check looks.");
    }
    return problems;
  }

  static List<String> problems(List<Manifest> manifests) {
    var problems = new ArrayList<String>();
    for (var manifest : manifests) {
      if (!manifest.ofKustomize()) {
        var one = new SecurityRules.One(manifest, problems);
        one.named();
        one.labelled();
        one.podIsRestricted();
        one.othersAreRestricted();
      }
    }
    return problems;
  }

  private static JsonNode podSpec(Manifest manifest) {
    if (manifest.kind().equals("Pod")) {
      return manifest.node().path("spec");
    }
    var template = WITH_A_TEMPLATE.contains(manifest.kind()) ? "/spec/template/spec" : "/none";
    return manifest.node().at(template);
  }

  /** One document, and where to say what is wrong with it. */
  private record One(Manifest manifest, List<String> problems) {

    private void say(String sentence) {
      problems.add("%s: %s".formatted(manifest.where(), sentence));
    }

    void named() {
      var name = manifest.node().at("/metadata/name").asString("");
      if (name.length() > 253 || !DNS_1123.matcher(name).matches()) {
        say("\"%s\" is no DNS-1123 name. Use a-z, 0-9, - and dots.".formatted(name));
      }
    }

    void labelled() {
      label(PART_OF);
      if (!podSpec(manifest).isMissingNode()) {
        OF_WORKLOADS.forEach(this::label);
      }
    }

    private void label(String label) {
      if (manifest.node().at(LABELS + label.replace("/", "~1")).asString("").isEmpty()) {
        say("%s has no label %s. Add it.".formatted(manifest.kind(), label));
      }
    }

    void podIsRestricted() {
      var spec = podSpec(manifest);
      if (spec.isMissingNode()) {
        return;
      }
      must(spec, "", "/automountServiceAccountToken", "false");
      must(spec, "", "/securityContext/runAsNonRoot", "true");
      must(spec, "", "/securityContext/seccompProfile/type", "RuntimeDefault");
      if (spec.at("/securityContext/runAsUser").asInt(0) <= 0) {
        say("the pod's /securityContext/runAsUser must be a number above 0. Write one.");
      }
      for (var list : List.of("containers", "initContainers")) {
        for (var container : spec.path(list)) {
          containerIsRestricted(container);
        }
      }
    }

    private void containerIsRestricted(JsonNode container) {
      var name = container.path("name").asString("");
      must(container, name, "/securityContext/allowPrivilegeEscalation", "false");
      must(container, name, "/securityContext/readOnlyRootFilesystem", "true");
      must(container, name, "/securityContext/capabilities/drop", "[\"ALL\"]");
      for (var amount : List.of("requests/cpu", "requests/memory", "limits/cpu", "limits/memory")) {
        if (container.at("/resources/" + amount).isMissingNode()) {
          say("container %s has no /resources/%s. Write one.".formatted(name, amount));
        }
      }
      var image = container.path("image").asString("");
      if (!TAGGED.matcher(image).matches()) {
        say("container %s runs \"%s\". Give it a tag that stays.".formatted(name, image));
      }
    }

    private void must(JsonNode node, String container, String field, String value) {
      var found = node.at(field);
      var text = found.isContainer() ? found.toString() : found.asString("");
      if (!text.equals(value)) {
        var whose = container.isEmpty() ? "the pod's" : "container %s's".formatted(container);
        say("%s %s must be %s. Write it.".formatted(whose, field, value));
      }
    }

    void othersAreRestricted() {
      var node = manifest.node();
      if (manifest.kind().equals("ServiceAccount")
          && node.path("automountServiceAccountToken").asBoolean(true)) {
        say("the account mounts its token by itself. Set automountServiceAccountToken: false.");
      }
      var enforce = node.at(LABELS + "pod-security.kubernetes.io~1enforce").asString("");
      if (manifest.kind().equals("Namespace") && !enforce.equals("restricted")) {
        say("it takes any pod. Label it pod-security.kubernetes.io/enforce: restricted.");
      }
      if (ROLES.contains(manifest.kind()) && node.path("rules").toString().contains("\"*\"")) {
        say("%s grants \"*\". Name what is needed.".formatted(manifest.kind()));
      }
    }
  }
}
