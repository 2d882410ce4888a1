package example.repochecks.generator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A line chart in SVG with a logarithmic axis. It brings its own background for light and dark, so
 * that it is legible on any page.
 */
final class Plot {

  private static final int RIGHT = 520; // where the lines end; their names follow
  private static final int BOTTOM = 340;
  private static final int HEIGHT = 290; // of the lines
  private static final int LINE = 17; // of text

  private static final String HEAD =
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 380" role="img">
      <title>%1$s</title>
      <style>
      .back { fill: #ffffff } .grid { stroke: #d0d7de } text { fill: #1f2328; font: 13px sans-serif }
      .line { fill: none; stroke-width: 2 } .end { text-anchor: end } .middle { text-anchor: middle }
      @media (prefers-color-scheme: dark) {
        .back { fill: #0d1117 } .grid { stroke: #30363d } text { fill: #e6edf3 }
      }
      </style>
      <rect class="back" width="720" height="380" rx="6"/>
      <text x="60" y="26">%1$s</text>
      """;

  /** Each has a contrast of 3 and more with both backgrounds. */
  private static final List<String> COLOURS =
      List.of("#3b82f6", "#d97706", "#16a34a", "#ef4444", "#a855f7", "#64748b");

  private record Line(String name, List<Double> values, String colour) {

    /** The last value that was measured, which the name stands beside. */
    double last() {
      return values.stream().filter(value -> !value.isNaN()).reduce(0.0, (one, next) -> next);
    }
  }

  private final String title;
  private final List<String> places;
  private final List<Line> lines = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();
  private double low;
  private double high;

  /**
   * @param places what stands below the horizontal axis
   */
  Plot(String title, List<String> places) {
    this.title = title;
    this.places = places;
  }

  /** Adds a line with a value for each place, NaN where nothing was measured. */
  void line(String name, List<Double> values) {
    var line = new Line(name, values, COLOURS.get(lines.size() % COLOURS.size()));
    if (line.last() > 0) {
      lines.add(line);
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  String svg() {
    var all = lines.stream().flatMap(line -> line.values.stream()).mapToDouble(each -> each);
    var range = all.filter(value -> !Double.isNaN(value)).summaryStatistics();
    low = range.getMin() / 1.3;
    high = range.getMax() * 1.3;
    add(HEAD, title);
    for (var power = Math.pow(10, Math.floor(Math.log10(low))); power < high; power *= 10) {
      for (var tick : new double[] {power, 2 * power, 5 * power}) {
        if (tick > low && tick < high) {
          add("<path class=\"grid\" d=\"M60 %.1fH%d\"/>\n", y(tick), RIGHT);
          var number = tick < 1 ? String.valueOf((float) tick) : "%.0f".formatted(tick);
          add("<text class=\"end\" x=\"52\" y=\"%.1f\">%s</text>\n", y(tick) + 4, number);
        }
      }
    }
    for (int place = 0; place < places.size(); place++) {
      var text = "<text class=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>\n";
      add(text, x(place), BOTTOM + 26, places.get(place));
    }
    var lowest = 0.0; // of the names so far, which must not cover each other
    for (var line : lines.stream().sorted(Comparator.comparing(Line::last).reversed()).toList()) {
      var path = new StringBuilder();
      for (int place = 0; place < places.size(); place++) {
        var value = line.values.get(place);
        if (!value.isNaN()) {
          path.append(path.isEmpty() ? "M" : "L").append(Math.round(x(place)));
          path.append(" ").append(Math.round(y(value)));
          dot(x(place), y(value), line.colour);
        }
      }
      add("<path class=\"line\" stroke=\"%s\" d=\"%s\"/>\n", line.colour, path);
      lowest = Math.max(y(line.last()), lowest + LINE);
      dot(RIGHT + 14, lowest, line.colour);
      add("<text x=\"%d\" y=\"%.1f\">%s</text>\n", RIGHT + 23, lowest + 4, line.name);
    }
    return svg.append("</svg>\n").toString();
  }

  private void dot(double x, double y, String colour) {
    add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n", x, y, colour);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private double x(int place) {
    return 60 + (RIGHT - 60) * (place + 0.5) / places.size();
  }

  private double y(double value) {
    return BOTTOM - HEIGHT * Math.log(value / low) / Math.log(high / low);
  }
}
