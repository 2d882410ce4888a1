package example.clientjava;

import example.contract.LeftAlone;

/** What {@code ClientBuilder} and {@code Config} do by themselves, at the pinned version. */
class LeftAloneTest extends LeftAlone {

  LeftAloneTest() {
    super(new PatternsDriver(), LeftAloneProbe.class);
  }
}
