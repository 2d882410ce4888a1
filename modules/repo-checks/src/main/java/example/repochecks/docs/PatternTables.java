package example.repochecks.docs;

import example.contract.Client;
import example.repochecks.Header;
import example.repochecks.PatternFile;
import example.repochecks.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** The tables made of what stands in the pattern files: headers, first sentences, lines. */
final class PatternTables {

  private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*(.*?)\\*/\\s*public ");
  private static final Pattern SENTENCE = Pattern.compile("(?s)\\A(.*?)[.:;](?:\\s.*|\\z)");
  private static final Collector<CharSequence, ?, String> JOINED = Collectors.joining(", ");
  private static final Pattern CONSTRUCTOR = Pattern.compile("(?s)public ListPods\\(([^)]*)\\)");
  private static final String PROOF = "\\.(role|no-role-needed|asks-nobody)";

  private final Path repository;
  private final Committed committed;
  private final Evidence evidence;
  private final Here here;

  PatternTables(Path repository, Committed committed, Evidence evidence, Here here) {
    this.repository = repository;
    this.committed = committed;
    this.evidence = evidence;
    this.here = here;
  }

  /** The files of one name, by module. */
  private Map<String, Map<String, PatternFile>> byName() throws IOException {
    var byName = new TreeMap<String, Map<String, PatternFile>>();
    for (var file : PatternFile.all(repository)) {
      byName.computeIfAbsent(file.name(), none -> new LinkedHashMap<>()).put(file.module(), file);
    }
    return byName;
  }

  /** Every pattern: what it does, its page, and the three files with their lines. */
  String index() throws IOException {
    var heads = new ArrayList<>(List.of("pattern", "what it does", "Role"));
    heads.addAll(Client.names());
    heads.add("cases");
    var table = new Table(heads);
    for (var pattern : byName().entrySet()) {
      var any = pattern.getValue().values().iterator().next();
      var header = Header.of(any.text());
      var cells = new ArrayList<String>();
      cells.add(here.link("`" + pattern.getKey() + "`", header.values("Page").get(0)));
      cells.add(firstSentence(any));
      cells.add(header.values("Permission").get(0));
      for (var client : Client.names()) {
        cells.add(file(pattern.getValue().get(client)));
      }
      cells.add(cases(any.pattern()));
      table.row(cells);
    }
    return table.markdown()
        + "\nUnder a client: the file, by its number of lines.\n\n"
        + committed.where(evidence.cases().keySet())
        + Reproduce.all();
  }

  private String cases(String pattern) {
    var count = evidence.matching(pattern + "\\..*").size();
    return here.link(String.valueOf(count), "docs/cases.md");
  }

  private String file(PatternFile file) {
    return here.link(String.valueOf(lines(file)), file.where());
  }

  static String firstSentence(PatternFile file) {
    var javadoc = JAVADOC.matcher(file.text());
    if (!javadoc.find()) {
      throw new IllegalStateException(file.where() + " has no Javadoc. Write what it does");
    }
    var text = javadoc.group(1).replaceAll("\\s*\\n\\s*\\*\\s?", " ").strip();
    var sentence = SENTENCE.matcher(text);
    return (sentence.matches() ? sentence.group(1) : text).replaceAll("\\{@code ([^}]*)}", "`$1`");
  }

  /** What a copy of one pattern takes along, for each client. */
  String copy(String pattern) throws IOException {
    var table = new Table("client", "file", "lines", "needs", "copy with");
    for (var files : byName().values()) {
      for (var client : Client.names()) {
        var file = files.get(client);
        if (file != null && file.pattern().equals(pattern)) {
          var header = Header.of(file.text());
          table.row(
              client,
              here.link(file.name() + ".java", file.where()),
              String.valueOf(lines(file)),
              header.values("Needs").stream().map(need -> "`" + need + "`").collect(JOINED),
              header.copyWith().isEmpty() ? "nothing" : String.join(", ", header.copyWith()));
        }
      }
    }
    return table.markdown();
  }

  /** What one pattern may do. */
  String permission(String pattern) throws IOException {
    if (proofs(pattern).isEmpty()) {
      return "It sends no request, and needs no Role.\n";
    }
    var table = permissionTable();
    table.row(permissionRow(pattern));
    return table.markdown() + "\n" + committed.where(proofs(pattern)) + Reproduce.all();
  }

