package example.repochecks.generator;

import example.contract.results.State;
import example.repochecks.PatternFile;
import example.repochecks.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** The tables made of the pattern files, and of the libraries that they need. */
final class PatternTables {

  private static final Collector<CharSequence, ?, String> JOINED = Collectors.joining(", ");

  /** The cases about the Role alone; a pattern need not have them. */
  private static final String OF_THE_ROLE = "\\.(role|forbidden)";

  private final Path repository;
  private final Proven proven;
  private final PageLocation here;
  private final List<PatternFile> files;
  private final Map<String, Map<String, PatternFile>> byName;

  PatternTables(Path repository, Proven proven, PageLocation here) throws IOException {
    this.repository = repository;
    this.proven = proven;
    this.here = here;
    this.files = PatternFile.all(repository);
    this.byName = PatternFile.byName(repository);
  }

  /** Every pattern: when one needs it, what it may do, and the three files with their lines. */
  String index() throws IOException {
    var table = new Table("pattern", "when you need it", "Role", proven.clients());
    var startsHere = Comparator.comparing((String name) -> !name.equals("InClusterOrKubeconfig"));
    for (var name : byName.keySet().stream().sorted(startsHere).toList()) {
      var any = byName.get(name).values().iterator().next();
      var page = any.header().values("Page").get(0);
      var when = whenNeeded(name, page);
      if (when.isEmpty() && any.mayHaveSiblings()) {
        continue; // it comes along with ClusterAccess
      }
      if (when.isEmpty()) {
        throw new IllegalStateException(
            "%s has no line that begins with **When you need `%s`:**. Write it"
                .formatted(page, name));
      }
      table.row(
          here.link("`" + name + "`", page),
          when,
          any.header().values("Permission").get(0),
          each(client -> lines(byName.get(name).get(client))));
    }
    return table.markdown() + "\nUnder a client: the file, by its number of lines.\n";
  }

  private String whenNeeded(String name, String page) throws IOException {
    var file = repository.resolve(page);
    var line = Pattern.compile("(?m)^\\*\\*When you need `%s`:\\*\\* (.*?)\\.?$".formatted(name));
    var found = line.matcher(Files.isRegularFile(file) ? Files.readString(file) : "");
    return found.find() ? found.group(1) : "";
  }

  private List<String> each(Function<String, String> cell) {
    return proven.clients().stream().map(cell).toList();
  }

  private String lines(PatternFile file) {
    return file == null
        ? State.NOT_SUPPORTED.text
        : here.link(String.valueOf(file.text().lines().count()), file.where());
  }

  /** What a copy of one pattern takes along, for each client. */
  String copy(String pattern) {
    var table = new Table("client", "file", "lines", "needs", "copy with");
    for (var named : byName.values()) {
      for (var client : proven.clients()) {
        var file = named.get(client);
        if (file != null && file.pattern().equals(pattern)) {
          var header = file.header();
          table.row(
              client,
              here.link(file.name() + ".java", file.where()),
              file.text().lines().count(),
              header.needs().stream().map(need -> "`" + need + "`").collect(JOINED),
              header.copyWith().isEmpty() ? "nothing" : String.join(", ", header.copyWith()));
        }
      }
    }
    return table.markdown();
  }

  /** What one pattern may do. */
  String permission(String pattern) throws IOException {
    return hasRole(pattern) ? permissions(List.of(pattern)) : "It needs no Role.\n";
  }

  /** What each pattern may do. */
  String permissions() throws IOException {
    return permissions(patterns());
  }

  private String permissions(List<String> patterns) throws IOException {
    var table = new Table("pattern", "verbs and resources", "Role", "proven by");
    for (var pattern : patterns) {
      table.row(
          pattern,
          hasRole(pattern) ? "`" + Role.grants(repository, pattern) + "`" : "none",
          hasRole(pattern) ? here.link("role.yaml", Role.where(pattern)) : "none",
          provenBy(pattern));
    }
    return table.markdown();
  }

  /** The names that patterns go by: {@code list-pods}. */
  List<String> patterns() {
    return byName.values().stream()
        .flatMap(named -> named.values().stream())
        .map(PatternFile::pattern)
        .distinct()
        .sorted()
        .toList();
  }

  private String provenBy(String pattern) {
    var ofTheRole = proven.matching(Pattern.quote(pattern) + OF_THE_ROLE);
    var count = proven.matching(Pattern.quote(pattern) + "\\..*").size();
    return ofTheRole.isEmpty()
        ? here.link(count == 1 ? "1 case" : count + " cases", "docs/reference/cases.md")
        : ofTheRole.stream().map(id -> "`" + id + "`").collect(JOINED);
  }

  private boolean hasRole(String pattern) {
    return Files.isRegularFile(repository.resolve(Role.where(pattern)));
  }

  /** What each module is made with, and what that brings. */
  String modules() {
    return new Table("", each(client -> here.link(client, "modules/" + client)))
            .row("Maven", each(client -> needs(client, "`%s`")))
            .row("Gradle", each(client -> needs(client, "`implementation(\"%s\")`")))
            .row(
                "libraries, with what they bring",
                each(client -> proven.last().libraries(proven.client(client))))
            .row("their size", each(this::megabytes))
            .markdown()
        + "\nThe libraries are those beside the packaged program, its argument parser and its logger"
        + " included.\n";
  }

  /** What the last complete run was made with. */
  String versions() {
    var table = new Table("client", "a copy needs", "proven on Java", "proven on Kubernetes");
    for (var name : proven.clients()) {
      var client = proven.client(name);
      var ran = proven.last().ran(client);
      var kubernetes = ran ? proven.last().kubernetes() : State.NOT_RUN.text;
      table.row(name, needs(name, "`%s`"), proven.last().java(client), kubernetes);
    }
    return table.markdown();
  }

  private String megabytes(String client) {
    var bytes = proven.last().bytesOfLibraries(proven.client(client));
    return bytes < 0 ? State.NOT_RUN.text : "%.1f MB".formatted(bytes / 1e6);
  }

  /** The Maven coordinates that the pattern files of one client need, together. */
  private String needs(String client, String format) {
    return files.stream()
        .filter(file -> file.module().equals(client))
        .flatMap(file -> file.header().needs().stream())
        .distinct()
        .sorted()
        .map(format::formatted)
        .collect(JOINED);
  }
}
