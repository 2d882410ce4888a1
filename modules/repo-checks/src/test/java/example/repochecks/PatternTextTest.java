package example.repochecks;

/** Files that can leave their module. */
class PatternTextTest extends CheckTest {

  PatternTextTest() {
    super("pattern-text.yaml", new PatternText());
  }
}
