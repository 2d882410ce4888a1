package example.contract;

/**
 * Ends a case that has seen the client refuse by name what it does not offer. In {@code
 * clients.yaml} stands what is not even tried.
 */
@SuppressWarnings("serial")
final class NotOffered extends RuntimeException {

  /**
   * @param reason why, for the report
   */
  NotOffered(String reason) {
    super(reason);
  }
}
