package io.holdfast.sql.pgwire;

/**
 * One message of a client, as it came.
 *
 * @param type its letter; 0 for the start-up packets, which have none
 * @param payload what follows the length
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on once, never compared.
public record Frame(int type, byte[] payload) {
  /** Type of start-up packets. */
  static final int STARTUP = 0;

  /** Bytes it occupied on the wire. */
  public int wireBytes() {
    return payload.length + (type == STARTUP ? 4 : 5);
  }
}
