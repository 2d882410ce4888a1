package example.clientjava;

import example.contract.Messages;

/** What client-java throws, and what this module's patterns say in the same situation. */
class MessagesTest extends Messages {

  MessagesTest() {
    super(new PatternsDriver(), MessagesProbe.class);
  }
}
