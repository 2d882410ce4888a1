package example.repochecks;

/** The header of a pattern tells the truth. */
class HeadersTest extends CheckTest {

  HeadersTest() {
    super("headers.yaml", new Headers());
  }
}
