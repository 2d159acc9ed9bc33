package io.holdfast.store.raw;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.txn.command.SizeLimits;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a raw value if it is what the caller expects. Decided where its entry is applied, in the
 * order of all other writes, so that plain puts need no latch to be told apart from it.
 */
public final class RawCompareAndSwap {
  private RawCompareAndSwap() {}

  /** The request; {@code expected} null: the key must be absent. */
  public record Request(Bytes key, @Nullable Bytes expected, Bytes value, long ttlSeconds) {}

  /** Why the request will always fail, or null. */
  public static @Nullable String refusal(Request request) {
    return request.ttlSeconds() != 0
        ? RawCommands.TTL_REFUSED
        : SizeLimits.violation(request.key(), request.value());
  }

  /** True iff the value is replaced when {@code previous} (null: absent) is found. */
  public static boolean decide(@Nullable Bytes expected, @Nullable Bytes previous) {
    return expected == null ? previous == null : expected.equals(previous);
  }
}
