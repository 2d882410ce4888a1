package example.repochecks;

/** What is applied to a cluster says what it means and no more than it needs. */
class ManifestsTest extends CheckTest {

  ManifestsTest() {
    super("manifests.yaml", new Manifests());
  }
}
