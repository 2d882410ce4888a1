package example.repochecks;

import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.util.ModelMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What neither the API server nor its admission of the restricted profile rejects: a misspelt
 * field, which the server drops, and settings that give a pod more rights than it needs.
 */
final class Manifests implements Check {

  /** Files of Kustomize, which never reach a server. */
  private static final Set<String> OF_KUSTOMIZE =
      Set.of(
          "kustomize.config.k8s.io/v1beta1 Kustomization",
          "kustomize.config.k8s.io/v1alpha1 Component");

  /** What must stand at a JSON pointer of each object of a kind, as a regular expression. */
  private record Rule(String kind, String pointer, String value) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "Namespace", "/metadata/labels/pod-security.kubernetes.io~1enforce", "restricted"),
          new Rule("ServiceAccount", "/automountServiceAccountToken", "false"),
          new Rule("pod", "/automountServiceAccountToken", "false"),
          new Rule("container", "/securityContext/readOnlyRootFilesystem", "true"),
          new Rule("container", "/resources/requests/cpu", ".+"),
          new Rule("container", "/resources/requests/memory", ".+"),
          new Rule("container", "/resources/limits/cpu", ".+"),
          new Rule("container", "/resources/limits/memory", ".+"),
          // A tag that stays.
          new Rule("container", "/image", ".+:(?!latest$)\\w[\\w.-]*"));

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var pods = 0;
    for (var manifest : Manifest.all(repository)) {
      if (OF_KUSTOMIZE.contains(manifest.apiVersion() + " " + manifest.kind())) {
        continue;
      }
      var pod = podSpec(manifest);
      pods += pod.isObject() ? 1 : 0;
      sentences(manifest, pod)
          .forEach(sentence -> problems.add(manifest.where() + ": " + sentence));
    }
    if (pods == 0) {
      problems.add("manifests: there is no pod to read.");
    }
    return problems;
  }

  private static JsonNode podSpec(Manifest manifest) {
    var pod = manifest.kind().equals("Pod");
    return manifest.node().at(pod ? "/spec" : "/spec/template/spec");
  }

  private static List<String> sentences(Manifest manifest, JsonNode pod) {
    var sentences = new ArrayList<>(unreadable(manifest));
    sentences.addAll(broken(manifest.kind(), manifest.node()));
    if (pod.isObject()) {
      sentences.addAll(broken("pod", pod));
    }
    pod.path("containers").forEach(each -> sentences.addAll(broken("container", each)));
    pod.path("initContainers").forEach(each -> sentences.addAll(broken("container", each)));
    if (manifest.kind().endsWith("Role")
        && manifest.node().path("rules").toString().contains("\"*\"")) {
      sentences.add("%s grants \"*\". Name what is needed.".formatted(manifest.kind()));
    }
    return sentences;
  }

  /** As client-java's models read it: they know every field, and refuse what is not one. */
  private static List<String> unreadable(Manifest manifest) {
    var api = manifest.apiVersion();
    var group = api.contains("/") ? api.substring(0, api.indexOf('/')) : "";
    var version = api.substring(api.indexOf('/') + 1);
    var model = ModelMapper.preBuiltGetApiTypeClass(group, version, manifest.kind());
    if (model == null) {
      return List.of("%s has no kind %s. Correct it.".formatted(api, manifest.kind()));
    }
    try {
      JSON.getGson().fromJson(manifest.node().toString(), model);
      return List.of();
    } catch (JsonParseException | IllegalArgumentException refused) {
      return List.of(refused.getMessage().split("\\.? JSON: ")[0] + ". Correct it.");
    }
  }

  private static List<String> broken(String kind, JsonNode object) {
    return RULES.stream()
        .filter(rule -> rule.kind.equals(kind))
        .filter(rule -> !object.at(rule.pointer).asString("").matches(rule.value))
        .map(rule -> "%s of the %s must match %s.".formatted(rule.pointer, kind, rule.value))
        .toList();
  }
}
