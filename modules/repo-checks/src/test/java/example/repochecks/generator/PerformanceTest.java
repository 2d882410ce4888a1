package example.repochecks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.repochecks.SmallRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on performance says what was measured, and never a figure that was not. */
class PerformanceTest {

  private static final String FIGURES =
      """
      {"facts": {"date": "2026-11-27", "server5000": {"seconds": 0.05, "bytes": 15000000}},
       "leftOut": ["python: it cannot be built"],
       "rows": [
        {"what": "list", "client": "client-go", "runtime": "", "access": "short", "pods": 200, "wall": [0.02, 0.01, 0.03], "cpu": [0.01, 0.01, 0.01], "mib": [30.0, 29.0, 31.0]},
        {"what": "list", "client": "fabric8", "runtime": "small", "access": "short", "pods": 200, "wall": [0.5, 0.4, 0.6], "cpu": [0.6, 0.6, 0.6], "mib": [60.0, 60.0, 60.0]}
      ]}
      """;

  @TempDir Path folder;

  private String block(String name) {
    var here = new PageLocation(Path.of("docs"));
    return new Performance(folder).blocks().get(name).apply(here);
  }

  @Test
  void ratiosAreMadeOfMedians() throws IOException {
    new SmallRepository(folder).with("docs/reference/performance.json", FIGURES);
    var ratios = block("ratios");
    assertTrue(ratios.startsWith("client-go is 1: 0.020 s, 0.010 s of CPU and 30 MiB with 200"));
    var row = "| Fabric8 | as in the small image | 25 | 60 | 2.0 |";
    assertTrue(ratios.lines().anyMatch(line -> line.startsWith(row)), ratios);
  }

  @Test
  void whatWasNotMeasuredIsNotZero() throws IOException {
    new SmallRepository(folder).with("docs/reference/performance.json", FIGURES);
    var row = "| Fabric8 | JDK 17" + " | not measured".repeat(6) + " |";
    var plain = block("ratios-plain");
    assertTrue(plain.lines().anyMatch(row::equals), plain);
    for (var name : List.of("limits", "profile", "flags", "access", "longer", "sizes")) {
      assertTrue(block(name).toLowerCase().contains("not measured"), name);
      assertFalse(block(name).matches("(?s).*(NaN|Infinity|\\b0 (MB|ms|s)\\b).*"), block(name));
    }
    assertTrue(block("machine").contains("- python: it cannot be built"), block("machine"));
  }

  @Test
  void withoutFiguresThereIsNoTableAndNoPlot() {
    var performance = new Performance(folder);
    performance
        .blocks()
        .keySet()
        .forEach(name -> assertTrue(block(name).startsWith("Not measured yet")));
    assertEquals(List.of(), List.copyOf(performance.files().keySet()));
  }

  @Test
  void aPlotHoldsWhatWasMeasuredAndIsLegibleInTheDark() throws IOException {
    new SmallRepository(folder).with("docs/reference/performance.json", FIGURES);
    var plot =
        new Performance(folder)
            .files()
            .get(folder.resolve("docs/reference/performance-first-answer.svg"));
    assertTrue(plot.contains(">client-go</text>") && plot.contains(">Fabric8</text>"), plot);
    assertFalse(plot.contains("java.net.http") || plot.contains("NaN"), plot);
    assertTrue(
        plot.contains("prefers-color-scheme: dark") && plot.contains("class=\"back\""), plot);
  }

  @Test
  void anOldPlotIsFound() throws IOException {
    new SmallRepository(folder)
        .with("docs/reference/performance.json", FIGURES)
        .with(
            "docs/performance.md", "<!-- generated:performance-memory -->\n<!-- /generated -->\n");
    var generator = new DocsGenerator(folder);
    assertTrue(
        generator.old().contains("docs/reference/performance-memory.svg is old. Run make docs."));
    generator.write();
    assertEquals(List.of(), generator.old());
  }
}
