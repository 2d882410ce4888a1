package example.repochecks;

/** Three modules that can be laid side by side. */
class NamesTest extends CheckTest {

  NamesTest() {
    super(
        "names.yaml",
        new ApiParity(),
        new ApiParity((module, pattern) -> !(module + pattern).equals("fabric8count-clouds")));
  }
}
