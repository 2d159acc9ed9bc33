package io.holdfast.client;

import java.util.OptionalLong;

/**
 * Which state of the database a read-only function sees.
 *
 * @param timestamp a timestamp handed out earlier; empty for a fresh one
 */
public record ReadOptions(OptionalLong timestamp) {
  private static final ReadOptions LATEST = new ReadOptions(OptionalLong.empty());

  /** Everything that was committed before the call. */
  public static ReadOptions latest() {
    return LATEST;
  }

  /** The state at {@code timestamp}, which must not be older than what the cluster keeps. */
  public static ReadOptions snapshot(long timestamp) {
    return new ReadOptions(OptionalLong.of(timestamp));
  }
}
