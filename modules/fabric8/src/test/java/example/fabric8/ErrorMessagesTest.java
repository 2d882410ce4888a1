package example.fabric8;

import example.contract.recording.ErrorMessages;

/** What the fabric8 client throws, and what this module's patterns say in the same situation. */
class ErrorMessagesTest extends ErrorMessages {

  ErrorMessagesTest() {
    super(new PatternsDriver(), ErrorMessagesProbe.class);
  }
}
