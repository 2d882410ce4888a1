package example.repochecks.generator;

import static java.util.stream.Collectors.joining;

import example.contract.AdminClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The tables and plots of what programs cost, from the figures that {@code make bench} wrote. */
final class Performance {

  private static final String FIGURES = "docs/reference/performance.json";
  private static final String MISSING = "not measured";
  private static final String NONE = "Not measured yet: `make bench` writes the figures.\n";

  /** A program that was measured; runtime as in the figures. */
  private record Program(String client, String runtime, String name) {
    Program on(String other) {
      return runtime.isEmpty() ? this : new Program(client, other, name);
    }
  }

  /** What a table says of each program. */
  private record Column(String head, Function<Program, String> cell) {}

  private static final List<Program> OURS =
      List.of(
          new Program("java-net-http", "small", "java.net.http"),
          new Program("client-java", "small", "client-java"),
          new Program("fabric8", "small", "Fabric8"),
          new Program("fabric8-jdk", "small", "Fabric8, JDK transport"));

  private static final Program PYTHON = new Program("python", "", "Python client");
  private static final Program GO = new Program("client-go", "", "client-go");
  private static final List<Program> ALL =
      Stream.concat(OURS.stream(), Stream.of(PYTHON, GO)).toList();

  private static final Map<String, String> RUNTIMES = new LinkedHashMap<>();
  private static final Map<String, String> FIGURE_OF = new LinkedHashMap<>();

  static {
    RUNTIMES.put("17", "JDK 17");
    RUNTIMES.put("25", "JDK 25");
    RUNTIMES.put("small", "as in the small image");
    FIGURE_OF.put("× time", "wall");
    FIGURE_OF.put("× CPU", "cpu");
    FIGURE_OF.put("× memory", "mib");
  }

  private final Path repository;
  private final JsonNode figures;

  Performance(Path repository) {
    this.repository = repository;
    var file = repository.resolve(FIGURES);
    figures = Files.exists(file) ? AdminClient.JSON.readTree(file.toFile()) : AdminClient.object();
  }

  /** The generated blocks, by name. */
  Map<String, Function<PageLocation, String>> blocks() {
    var blocks = new LinkedHashMap<String, Function<PageLocation, String>>();
    var small = Stream.concat(OURS.stream(), Stream.of(PYTHON)).toList();
    blocks.put("ratios", here -> base() + ratios(small));
    var plain = Stream.of("25", "17").flatMap(each -> OURS.stream().map(our -> our.on(each)));
    blocks.put("ratios-plain", here -> ratios(plain.toList()));
    for (var plot : List.of("first-answer", "memory", "limits")) {
      blocks.put(plot, here -> image(plot, here));
    }
    blocks.put("profile", here -> profile());
    blocks.put("flags", here -> flags());
    blocks.put("access", here -> access());
    blocks.put("longer", here -> longer());
    blocks.put("sizes", here -> sizes());
    blocks.put("machine", this::machine);
    if (figures.isEmpty()) {
      blocks.replaceAll((name, block) -> here -> NONE);
    }
    return blocks;
  }

  /** The plots, by where they are; none without figures. */
  Map<Path, String> files() {
    return figures.isEmpty() ? Map.of() : plots();
  }

  private String image(String name, PageLocation here) {
    return files().containsKey(repository.resolve(plot(name)))
        ? "!%s\n".formatted(here.link(name.replace('-', ' '), plot(name)))
        : "Not measured.\n";
  }

  private static String plot(String name) {
    return "docs/reference/performance-%s.svg".formatted(name);
  }

  // ---- figures ----

  private Stream<JsonNode> rows(String what) {
    return StreamSupport.stream(figures.path("rows").spliterator(), false)
        .filter(row -> row.path("what").asString().equals(what));
  }

  /** The row of one measurement, with fields of these names and values; or a missing node. */
  private JsonNode row(String what, Program program, Object... fields) {
    return rows(what)
        .filter(row -> row.path("client").asString().equals(program.client))
        .filter(row -> row.path("runtime").asString().equals(program.runtime))
        .filter(
            row ->
                IntStream.range(0, fields.length / 2)
                    .allMatch(
                        i ->
                            row.path("" + fields[2 * i])
                                .asString("")
                                .equals("" + fields[2 * i + 1])))
        .findFirst()
        .orElse(AdminClient.JSON.missingNode());
  }

  private JsonNode list(Program program, int pods) {
    return row("list", program, "pods", pods, "access", "short");
  }

