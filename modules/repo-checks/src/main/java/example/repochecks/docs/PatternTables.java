package example.repochecks.docs;

import example.contract.results.State;
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

  /** The cases that look at nothing but the Role; a pattern need not have them. */
  private static final String OF_THE_ROLE = "\\.(role|forbidden)";

  private final Path repository;
  private final Proven proven;
  private final CaseIndex evidence;
  private final PageLocation here;

  PatternTables(Path repository, Proven proven, CaseIndex evidence, PageLocation here) {
    this.repository = repository;
    this.proven = proven;
    this.evidence = evidence;
    this.here = here;
  }

  /** The files of one name, by module. */
  private Map<String, Map<String, PatternFile>> byName() throws IOException {
    var byName = new TreeMap<String, Map<String, PatternFile>>();
    for (var file : PatternFile.all(repository)) {
      byName.computeIfAbsent(file.name(), none -> new LinkedHashMap<>()).put(file.module(), file);
    }
    byName.keySet().removeAll(PatternFile.companions(repository));
    return byName;
  }

  /** Every pattern: what it does, its page, and the three files with their lines. */
  String index() throws IOException {
    var heads = new ArrayList<>(List.of("pattern", "what it does", "Role"));
    heads.addAll(proven.clients());
    heads.add("cases");
    var table = new Table(heads);
    for (var pattern : byName().entrySet()) {
      var any = pattern.getValue().values().iterator().next();
      var header = Header.of(any.text());
      var cells = new ArrayList<String>();
      cells.add(here.link("`" + pattern.getKey() + "`", header.values("Page").get(0)));
      cells.add(firstSentence(any));
      cells.add(header.values("Permission").get(0));
      for (var client : proven.clients()) {
        cells.add(file(pattern.getValue().get(client)));
      }
      cells.add(count(any.pattern()));
      table.row(cells);
    }
    return table.markdown()
        + "\nUnder a client: the file, by its number of lines.\n\n"
        + proven.where(evidence.cases().keySet())
        + Reproduce.all();
  }

  private String count(String pattern) {
    return here.link(String.valueOf(cases(pattern).size()), "docs/cases.md");
  }

  private String file(PatternFile file) {
    return file == null
        ? State.NOT_SUPPORTED.text
        : here.link(String.valueOf(lines(file)), file.where());
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
      for (var client : proven.clients()) {
        var file = files.get(client);
        if (file != null && file.pattern().equals(pattern)) {
          var header = Header.of(file.text());
          table.row(
              client,
              here.link(file.name() + ".java", file.where()),
              String.valueOf(lines(file)),
              header.needs().stream().map(need -> "`" + need + "`").collect(JOINED),
              header.copyWith().isEmpty() ? "nothing" : String.join(", ", header.copyWith()));
        }
      }
    }
    return table.markdown();
  }

  /** What one pattern may do. */
  String permission(String pattern) throws IOException {
    if (!hasRole(pattern)) {
      return "It needs no Role.\n";
    }
    var table = permissionTable();
    table.row(permissionRow(pattern));
    return table.markdown() + "\n" + proven.where(cases(pattern)) + Reproduce.all();
  }

  /** What each pattern may do. */
  String permissions() throws IOException {
    var table = permissionTable();
    var ids = new ArrayList<String>();
    for (var pattern : patterns()) {
      table.row(permissionRow(pattern));
      ids.addAll(cases(pattern));
    }
    return table.markdown() + "\n" + proven.where(ids) + Reproduce.all();
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
    return new Table("pattern", "verbs and resources", "Role", "proven by");
  }

  private List<String> permissionRow(String pattern) throws IOException {
    return List.of(
        pattern,
        hasRole(pattern) ? "`" + Role.grants(repository, pattern) + "`" : "none",
        hasRole(pattern) ? here.link("role.yaml", Role.where(pattern)) : "none",
        provenBy(pattern));
  }

  private String provenBy(String pattern) {
    var ofTheRole = evidence.matching(Pattern.quote(pattern) + OF_THE_ROLE);
    var count = cases(pattern).size();
    return ofTheRole.isEmpty()
        ? here.link(count == 1 ? "1 case" : count + " cases", "docs/cases.md")
        : ofTheRole.stream().map(id -> evidence.link(here, id)).collect(JOINED);
  }

  private boolean hasRole(String pattern) {
    return Files.isRegularFile(repository.resolve(Role.where(pattern)));
  }

  private List<String> cases(String pattern) {
    return evidence.matching(Pattern.quote(pattern) + "\\..*");
  }

  /** What each module is made with, and what that brings. */
  String modules() throws IOException {
    var heads = new ArrayList<>(List.of(""));
    proven.clients().forEach(name -> heads.add(here.link(name, "modules/" + name)));
    var table = new Table(heads);
    row(table, "a copy needs", this::needs);
    row(table, "lines of all its patterns", this::lines);
    row(
        table,
        "libraries, with what they bring",
        client -> proven.last().libraries(proven.client(client)));
    row(
        table,
        "their size",
        client -> megabytes(proven.last().bytesOfLibraries(proven.client(client))));
    return table.markdown()
        + "\nThe libraries are those beside the packaged program, its argument parser and its logger"
        + " included.\n\n"
        + Reproduce.all();
  }

  /** A cell of one client. */
  private interface Cell {
    String of(String client) throws IOException;
  }

  private void row(Table table, String head, Cell cell) throws IOException {
    var cells = new ArrayList<>(List.of(head));
    for (var client : proven.clients()) {
      cells.add(cell.of(client));
    }
    table.row(cells);
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
    return bytes < 0 ? State.NOT_RUN.text : "%.1f MB".formatted(bytes / 1e6);
  }
}
