package io.holdfast.store.region;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.raft.core.Lease;
import io.holdfast.runtime.base.Bytes;

/**
 * All that a read must know of a region that is led here under a lease, on any thread. A value but
 * for one word: it is closed, for good, before anything changes that a reader could be wrong about
 * (L14). Reads go by L15:
 *
 * <pre>
 * admits, contains   the request has come to the right place
 * settled            what was committed when it came is applied
 * (the snapshot, or the one look-up that is one)
 * holds              nobody else could lead until now, and the region is still what it was
 * </pre>
 */
public final class RegionView {
  private final RegionDescriptor region;
  private final long peerId;
  private final long term;
  private final Lease lease;
  private final SettledMark mark;
  private volatile boolean closed;

  RegionView(RegionDescriptor region, long peerId, long term, Lease lease, SettledMark mark) {
    this.region = region;
    this.peerId = peerId;
    this.term = term;
    this.lease = lease;
    this.mark = mark;
  }

  /** Id of the region. */
  public long id() {
    return region.id();
  }

  /** True iff a request that names this region means this leader, and the region as it is. */
  public boolean admits(Context context) {
    return (!context.hasPeer() || context.getPeer().getId() == peerId)
        && (context.getTerm() == 0 || context.getTerm() >= term)
        && context.getRegionEpoch().getVersion() == region.version();
  }

  /** The positions of the region. */
  public KeyRange range() {
    return new KeyRange(region.start(), region.end());
  }

  /** True iff the position is one of the region's. */
  public boolean contains(Bytes position) {
    return region.contains(position);
  }

  /**
   * True iff everything that anybody can know as committed is applied here: other members may have
   * applied it and answered by it, and a part that was split off may be led elsewhere.
   */
  public boolean settled() {
    return mark.settled();
  }

  /** True iff what was read of {@link #settled} data until {@code nanos} was right to read. */
  public boolean holds(long nanos) {
    return lease.covers(nanos) && !closed;
  }

  boolean isOf(RegionDescriptor of, Lease under) {
    return region == of && lease == under;
  }

  void close() {
    closed = true;
  }
}
