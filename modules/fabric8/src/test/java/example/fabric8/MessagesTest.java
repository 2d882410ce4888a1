package example.fabric8;

import example.contract.Messages;

/** What the fabric8 client throws, and what this module's patterns say in the same situation. */
class MessagesTest extends Messages {

  MessagesTest() {
    super(new PatternsDriver(), MessagesProbe.class);
  }
}
