package io.holdfast.store.mvcc;

import java.util.List;

/**
 * At which timestamp to read, and which locks may stand in the way.
 *
 * @param ts sees what was committed at or below
 * @param isolation how locks are treated
 * @param resolvedLocks start_ts of transactions known to commit above {@code ts}, or rolled back:
 *     their locks are passed by
 * @param committedLocks start_ts of transactions known to be committed at or below {@code ts}:
 *     their locks are read as if committed
 */
public record ReadView(
    long ts, Isolation isolation, List<Long> resolvedLocks, List<Long> committedLocks) {

  /** How a read treats locks. */
  public enum Isolation {
    /** Waits for transactions that may have committed below the read. */
    SNAPSHOT,
    /** Sees the newest committed versions and no locks. */
    READ_COMMITTED
  }

  /** What a lock means for a read. */
  enum Verdict {
    PASS,
    BLOCKED,
    READ_THROUGH
  }

  /** Copies. */
  public ReadView {
    resolvedLocks = List.copyOf(resolvedLocks);
    committedLocks = List.copyOf(committedLocks);
  }

  /** A snapshot read that knows nothing of any transaction. */
  public static ReadView at(long ts) {
    return new ReadView(ts, Isolation.SNAPSHOT, List.of(), List.of());
  }

  Verdict judge(Lock lock) {
    if (isolation == Isolation.READ_COMMITTED
        || lock.type() == Lock.Type.LOCK
        || lock.type() == Lock.Type.PESSIMISTIC
        || MvccKeys.after(lock.startTs(), ts)) {
      return Verdict.PASS;
    }
    if (committedLocks.contains(lock.startTs())) {
      return Verdict.READ_THROUGH;
    }
    // Rule M8: at the greatest timestamp every lock blocks, since min_commit_ts is never above it.
    boolean passable =
        MvccKeys.after(lock.minCommitTs(), ts) || resolvedLocks.contains(lock.startTs());
    return passable ? Verdict.PASS : Verdict.BLOCKED;
  }
}
