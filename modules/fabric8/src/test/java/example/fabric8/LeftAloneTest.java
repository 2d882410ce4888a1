package example.fabric8;

import example.contract.LeftAlone;

/**
 * What {@code Config} and {@code KubernetesClientBuilder} do by themselves, at the pinned version.
 */
class LeftAloneTest extends LeftAlone {

  LeftAloneTest() {
    super(new PatternsDriver(), LeftAloneProbe.class);
  }
}
