package example.repochecks;

import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.util.ModelMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
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

  private static final Set<String> ROLES = Set.of("ClusterRole", "Role");
  private static final Pattern TAGGED = Pattern.compile(".+:(?!latest$)[\\w][\\w.-]*");

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var pods = 0;
    for (var manifest : Manifest.all(repository)) {
      if (OF_KUSTOMIZE.contains(manifest.apiVersion() + " " + manifest.kind())) {
        continue;
      }
      var sentences = new ArrayList<>(unreadable(manifest));
      var spec = podSpec(manifest);
      if (spec.isObject()) {
        pods++;
        sentences.addAll(pod(spec));
      }
      sentences.addAll(others(manifest));
      sentences.forEach(sentence -> problems.add(manifest.where() + ": " + sentence));
    }
    if (pods == 0) {
      problems.add("manifests: there is no pod to read.");
    }
    return problems;
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

  private static JsonNode podSpec(Manifest manifest) {
    var pod = manifest.kind().equals("Pod");
    return manifest.node().at(pod ? "/spec" : "/spec/template/spec");
  }

  private static List<String> pod(JsonNode spec) {
    var sentences = new ArrayList<String>();
    if (spec.path("automountServiceAccountToken").asBoolean(true)) {
      sentences.add("the pod must have automountServiceAccountToken: false. Write it.");
    }
    for (var list : List.of("containers", "initContainers")) {
      for (var container : spec.path(list)) {
        var name = "container " + container.path("name").asString("");
        if (!container.at("/securityContext/readOnlyRootFilesystem").asBoolean(false)) {
          sentences.add(name + " must have readOnlyRootFilesystem: true. Write it.");
        }
        for (var amount :
            List.of("requests/cpu", "requests/memory", "limits/cpu", "limits/memory")) {
          if (container.at("/resources/" + amount).isMissingNode()) {
            sentences.add("%s has no resources/%s. Write one.".formatted(name, amount));
          }
        }
        var image = container.path("image").asString("");
        if (!TAGGED.matcher(image).matches()) {
          sentences.add("%s runs \"%s\". Give it a tag that stays.".formatted(name, image));
        }
      }
    }
    return sentences;
  }

  private static List<String> others(Manifest manifest) {
    var node = manifest.node();
    var kind = manifest.kind();
    if (kind.equals("ServiceAccount")
        && node.path("automountServiceAccountToken").asBoolean(true)) {
      return List.of("it mounts its token by itself. Set automountServiceAccountToken: false.");
    }
    var enforced = node.at("/metadata/labels/pod-security.kubernetes.io~1enforce").asString("");
    if (kind.equals("Namespace") && !enforced.equals("restricted")) {
      return List.of("it takes any pod. Label it pod-security.kubernetes.io/enforce: restricted.");
    }
    if (ROLES.contains(kind) && node.path("rules").toString().contains("\"*\"")) {
      return List.of("%s grants \"*\". Name what is needed.".formatted(kind));
    }
    return List.of();
  }
}
