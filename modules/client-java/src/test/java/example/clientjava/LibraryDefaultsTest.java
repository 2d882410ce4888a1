package example.clientjava;

import example.contract.defaults.LibraryDefaults;

/** What {@code ClientBuilder} and {@code Config} do by themselves, at the pinned version. */
class LibraryDefaultsTest extends LibraryDefaults {

  LibraryDefaultsTest() {
    super(new PatternsDriver(), LibraryDefaultsProbe.class);
  }
}
