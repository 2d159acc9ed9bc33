package io.holdfast.store.region;

import io.holdfast.protocol.wire.internal.Quarantine;
import io.holdfast.protocol.wire.internal.RegionLocalState;

/** The mark in the engine that keeps a replica set aside over restarts (rule G12). */
public final class QuarantineMark {
  /** A message is an invariant with its values; anything longer is cut. */
  private static final int REASON_CHARS_MAX = 1000;

  private QuarantineMark() {}

  /** A mark that names what was thrown. */
  public static Quarantine of(Quarantine.Cause cause, long appliedIndex, Throwable thrown) {
    String reason = String.valueOf(thrown.getMessage());
    return Quarantine.newBuilder()
        .setCause(cause)
        .setReason(reason.substring(0, Math.min(reason.length(), REASON_CHARS_MAX)))
        .setAppliedIndex(appliedIndex)
        .build();
  }

  /** The same state with the mark; the first mark stays. */
  public static RegionLocalState on(RegionLocalState state, Quarantine mark) {
    return state.hasQuarantine() ? state : state.toBuilder().setQuarantine(mark).build();
  }
}
