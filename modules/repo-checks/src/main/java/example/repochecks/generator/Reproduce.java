package example.repochecks.generator;

/** The line under a table: the command that makes its results anew. */
final class Reproduce {

  private static final String ALL = "modules/client-java,modules/fabric8,modules/java-net-http";

  private Reproduce() {}

  /**
   * @param cases a regular expression of ids; run in process
   */
  static String inProcess(String cases) {
    return test(ALL, "PatternsTest", " '-Dcases=" + cases + "'");
  }

  /** A test that {@code make test} leaves out. */
  static String longTest(String modules, String test) {
    return test(modules, test, " -DexcludedGroups=");
  }

  private static String test(String modules, String test, String more) {
    return "Reproduce: `mvn test -am -pl %s -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false%s`\n"
        .formatted(modules, test, more);
  }

  /**
   * @param cases a regular expression of ids; run in process and as a program
   */
  static String everywhere(String cases) {
    return "Reproduce: `mvn verify -am -pl %s '-Dcases=%s'`\n".formatted(ALL, cases);
  }

  /** For what only a whole run knows. */
  static String all() {
    return "Reproduce: `make test`, then `make docs`\n";
  }
}
