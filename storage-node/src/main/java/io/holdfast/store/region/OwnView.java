package io.holdfast.store.region;

import io.holdfast.raft.core.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The view of one replica: opened by a read that found a lease, closed by whatever changes what the
 * view says. Confined to the store loop.
 */
final class OwnView {
  private final RegionViews views;
  private final SettledMark mark = new SettledMark();
  private @Nullable RegionView present;

  OwnView(RegionViews views) {
    this.views = views;
  }

  /** From here on other threads may read {@code region} under this lease. */
  void open(RegionDescriptor region, long peerId, Lease lease) {
    if (present != null && present.isOf(region, lease)) {
      return;
    }
    close();
    present = new RegionView(region, peerId, lease.term(), lease, mark);
    views.add(present);
  }

  /** What was read until now and is not confirmed yet goes to the store loop. */
  void close() {
    if (present != null) {
      present.close();
      views.remove(present);
      present = null;
    }
  }

  /** Before anybody else can learn of it. */
  void committed(long index) {
    mark.committed(index);
  }

  /** Behind {@link #close} if the entries up to there changed the region. */
  void applied(long index) {
    mark.applied(index);
  }
}
