package io.holdfast.raft.wal;

import io.holdfast.runtime.base.Invariant;

/**
 * What somebody outside of the log knows to have been durable in it (rule D12): this log, at its
 * {@code openCount}-th opening, up to {@code offset} of that segment. A log that does not reach its
 * witness has lost votes or acknowledged entries, whatever it looks like by itself.
 *
 * @param logId drawn when the log was created
 */
public record LogWitness(long logId, int openCount, long segment, long offset) {
  /** Validates. */
  public LogWitness {
    Invariant.check(openCount >= 0 && segment >= 0 && offset >= 0, "No witness", "open", openCount);
  }

  /** True iff a log that is as far as this has everything that {@code other} knows of. */
  boolean reaches(LogWitness other) {
    return logId == other.logId
        && openCount >= other.openCount
        && (segment > other.segment || (segment == other.segment && offset >= other.offset));
  }

  @Override
  public String toString() {
    return "log "
        + Long.toHexString(logId)
        + ", opened "
        + openCount
        + " times, up to offset "
        + offset
        + " of segment "
        + Long.toHexString(segment);
  }
}
