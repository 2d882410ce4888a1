package example.javanethttp;

import example.contract.Messages;

/**
 * What a hand-written HttpClient throws, and what this module's patterns say in the same situation.
 */
class MessagesTest extends Messages {

  MessagesTest() {
    super(new PatternsDriver(), MessagesProbe.class);
  }
}
