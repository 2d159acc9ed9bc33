package io.holdfast.store.txn;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.store.engine.Modification;
import java.util.List;

/**
 * One request's way to its region, implemented by the region peer. All calls and all callbacks run
 * on the region's loop; a callback may run before the call returns.
 *
 * <p>Of a snapshot handed back only term, version and range are read: its engine is closed by then.
 *
 * <p>Every call ends with exactly one callback, also when the peer steps down or is destroyed. The
 * end of a proposal may take any time once leadership is lost; {@link Callback#onUndecided} says
 * so.
 */
public interface RegionAccess {
  /** The region that is meant; nothing is known of it yet. */
  long regionId();

  /**
   * Takes a snapshot as leader, if this peer leads, has applied an entry of its own term, and the
   * request's epoch matches; else refuses. Needs no quorum round: a write computed from it is
   * checked by its proposal.
   */
  void snapshot(SnapshotCallback callback);

  /**
   * Proposes the writes as one entry in the term and version of {@code taken} (rule D1). Done means
   * applied here; refused means without effect, unless the error says undetermined.
   *
   * @param grows refused on a full disk
   */
  void propose(RegionSnapshot taken, List<Modification> writes, boolean grows, Callback callback);

  /**
   * Confirms by a quorum round that this peer still led in the term of {@code taken} after it was
   * taken: for answers that are reads and propose nothing.
   */
  void confirm(RegionSnapshot taken, Callback callback);

  /** Receives a snapshot, which it must close, or a refusal. */
  interface SnapshotCallback {
    /** The snapshot; ownership passes. */
    void onSnapshot(RegionSnapshot snapshot);

    /** No snapshot. */
    void onRefused(RegionError error);
  }

  /** The end of a proposal or confirmation. */
  interface Callback {
    /** Applied, or confirmed. */
    void onDone();

    /** Not. */
    void onRefused(RegionError error);

    /**
     * The peer leads no more and the end is open: one of the other two follows, at some time. Until
     * then no later snapshot is given: a new one needs an applied entry of a later term, which
     * decides all that was proposed before it.
     */
    default void onUndecided() {}
  }
}
