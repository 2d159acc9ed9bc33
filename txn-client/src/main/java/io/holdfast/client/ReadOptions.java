package io.holdfast.client;

import io.holdfast.client.scope.CallScope;
import java.util.OptionalLong;

/**
 * Which state of the database a read-only function sees, and until when it is wanted.
 *
 * @param timestamp a timestamp handed out earlier; empty for a fresh one
 * @param scope ends every read, also the fetch of the timestamp
 */
public record ReadOptions(OptionalLong timestamp, CallScope scope) {
  private static final ReadOptions LATEST = new ReadOptions(OptionalLong.empty(), CallScope.NONE);

  /** Everything that was committed before the call. */
  public static ReadOptions latest() {
    return LATEST;
  }

  /** The state at {@code timestamp}, which must not be older than what the cluster keeps. */
  public static ReadOptions snapshot(long timestamp) {
    return new ReadOptions(OptionalLong.of(timestamp), CallScope.NONE);
  }

  /** The same, ended by {@code value}, which {@link Database#scope} makes. */
  public ReadOptions within(CallScope value) {
    return new ReadOptions(timestamp, value);
  }
}
