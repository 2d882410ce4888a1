package example.repochecks;

/** What the pages say can be followed. */
class PagesTest extends CheckTest {

  PagesTest() {
    super("pages.yaml", new Pages());
  }
}
