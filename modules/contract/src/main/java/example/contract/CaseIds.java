package example.contract;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The names of all cases, for those who check that a case which is cited exists. */
public final class CaseIds {

  private CaseIds() {}

  public static SortedSet<String> all() {
    return Case.all().stream().map(Case::id).collect(Collectors.toCollection(TreeSet::new));
  }
}
