package example.clientjava;

import example.contract.recording.ErrorMessages;

/** What client-java throws, and what this module's patterns say in the same situation. */
class ErrorMessagesTest extends ErrorMessages {

  ErrorMessagesTest() {
    super(new PatternsDriver(), ErrorMessagesProbe.class);
  }
}
