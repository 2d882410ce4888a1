package example.repochecks;

/** Three modules that can be laid side by side. */
class NamesTest extends CheckTest {

  NamesTest() {
    super(
        "names.yaml",
        new ApiParity(),
        new ApiParity(
            (client, pattern) -> !client.equals("fabric8") || !pattern.equals("count-clouds")));
  }
}
