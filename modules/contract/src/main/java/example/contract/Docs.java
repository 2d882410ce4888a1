package example.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The blocks of the pages that are made and not typed: between {@code <!-- generated:NAME -->} and
 * {@code <!-- /generated -->} a table from the rows of the contract and the committed reports,
 * between {@code <!-- snippet:PATH#REGION -->} and {@code <!-- /snippet -->} a region of a Java
 * file. Run as a program it writes them anew.
 */
public final class Docs {

  private static final Pattern BEGIN = Pattern.compile("<!-- (generated|snippet):(.+) -->");
  private static final Pattern END = Pattern.compile("<!-- /(generated|snippet) -->");

  /** A page as it stands and as it ought to. */
  private record Page(String where, Path file, String text, String made, List<String> old) {}

  private static final Map<String, Function<AccessDocs, String>> MAKERS =
      new TreeMap<>(
          Map.of(
              "decision-table", AccessDocs::decisionTable,
              "decision-rows", AccessDocs::decisionRows,
              "in-cluster-table", AccessDocs::inClusterTable,
              "in-cluster-rows", AccessDocs::inClusterRows,
              "after-the-choice", AccessDocs::afterTheChoice,
              "exec-plugins", AccessDocs::execPlugins,
              "kubeconfig-shapes", AccessDocs::shapes,
              "rejections", AccessDocs::rejections,
              "yaml-traps", AccessDocs::yaml,
              "left-alone", AccessDocs::leftAlone));

  static final List<String> NAMES = List.copyOf(MAKERS.keySet());

  private final Path repository;
  private final AccessDocs tables;

  /**
   * @param repository its README and what is below docs are the pages
   */
  public Docs(Path repository) {
    this.repository = repository;
    this.tables = new AccessDocs(AccessRow.file(), new CommittedStates(repository));
  }

  /** Exit codes: 0 the pages are fresh; 1 a sentence says which block cannot be made. */
  public static void main(String[] arguments) throws IOException {
    try {
      new Docs(Path.of(System.getProperty("repository.root"))).write();
    } catch (IllegalStateException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(1);
    }
  }

  /** A sentence for each block that is not what would be made of the committed files now. */
  public List<String> old() throws IOException {
    var sentences = new ArrayList<String>();
    for (var page : pages()) {
      page.old.forEach(
          name -> sentences.add("%s, %s is old. Run make docs.".formatted(page.where, name)));
    }
    return sentences;
  }

  void write() throws IOException {
    for (var page : pages()) {
      if (!page.made.equals(page.text)) {
        Files.writeString(page.file, page.made);
        System.out.printf("%s: wrote %s%n", page.where, String.join(", ", page.old));
      }
    }
  }

  private List<Page> pages() throws IOException {
    var files = new ArrayList<>(List.of(repository.resolve("README.md")));
    if (Files.isDirectory(repository.resolve("docs"))) {
      try (var found = Files.walk(repository.resolve("docs"))) {
        found.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
      }
    }
    var pages = new ArrayList<Page>();
    var blocks = 0;
    for (var file : files) {
      if (Files.exists(file)) {
        var page = new Maker(repository.relativize(file).toString());
        pages.add(page.make(file));
        blocks += page.blocks;
      }
    }
    if (blocks == 0) {
      throw new IllegalStateException(
          "%s: no page holds a generated block. Look at where this looks.".formatted(repository));
    }
    return pages;
  }

  /** Goes through one page, line by line. */
  private final class Maker {
    private final String where;
    private final StringBuilder made = new StringBuilder();
    private final Map<String, Integer> opened = new LinkedHashMap<>();
    private final List<String> old = new ArrayList<>();
    private int blocks;

    Maker(String where) {
      this.where = where;
    }

    Page make(Path file) throws IOException {
      var text = Files.readString(file);
      var kind = "";
      var name = "";
      var block = new StringBuilder();
      for (var line : text.split("(?<=\n)")) {
        var begin = BEGIN.matcher(line.strip());
        var end = END.matcher(line.strip());
        if (begin.matches()) {
          if (!kind.isEmpty()) {
            throw open(kind, name);
          }
          kind = begin.group(1);
          name = begin.group(2);
          made.append(line);
        } else if (end.matches()) {
          if (!end.group(1).equals(kind)) {
            throw kind.isEmpty()
                ? wrong("%s ends what does not begin".formatted(line.strip()))
                : open(kind, name);
          }
          close(kind + ":" + name, block.toString(), made(kind, name));
          made.append(line);
          kind = "";
          block.setLength(0);
        } else {
          (kind.isEmpty() ? made : block).append(line);
        }
      }
      if (!kind.isEmpty()) {
        throw open(kind, name);
      }
      return new Page(where, file, text, made.toString(), old);
    }

    private void close(String name, String is, String shouldBe) {
      if (opened.merge(name, 1, Integer::sum) > 1) {
        throw wrong(name + " is there twice");
      }
      blocks++;
      made.append(shouldBe);
      if (!is.equals(shouldBe)) {
        old.add(name);
      }
    }

    private String made(String kind, String name) throws IOException {
      if (kind.equals("snippet")) {
        try {
          return Snippet.of(repository, name).fenced();
        } catch (IllegalStateException wrong) {
          throw wrong("snippet:%s: %s".formatted(name, wrong.getMessage()));
        }
      }
      var maker = MAKERS.get(name);
      if (maker == null) {
        throw wrong(
            "generated:%s is no block that can be made. Choose one of %s"
                .formatted(name, String.join(", ", NAMES)));
      }
      return "\n" + maker.apply(tables) + "\n";
    }

    private IllegalStateException open(String kind, String name) {
      return wrong("%s:%s has no <!-- /%s -->".formatted(kind, name, kind));
    }

    private IllegalStateException wrong(String what) {
      return new IllegalStateException("%s: %s.".formatted(where, what));
    }
  }
}
