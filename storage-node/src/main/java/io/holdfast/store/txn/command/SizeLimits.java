package io.holdfast.store.txn.command;

import io.holdfast.runtime.base.Bytes;
import org.jspecify.annotations.Nullable;

/** The sizes a store accepts, the same for transactional and raw commands. */
public final class SizeLimits {
  /** A key is part of every index block and region boundary; longer ones are a mistake. */
  public static final int KEY_BYTES_MAX = 8 * 1024;

  /** A value and its key fit into one Raft entry of 8 MiB with room for the rest of the command. */
  public static final int VALUE_BYTES_MAX = 6 * 1024 * 1024;

  private SizeLimits() {}

  /** What is wrong with the sizes, or null. */
  public static @Nullable String violation(Bytes key, Bytes value) {
    if (key.length() > KEY_BYTES_MAX) {
      return "key of " + key.length() + " bytes is longer than " + KEY_BYTES_MAX;
    }
    if (value.length() > VALUE_BYTES_MAX) {
      return "value of " + value.length() + " bytes is longer than " + VALUE_BYTES_MAX;
    }
    return null;
  }
}
