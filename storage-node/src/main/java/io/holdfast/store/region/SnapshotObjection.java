package io.holdfast.store.region;

/**
 * Why a replica does not take a snapshot.
 *
 * @param reason for people
 * @param reached when it needs none: the index up to which it has everything; else 0
 */
public record SnapshotObjection(String reason, long reached) {
  static SnapshotObjection because(String reason) {
    return new SnapshotObjection(reason, 0);
  }

  /**
   * The sender was not told of an earlier one, or of the entries that came since. It must learn now
   * that it may go on with entries, or it would offer snapshots for ever (RAFT-7).
   */
  static SnapshotObjection alreadyThere(long reached) {
    return new SnapshotObjection("already there: index " + reached, reached);
  }
}
