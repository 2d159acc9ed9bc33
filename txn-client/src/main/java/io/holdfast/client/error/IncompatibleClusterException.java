package io.holdfast.client.error;

/**
 * The cluster is another one than before, serves another kind of keys, or speaks another protocol.
 */
public final class IncompatibleClusterException extends TxnException {
  /** {@code message} is for people. */
  public IncompatibleClusterException(String message) {
    super(ErrorCode.INCOMPATIBLE_CLUSTER, message, null);
  }
}
