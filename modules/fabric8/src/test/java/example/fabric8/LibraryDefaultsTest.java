package example.fabric8;

import example.contract.defaults.LibraryDefaults;

/**
 * What {@code Config} and {@code KubernetesClientBuilder} do by themselves, at the pinned version.
 */
class LibraryDefaultsTest extends LibraryDefaults {

  LibraryDefaultsTest() {
    super(new PatternsDriver(), LibraryDefaultsProbe.class);
  }
}
