package example.repochecks.generator;

import static example.repochecks.generator.Cell.code;

import example.contract.Client;
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

  private final Path repository;
  private final Proven proven;
  private final List<PatternFile> files;
  private final Map<String, Map<String, PatternFile>> byName;

  PatternTables(Path repository, Proven proven) throws IOException {
    this.repository = repository;
    this.proven = proven;
    this.files = PatternFile.all(repository);
    this.byName = PatternFile.byName(repository);
  }

  /** Every pattern: when one needs it, what it may do, and the three files with their lines. */
  String index(PageLocation here) throws IOException {
    var table = new Table("pattern", "when you need it", "Role", proven.names());
    var startsHere = Comparator.comparing((String name) -> !name.equals("InClusterOrKubeconfig"));
    for (var name : byName.keySet().stream().sorted(startsHere).toList()) {
      var any = byName.get(name).values().iterator().next();
      var page = any.header().value("Page");
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
          here.link(code(name), page),
          when,
          any.header().value("Permission"),
          each(client -> lines(byName.get(name).get(client.name()), here)));
    }
    return table.markdown() + "\nUnder a client: the file, by its number of lines.\n";
  }

  private String whenNeeded(String name, String page) throws IOException {
    var file = repository.resolve(page);
    var line = Pattern.compile("(?m)^\\*\\*When you need `%s`:\\*\\* (.*?)\\.?$".formatted(name));
    var found = line.matcher(Files.isRegularFile(file) ? Files.readString(file) : "");
    return found.find() ? found.group(1) : "";
  }

  private List<String> each(Function<Client, String> cell) {
    return proven.clients().stream().map(cell).toList();
  }

  private static String lines(PatternFile file, PageLocation here) {
    return file == null
        ? State.NOT_SUPPORTED.text
        : here.link(String.valueOf(file.text().lines().count()), file.where());
  }

  /** What a copy of one pattern takes along, for each client. */
  String copy(String pattern, PageLocation here) {
    var table = new Table("client", "file", "lines", "needs", "copy with");
    for (var file : files) {
      if (file.pattern().equals(pattern)) {
        var header = file.header();
        table.row(
            file.module(),
            here.link(file.name() + ".java", file.where()),
            file.text().lines().count(),
            header.needs().stream().map(Cell::code).collect(JOINED),
            header.copyWith().isEmpty() ? "nothing" : String.join(", ", header.copyWith()));
      }
    }
    return table.markdown();
  }

  /** What one pattern may do. */
  String permission(String pattern, PageLocation here) throws IOException {
    return Role.grants(repository, pattern).equals(Role.NONE)
        ? "It needs no Role.\n"
        : permissions(List.of(pattern), here);
  }

  /** What each pattern may do. */
  String permissions(PageLocation here) throws IOException {
    return permissions(patterns(), here);
  }

  private String permissions(List<String> patterns, PageLocation here) throws IOException {
    var table = new Table("pattern", "verbs and resources", "Role", "proven by");
    for (var pattern : patterns) {
      var grants = Role.grants(repository, pattern);
      var none = grants.equals(Role.NONE);
      table.row(
          pattern,
          none ? grants : code(grants),
          none ? "none" : here.link("role.yaml", Role.where(pattern)),
          provenBy(pattern, here));
    }
    return table.markdown();
  }

  /** The names that patterns go by: {@code list-pods}. */
  List<String> patterns() {
    return files.stream().map(PatternFile::pattern).distinct().sorted().toList();
  }

  /** The cases about the Role alone; a pattern need not have them. */
  private String provenBy(String pattern, PageLocation here) {
    var ofTheRole = proven.matching(pattern + "\\.(role|forbidden)");
    var count = proven.matching(pattern + "\\..*").size();
    return ofTheRole.isEmpty()
        ? here.link(count == 1 ? "1 case" : count + " cases", "docs/reference/cases.md")
        : ofTheRole.stream().map(Cell::code).collect(JOINED);
  }

  /** What each module is made with, and what that brings. */
  String modules(PageLocation here) {
    return new Table("", each(client -> here.link(client.name(), "modules/" + client.name())))
            .row("Maven", each(client -> needs(client, "`%s`")))
            .row("Gradle", each(client -> needs(client, "`implementation(\"%s\")`")))
            .row("libraries, with what they bring", each(proven.last()::libraries))
            .row("their size", each(this::megabytes))
            .markdown()
        + "\nThe libraries are those beside the packaged program, its argument parser and its logger"
        + " included.\n";
  }

  /** What the last complete run was made with. */
  String versions() {
    var last = proven.last();
    var table = new Table("client", "a copy needs", "proven on Java", "proven on Kubernetes");
    for (var client : proven.clients()) {
      var kubernetes = last.ran(client) ? last.kubernetes() : State.NOT_RUN.text;
      table.row(client.name(), needs(client, "`%s`"), last.java(client), kubernetes);
    }
    return table.markdown();
  }

  private String megabytes(Client client) {
    var bytes = proven.last().bytesOfLibraries(client);
    return bytes < 0 ? State.NOT_RUN.text : "%.1f MB".formatted(bytes / 1e6);
  }

  /** The Maven coordinates that the pattern files of one client need, together. */
  private String needs(Client client, String format) {
    return files.stream()
        .filter(file -> file.module().equals(client.name()))
        .flatMap(file -> file.header().needs().stream())
        .distinct()
        .sorted()
        .map(format::formatted)
        .collect(JOINED);
  }
}
