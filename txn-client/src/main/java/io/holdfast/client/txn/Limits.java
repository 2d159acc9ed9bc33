package io.holdfast.client.txn;

import io.holdfast.client.error.KeyTooLargeException;
import io.holdfast.client.error.TxnTooLargeException;
import io.holdfast.client.error.ValueTooLargeException;
import io.holdfast.runtime.base.Bytes;

/**
 * The documented limits of keys, values and transactions. They are checked where a write is
 * buffered, so that nothing has been sent when one is exceeded.
 */
public final class Limits {
  /** Longest key. */
  public static final int KEY_BYTES_MAX = 8 * 1024;

  /** Longest value: it must fit into one entry of the Raft log (8 MiB) with its key. */
  public static final int VALUE_BYTES_MAX = 6 * 1024 * 1024;

  /** Keys a transaction may write; more would hold locks for too long. */
  public static final int TXN_KEYS_MAX = 300_000;

  /** Bytes of keys and values a transaction may write; they wait in the memory of the client. */
  public static final long TXN_BYTES_MAX = 64L * 1024 * 1024;

  private Limits() {}

  /** Refuses a key that is too long. */
  public static void checkKey(Bytes key) {
    if (key.length() > KEY_BYTES_MAX) {
      throw new KeyTooLargeException(key, KEY_BYTES_MAX);
    }
  }

  /** Refuses a key or value that is too long. */
  public static void checkEntry(Bytes key, Bytes value) {
    checkKey(key);
    if (value.length() > VALUE_BYTES_MAX) {
      throw new ValueTooLargeException(key, value.length(), VALUE_BYTES_MAX);
    }
  }

  static void checkTxn(int keys, long bytes) {
    if (keys > TXN_KEYS_MAX) {
      throw new TxnTooLargeException("more than " + TXN_KEYS_MAX + " keys in one transaction");
    }
    if (bytes > TXN_BYTES_MAX) {
      throw new TxnTooLargeException("more than " + TXN_BYTES_MAX + " bytes in one transaction");
    }
  }
}
