package io.holdfast.client.error;

/**
 * A read was asked for at a timestamp that nobody has been given yet: its answer would change with
 * every commit until then.
 */
public final class FutureTimestampException extends TxnException {
  /** {@code nowTs} is what the placement driver gives out at present. */
  public FutureTimestampException(long ts, long nowTs) {
    super(
        ErrorCode.FUTURE_TIMESTAMP,
        "a read at "
            + Long.toUnsignedString(ts)
            + " lies in the future: it is "
            + Long.toUnsignedString(nowTs)
            + " now",
        null);
  }
}
