package example.javanethttp;

import example.contract.recording.ErrorMessages;

/**
 * What a hand-written HttpClient throws, and what this module's patterns say in the same situation.
 */
class ErrorMessagesTest extends ErrorMessages {

  ErrorMessagesTest() {
    super(new PatternsDriver(), ErrorMessagesProbe.class);
  }
}
