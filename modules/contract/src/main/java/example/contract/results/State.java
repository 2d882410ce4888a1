package example.contract.results;

/** How one client does in one case, from best to worst. The four are never merged. */
public enum State {
  /** It passed. */
  YES("yes"),
  /** The client has no such thing, or its files refuse it on purpose; there is a reason. */
  NOT_SUPPORTED("not supported"),
  /** Only a real node can tell, and the last complete run did not hold the case. */
  NOT_RUN("not run"),
  /** It is supported, and fails; there is a reason, and the build turns red once it passes. */
  NO("no");

  /** As pages spell it. */
  public final String text;

  State(String text) {
    this.text = text;
  }
}
