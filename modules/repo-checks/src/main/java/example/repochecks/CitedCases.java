package example.repochecks;

import example.contract.Case;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every case that a page or a comment of a pattern names is one of the contract: a claim that cites
 * a case which is gone is a claim that nothing proves.
 */
final class CitedCases implements Check {

  /** {@code pattern.what-is-promised}, or the cases of one beginning: {@code pattern.tls-*}. */
  private static final Pattern ID =
      Pattern.compile(
          "(?<prefix>[a-z0-9]+(-[a-z0-9]+)*)\\.(?<rest>([a-z0-9]+(-[a-z0-9]+)*(-\\*)?|\\*))");

  private static final Pattern IN_COMMENT = Pattern.compile("(?<![\\w./-])" + ID + "(?![\\w/(])");

  /** {@code list-pods.md} is a file. */
  private static final Pattern FILE =
      Pattern.compile(
          "(class|conf|crt|csv|example|io|jar|java|json|md|p12|pem|sh|toml|txt|xml|ya?ml)");

  private static final int NEAR = 2; // letters that a misspelt prefix has wrong
  private static final int SHOWN = 3;

  private final Set<String> ids;
  private final Set<String> prefixes;

  CitedCases() {
    this(Case.all().stream().map(Case::id).collect(Collectors.toSet()));
  }

  CitedCases(Set<String> ids) {
    this.ids = ids;
    this.prefixes =
        ids.stream()
            .map(id -> id.substring(0, id.indexOf('.')))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public List<String> problems(Path repository) throws IOException {
    var problems = new ArrayList<String>();
    var cited = 0;
    for (var page : Page.all(repository)) {
      for (var span : new TreeSet<>(page.codeSpans)) {
        var id = ID.matcher(span);
        if (id.matches() && isCase(id.group("prefix"), id.group("rest"))) {
          cited++;
          problems.addAll(unknown(page.where, span));
        }
      }
    }
    for (var pattern : PatternFile.all(repository)) {
      for (var comment : PatternText.comments(pattern.text())) {
        var found = IN_COMMENT.matcher(comment);
        while (found.find()) {
          if (isCase(found.group("prefix"), found.group("rest"))) {
            cited++;
            problems.addAll(unknown(pattern.where(), found.group()));
          }
        }
      }
    }
    if (cited == 0) {
      problems.add("docs: no page cites a case. Look at where this check looks.");
    }
    return problems;
  }

  /** Whether somebody who wrote this meant a case: its prefix is one, or nearly. */
  private boolean isCase(String prefix, String rest) {
    if (FILE.matcher(rest).matches()) {
      return false;
    }
    return prefixes.contains(prefix)
        || prefix.contains("-")
            && prefixes.stream().anyMatch(known -> distance(known, prefix) <= NEAR);
  }

  private List<String> unknown(String where, String id) {
    var start = id.endsWith("*") ? id.substring(0, id.length() - 1) : "";
    var known =
        start.isEmpty() ? ids.contains(id) : ids.stream().anyMatch(each -> each.startsWith(start));
    if (known) {
      return List.of();
    }
    var near =
        ids.stream()
            .sorted(
                Comparator.comparingInt((String each) -> distance(each, id))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(SHOWN)
            .collect(Collectors.joining(", "));
    return List.of(
        "%s: there is no case %s. Cite one that is, such as %s.".formatted(where, id, near));
  }

  /** How many letters must be added, dropped or changed to make one of the other. */
  private static int distance(String one, String other) {
    var row = new int[other.length() + 1];
    for (var j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= one.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= other.length(); j++) {
        var changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