  /** A median or a single number; NaN if it was not measured. */
  private static double number(JsonNode row, String figure) {
    var value = row.path(figure);
    return (value.isArray() ? value.get(0) : value).asDouble(Double.NaN);
  }

  /** Never 0 for what was not measured. */
  private static String text(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : MISSING;
  }

  private static String ratio(double value, double base) {
    return text(value / base < 9.95 ? "%.1f" : "%.0f", value / base);
  }

  private static String seconds(JsonNode row, String figure) {
    return text(number(row, figure) < 0.1 ? "%.3f s" : "%.2f s", number(row, figure));
  }

  private static String mib(JsonNode row) {
    return text("%.0f MiB", number(row, "mib"));
  }

  private static String megabytes(JsonNode row, String figure) {
    return text("%.1f MB", number(row, figure) / 1e6);
  }

  // ---- blocks ----

  private static String table(List<Program> programs, List<Column> columns) {
    var table = new Table("client", columns.stream().map(Column::head).toList());
    for (var program : programs) {
      table.row(program.name, columns.stream().map(each -> each.cell.apply(program)).toList());
    }
    return table.markdown();
  }

  private String ratios(List<Program> programs) {
    var columns = new ArrayList<Column>();
    columns.add(new Column("run with", each -> RUNTIMES.getOrDefault(each.runtime, "")));
    for (var pods : List.of(200, 5000)) {
      var go = list(GO, pods);
      FIGURE_OF.forEach(
          (head, figure) ->
              columns.add(
                  new Column(
                      "%,d pods: %s".formatted(pods, head),
                      each -> ratio(number(list(each, pods), figure), number(go, figure)))));
    }
    return table(programs, columns);
  }

  private String base() {
    return "client-go is 1: %s with 200 pods, and %s with 5,000.\n\n"
        .formatted(base(list(GO, 200)), base(list(GO, 5000)));
  }

  private static String base(JsonNode row) {
    return "%s, %s of CPU and %s".formatted(seconds(row, "wall"), seconds(row, "cpu"), mib(row));
  }

  private String profile() {
    var columns = new ArrayList<Column>();
    columns.add(new Column("CPU", each -> text("%.0f ms", 1000 * number(list(each, 200), "cpu"))));
    columns.add(new Column("the JVM itself", each -> text("%.0f ms", ofTheJvm(each))));
    for (var part : List.of("TLS", "JSON", "HTTP", "lambdas")) {
      columns.add(
          new Column(
              part, each -> text("%.0f ms", number(row("profile", each).path("parts"), part))));
    }
    for (var count : List.of("classes", "classesFromCache")) {
      var head = count.equals("classes") ? count : "of them from the cache";
      columns.add(new Column(head, each -> text("%,.0f", number(row("profile", each), count))));
    }
    columns.add(new Column("most often on top of the stack", this::onTop));
    return table(OURS, columns);
  }

  /** Milliseconds of CPU that no Java code took: its compiler, its garbage collector, its start. */
  private double ofTheJvm(Program program) {
    var parts = row("profile", program).path("parts");
    var java = parts.valueStream().mapToDouble(JsonNode::asDouble).sum();
    return parts.isMissingNode() ? Double.NaN : 1000 * number(list(program, 200), "cpu") - java;
  }

  private String onTop(Program program) {
    var frames = row("profile", program).path("frames");
    return frames.isMissingNode()
        ? MISSING
        : frames
            .propertyStream()
            .limit(2)
            .map(each -> "`%s`".formatted(each.getKey().replaceFirst(".*\\.(\\w+\\.)", "$1")))
            .collect(joining(", "));
  }

  private String flags() {
    var all = rows("flags").toList();
    var table = new Table("flags", "time", "compared", "CPU", "memory");
    for (var row : all) {
      var flags = row.get("runtime").asString().replaceAll("(-\\S+)", "`$1`");
      table.row(
          flags.isEmpty() ? "none" : flags.replace("AOT", "AOT cache"),
          seconds(row, "wall"),
          text("%.0f %%", 100 * number(row, "wall") / number(all.get(0), "wall")),
          seconds(row, "cpu"),
          mib(row));
    }
    return all.isEmpty() ? "Not measured.\n" : table.markdown();
  }

  private String access() {
    Function<Program, JsonNode> strict = each -> row("list", each, "access", "strict");
    return table(
        OURS,
        List.of(
            new Column(
                "library default",
                each ->
                    each.client.equals("java-net-http")
                        ? "none"
                        : answerAndEnd(row("list", each, "access", "default"))),
            new Column("short version", each -> answerAndEnd(list(each, 200))),
            new Column("strict version", each -> answerAndEnd(strict.apply(each))),
            new Column(
                "CPU of strict compared with short",
                each ->
                    text(
                        "%.0f %%",
                        100
                            * number(strict.apply(each), "cpu")
                            / number(list(each, 200), "cpu")))));
  }

