package io.holdfast.client.scope;

import org.jspecify.annotations.Nullable;

/**
 * Until when somebody wants the answer of a call. Immutable; made once and handed down unchanged,
 * also to what is tried again: the first deadline stays.
 *
 * @param deadlineNanos instant on the monotonic clock of the client's runtime; {@link #NO_DEADLINE}
 *     for none
 * @param cancellation ends the call as well; null for none
 */
public record CallScope(long deadlineNanos, @Nullable Cancellation cancellation) {
  /** No instant of any clock. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** Nothing ends the call but itself. */
  public static final CallScope NONE = new CallScope(NO_DEADLINE, null);

  /** True iff nothing ends the call but itself. */
  public boolean isEndless() {
    return deadlineNanos == NO_DEADLINE && cancellation == null;
  }

  /** True iff there is an instant at which it ends. */
  public boolean hasDeadline() {
    return deadlineNanos != NO_DEADLINE;
  }

  /** Time left, not below zero; {@link Long#MAX_VALUE} without a deadline. */
  public long leftNanos(long nowNanos) {
    return hasDeadline() ? Math.max(0, deadlineNanos - nowNanos) : Long.MAX_VALUE;
  }
}
