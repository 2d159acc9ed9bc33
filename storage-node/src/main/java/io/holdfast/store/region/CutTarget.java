package io.holdfast.store.region;

import io.holdfast.raft.core.PeerProgress;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Where a leader cuts its log: as far as nobody will ask for it again (rule D11).
 *
 * <p>Every member holds the log at its reach: what it has, or what the snapshot on its way to it
 * holds. Without the latter a new replica never joins under writes: when its snapshot is there, the
 * entries behind it are gone, and it needs another. Nobody holds it beyond a bound of bytes, which
 * is tighter for members that do not answer.
 */
final class CutTarget {
  /** A cut of less is not worth a command, unless it frees this much. */
  private static final long WORTH_BYTES = 4 << 20;

  private CutTarget() {}

  /**
   * The index to cut up to, 0 for not now.
   *
   * @param costAfter bytes that the entries after an index cost
   */
  static long of(
      long applied,
      long firstIndex,
      List<PeerProgress> members,
      LongUnaryOperator costAfter,
      LogBounds bounds) {
    long target = applied;
    for (PeerProgress member : members) {
      if (member.reach() < target && holds(member, applied, costAfter, bounds)) {
        target = member.reach();
      }
    }
    long freedBytes =
        costAfter.applyAsLong(firstIndex - 1)
            - costAfter.applyAsLong(Math.max(target, firstIndex - 1));
    boolean worth = target - firstIndex + 1 >= bounds.entriesMin() || freedBytes >= WORTH_BYTES;
    return worth ? target : 0;
  }

  private static boolean holds(
      PeerProgress member, long applied, LongUnaryOperator costAfter, LogBounds bounds) {
    long cost = costAfter.applyAsLong(member.reach());
    if (member.active()) {
      return cost <= bounds.activeBytesMax();
    }
    return cost <= bounds.silentBytesMax() && applied - member.reach() <= bounds.entriesSilentMax();
  }
}