  private static String answerAndEnd(JsonNode row) {
    return seconds(row, "wall") + ", " + seconds(row, "end");
  }

  private String longer() {
    return table(
        ALL,
        List.of(
            new Column("CPU of a list of 5,000 pods", each -> seconds(row("warm", each), "cpu")),
            new Column(
                "× client-go",
                each -> ratio(number(row("warm", each), "cpu"), number(row("warm", GO), "cpu"))),
            new Column(
                "the same with C2", // which the small image's flags switch off
                each -> each.runtime.isEmpty() ? "" : seconds(row("warm", each.on("25")), "cpu")),
            new Column("watch events per second of CPU", each -> events(each)),
            new Column(
                "events with C2", each -> each.runtime.isEmpty() ? "" : events(each.on("25"))),
            new Column(
                "bytes per cached pod",
                each -> text("%,.0f", number(row("cache", each), "bytesPerPod")))));
  }

  private String events(Program program) {
    return text("%,.0f", number(row("watch", program), "eventsPerSecond"));
  }

  private String sizes() {
    return table(
        OURS,
        List.of(
            new Column("jars", each -> text("%.0f", number(row("size", each), "jars"))),
            new Column("their size", each -> megabytes(row("size", each), "bytes")),
            new Column(
                "small image, compressed", each -> megabytes(row("size", each), "smallImage"))));
  }

  private String machine(PageLocation here) {
    var facts = new LinkedHashMap<String, String>();
    figures
        .get("facts")
        .properties()
        .forEach(each -> facts.put(each.getKey(), each.getValue().asString("")));
    var server = figures.at("/facts/server5000");
    var spread =
        Stream.of("list", "limit", "flags")
            .flatMap(this::rows)
            .map(row -> row.get("wall"))
            .mapToDouble(
                wall -> (wall.get(2).asDouble() - wall.get(1).asDouble()) / wall.get(0).asDouble())
            .sorted()
            .toArray();
    return """
        Measured on %s in %s minutes on %s processors (%s), %s of memory, %s, load %s before it began; JDK %s and %s,
        client-go %s, Python client %s. Figures are medians. The slowest run of a program takes %s of the median longer than its fastest,
        in the middle of all programs. The API server itself needs %s for a list of 5,000 pods, of %s of JSON each.
        %s has all medians, minimums and maximums. Left out:

        %s
        """
        .formatted(
            facts.get("date"),
            facts.get("minutes"),
            facts.get("processors"),
            facts.get("processor"),
            facts.get("memory"),
            facts.get("system"),
            facts.get("load"),
            facts.get("jdk17"),
            facts.get("jdk25"),
            facts.get("client-go"),
            facts.get("python"),
            text("%.0f %%", spread.length == 0 ? Double.NaN : 100 * spread[spread.length / 2]),
            seconds(server, "seconds"),
            text("%.1f kB", number(server, "bytes") / 5e6),
            here.link("performance.json", FIGURES),
            figures
                .path("leftOut")
                .valueStream()
                .map(each -> "- " + each.asString())
                .collect(joining("\n")));
  }

  // ---- plots ----

  private Map<Path, String> plots() {
    var plots = new LinkedHashMap<Path, String>();
    var runtimes = List.copyOf(RUNTIMES.keySet());
    var first = new Plot("Seconds until 200 pods are listed", List.copyOf(RUNTIMES.values()));
    var pods = List.of(200, 5000, 50000);
    var memory = new Plot("Peak memory (MiB) by number of pods", List.of("200", "5,000", "50,000"));
    var cpus = List.of("0.25", "0.5", "1.0");
    var limits = new Plot("Seconds until 200 pods are listed, by CPU limit", cpus);
    for (var each : ALL) {
      first.line(
          each.name, runtimes.stream().map(on -> number(list(each.on(on), 200), "wall")).toList());
      memory.line(each.name, pods.stream().map(count -> number(list(each, count), "mib")).toList());
      limits.line(
          each.name,
          cpus.stream().map(cpu -> number(row("limit", each, "cpus", cpu), "wall")).toList());
    }
    var all = Map.of("first-answer", first, "memory", memory, "limits", limits);
    all.forEach(
        (name, plot) -> {
          if (!plot.isEmpty()) {
            plots.put(repository.resolve(plot(name)), plot.svg());
          }
        });
    return plots;
  }
}