  /** What each pattern may do. */
  String permissions() throws IOException {
    var table = permissionTable();
    var ids = new ArrayList<String>();
    for (var pattern : patterns()) {
      table.row(permissionRow(pattern));
      ids.addAll(proofs(pattern));
    }
    return table.markdown() + "\n" + committed.where(ids) + Reproduce.all();
  }

  /** The names that patterns go by: {@code list-pods}. */
  List<String> patterns() throws IOException {
    return byName().values().stream()
        .flatMap(files -> files.values().stream())
        .map(PatternFile::pattern)
        .distinct()
        .sorted()
        .toList();
  }

  private static Table permissionTable() {
    var heads = new ArrayList<>(List.of("pattern", "verbs and resources", "Role"));
    heads.addAll(Client.names());
    heads.add("proven by");
    return new Table(heads);
  }

  private List<String> permissionRow(String pattern) throws IOException {
    var role = Role.where(pattern);
    var granted = Role.grants(repository, pattern);
    var proofs = proofs(pattern);
    var cells = new ArrayList<>(List.of(pattern));
    cells.add(granted.equals("none") ? "none" : "`" + granted + "`");
    cells.add(
        Files.isRegularFile(repository.resolve(role)) ? here.link("role.yaml", role) : "none");
    for (var client : Client.names()) {
      cells.add(
          proofs.stream()
              .map(id -> committed.state(client, id).text)
              .findFirst()
              .orElse("sends no request"));
    }
    cells.add(proofs.stream().map(id -> evidence.link(here, id)).collect(JOINED));
    return cells;
  }

  private List<String> proofs(String pattern) {
    return evidence.matching(Pattern.quote(pattern) + PROOF);
  }

  /** What each module is made with, and what that brings. */
  String modules() throws IOException {
    var heads = new ArrayList<>(List.of(""));
    Client.names().forEach(name -> heads.add(here.link(name, "modules/" + name)));
    var table = new Table(heads);
    row(table, "a copy needs", this::needs);
    row(table, "`ListPods` takes", this::takes);
    row(table, "lines of its `ListPods`", client -> String.valueOf(lines(listPods(client))));
    row(table, "lines of all its patterns", this::lines);
    row(
        table,
        "libraries, with what they bring",
        client -> committed.of(client, "program").path("libraries").asString("not run"));
    row(
        table,
        "their size",
        client -> megabytes(committed.of(client, "program").path("bytesOfLibraries").asLong(-1)));
    return table.markdown()
        + "\nThe libraries are those beside the packaged program, its argument parser and its logger"
        + " included.\n\n"
        + Reproduce.all();
  }

  /** A cell of one client. */
  private interface Cell {
    String of(String client) throws IOException;
  }

  private static void row(Table table, String head, Cell cell) throws IOException {
    var cells = new ArrayList<>(List.of(head));
    for (var client : Client.names()) {
      cells.add(cell.of(client));
    }
    table.row(cells);
  }

  private PatternFile listPods(String client) throws IOException {
    return byName().get("ListPods").get(client);
  }

  /** The Maven coordinates that the pattern files of one client need, together. */
  String needs(String client) throws IOException {
    return PatternFile.all(repository).stream()
        .filter(file -> file.module().equals(client))
        .flatMap(file -> Header.of(file.text()).needs().stream())
        .distinct()
        .sorted()
        .map(need -> "`" + need + "`")
        .collect(JOINED);
  }

  private String takes(String client) throws IOException {
    var constructor = CONSTRUCTOR.matcher(listPods(client).text());
    if (!constructor.find()) {
      throw new IllegalStateException(listPods(client).where() + " has no public constructor");
    }
    return Pattern.compile(",\\s*")
        .splitAsStream(constructor.group(1).strip())
        .map(parameter -> "`" + parameter.split("\\s+")[0] + "`")
        .collect(JOINED);
  }

  private static long lines(PatternFile file) {
    return file.text().lines().count();
  }

  private String lines(String client) throws IOException {
    return String.valueOf(
        PatternFile.all(repository).stream()
            .filter(file -> file.module().equals(client))
            .mapToLong(PatternTables::lines)
            .sum());
  }

  static String megabytes(long bytes) {
    return bytes < 0 ? "not run" : "%.1f MB".formatted(bytes / 1e6);
  }
}
