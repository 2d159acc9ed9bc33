package io.holdfast.client.error;

/** The caller's own deadline was reached; nothing was committed by the call. */
public final class DeadlineReachedException extends TxnException {
  /** The caller knows his deadline. */
  public DeadlineReachedException() {
    super(ErrorCode.DEADLINE_REACHED, "the deadline of the call was reached", null);
  }
}
