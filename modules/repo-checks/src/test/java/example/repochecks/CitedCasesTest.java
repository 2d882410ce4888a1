package example.repochecks;

import java.util.Set;

/** What is claimed with a case is proven by one. */
class CitedCasesTest extends CheckTest {

  CitedCasesTest() {
    super(
        "cited-cases.yaml",
        new CitedCases(),
        new CitedCases(
            Set.of("list-pods.all", "list-pods.pages", "main.help", "who-am-i.tls-name")));
  }
}
