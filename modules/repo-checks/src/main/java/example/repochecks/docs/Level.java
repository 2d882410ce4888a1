package example.repochecks.docs;

import example.contract.Contract.TestLevel;
import java.util.Map;

/**
 * How the pages call a level.
 *
 * @param head of the column that counts its cases
 * @param place where its cases run; the node's version stands for {@code %s}
 */
record Level(String head, String place) {

  private static final Map<String, Level> KNOWN =
      Map.of(
          "FAKE", new Level("in process", "in process on the fake API server"),
          "PROCESS",
              new Level("as a packaged program", "the packaged program on the fake API server"),
          "NODE", new Level("on a node", "the packaged program on Kubernetes %s"),
          "POD", new Level("in a pod", "the example pod on Kubernetes %s"));

  /**
   * @throws IllegalStateException if the pages have no words for it
   */
  static Level of(TestLevel level) {
    if (!KNOWN.containsKey(level.name())) {
      throw new IllegalStateException("the docs have no words for level " + level);
    }
    return KNOWN.get(level.name());
  }
}
