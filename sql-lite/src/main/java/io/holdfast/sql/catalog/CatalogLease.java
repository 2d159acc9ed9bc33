package io.holdfast.sql.catalog;

import io.holdfast.protocol.id.Timestamp;

/**
 * A snapshot of the catalogue and until when it may be used.
 *
 * @param sinceTs timestamp at which this node saw the version for the first time; at earlier ones
 *     the catalogue may have been another
 * @param checkedTs timestamp at which the catalogue was last seen to have this version
 */
public record CatalogLease(CatalogSnapshot snapshot, long sinceTs, long checkedTs) {
  /**
   * For how long a version may be used after it was seen (rule SQL-1). Long enough that looking
   * again costs one read per statement in hundreds, short enough that a change of a table, which
   * waits for it, does not seem stuck.
   */
  public static final long LEASE_MILLIS = 250;

  /** First timestamp at which this snapshot may not be used any more, unless seen again. */
  public long validUntil() {
    return after(checkedTs);
  }

  /** The same, seen to be in force at a later timestamp. */
  CatalogLease seenAgain(long ts) {
    return new CatalogLease(snapshot, sinceTs, ts);
  }

  /**
   * True when the snapshot may be used at a timestamp; earlier ones than the check included. With a
   * change pending nothing later is covered (rule SQL-3).
   */
  public boolean covers(long ts) {
    return ts <= checkedTs || (snapshot.marks().isEmpty() && ts < validUntil());
  }

  /** True when it has to be looked at again by one of those who use it at a timestamp. */
  boolean ageing(long ts) {
    return ts - checkedTs > (validUntil() - checkedTs) / 2;
  }

  /** The timestamp at which leases of an earlier catalogue than this timestamp's have ended. */
  public static long after(long ts) {
    return ts + Timestamp.compose(LEASE_MILLIS, 0);
  }
}
