package example.repochecks;

import com.google.gson.JsonParseException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.util.ModelMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every field of every manifest is one that both libraries' models know. The API server drops an
 * unknown field without a word to most clients, and a misspelt {@code runAsNonRoot} with it.
 */
final class KnownFields implements Check {

  private static final Set<String> OF_KUSTOMIZE = Set.of("Kustomization", "Component");
  private static final String NO_SUCH_KIND = "there is no such kind in this apiVersion";
  private static final KubernetesSerialization FABRIC8 = new KubernetesSerialization();

  @Override
  public List<String> problems(Path repository) throws IOException {
    var manifests = Manifest.all(repository);
    if (manifests.isEmpty()) {
      return List.of("manifests: no manifest is there to read. Look at where this check looks.");
    }
    return problems(manifests);
  }

  static List<String> problems(List<Manifest> manifests) {
    var problems = new ArrayList<String>();
    for (var manifest : manifests) {
      if (manifest.ofKustomize() && OF_KUSTOMIZE.contains(manifest.kind())) {
        continue;
      }
      var text = manifest.node().toString();
      problems.addAll(sentences(manifest, "client-java", clientJava(manifest, text)));
      problems.addAll(sentences(manifest, "fabric8", fabric8(manifest, text)));
    }
    return problems;
  }

  private static List<String> sentences(Manifest manifest, String library, Set<String> reasons) {
    return reasons.stream()
        .map(
            reason ->
                "%s: %s cannot read the %s: %s. Correct it."
                    .formatted(manifest.where(), library, manifest.kind(), reason))
        .toList();
  }

  /** Strict by itself, but stops at the first, and repeats all that it read. */
  private static Set<String> clientJava(Manifest manifest, String text) {
    var group = manifest.apiVersion().contains("/") ? manifest.apiVersion().split("/")[0] : "";
    var version = manifest.apiVersion().substring(manifest.apiVersion().indexOf('/') + 1);
    var model = ModelMapper.preBuiltGetApiTypeClass(group, version, manifest.kind());
    if (model == null) {
      return Set.of(NO_SUCH_KIND);
    }
    try {
      JSON.getGson().fromJson(text, model);
      return Set.of();
    } catch (JsonParseException | IllegalArgumentException refused) {
      return Set.of(refused.getMessage().split("\\.? JSON: ")[0]);
    }
  }

  private static Set<String> fabric8(Manifest manifest, String text) {
    var model = FABRIC8.getRegisteredKubernetesResource(manifest.apiVersion(), manifest.kind());
    if (model == null) {
      return Set.of(NO_SUCH_KIND);
    }
    var unknown = new TreeSet<String>();
    var strict =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new WithoutAdditionalProperties())
            .addHandler(new Collector(unknown))
            .build();
    try {
      strict.readValue(text, model);
    } catch (JacksonException mistyped) {
      unknown.add(mistyped.getOriginalMessage());
    }
    return unknown;
  }

  /**
   * The models keep what they do not know in a map, by annotation, which would hide every mistake.
   */
  private static final class WithoutAdditionalProperties extends JacksonAnnotationIntrospector {
    @Override
    public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
      return false;
    }
  }

  /** All that is unknown, and not the first alone. */
  private static final class Collector extends DeserializationProblemHandler {
    private final Set<String> unknown;

    Collector(Set<String> unknown) {
      this.unknown = unknown;
    }

    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        ValueDeserializer<?> deserializer,
        Object bean,
        String name) {
      unknown.add("there is no field " + parser.streamReadContext().pathAsPointer());
      parser.skipChildren();
      return true;
    }
  }
}
