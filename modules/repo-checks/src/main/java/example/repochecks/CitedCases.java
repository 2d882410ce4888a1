package example.repochecks;

import example.contract.Case;
import example.repochecks.generator.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
          "(?<![\\w./-])(?<prefix>[a-z0-9-]+)\\.(?<rest>[a-z0-9]+(-[a-z0-9]+)*(-\\*)?|\\*)(?![\\w/(-])");

  /** {@code list-pods.md} is a file. */
  private static final Pattern FILE =
      Pattern.compile(".*\\.(class|conf|crt|csv|io|jar|java|json|md|pem|sh|toml|txt|xml|ya?ml)");

  private final Set<String> ids;
  private final Set<String> prefixes;

  CitedCases() {
    this(Case.all().stream().map(Case::id).collect(Collectors.toSet()));
  }

  CitedCases(Set<String> ids) {
    this.ids = new TreeSet<>(ids);
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
        // A whole code span: `kubectl get pods list-pods.x` is a command.
        if (ID.matcher(span).matches() && isCase(span)) {
          cited++;
          problems.addAll(unknown(page.where, span));
        }
      }
    }
    for (var pattern : PatternFile.all(repository)) {
      for (var cases : pattern.header().values("Cases")) {
        problems.addAll(unknown(pattern.where(), cases));
      }
      for (var comment : PatternText.comments(pattern.text())) {
        ID.matcher(comment)
            .results()
            .map(found -> found.group())
            .filter(this::isCase)
            .forEach(id -> problems.addAll(unknown(pattern.where(), id)));
      }
    }
    if (cited == 0) {
      problems.add("docs: no page cites a case.");
    }
    return problems;
  }

  private boolean isCase(String id) {
    return prefixes.contains(id.substring(0, id.indexOf('.'))) && !FILE.matcher(id).matches();
  }

  private List<String> unknown(String where, String id) {
    var start = id.endsWith("*") ? id.substring(0, id.length() - 1) : id;
    var known =
        start.equals(id) ? ids.contains(id) : ids.stream().anyMatch(each -> each.startsWith(start));
    if (known) {
      return List.of();
    }
    var prefix = id.substring(0, id.indexOf('.') + 1);
    var others = ids.stream().filter(each -> each.startsWith(prefix)).toList();
    return List.of(
        "%s: there is no case %s. Cite one that is: %s."
            .formatted(where, id, others.isEmpty() ? "one of " + prefixes : others));
  }
}
