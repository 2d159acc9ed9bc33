package io.holdfast.store.read;

import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.store.region.RegionView;
import io.holdfast.store.region.StoreContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Short reads on whatever thread received them, of regions that are led here under a lease (L15).
 * Nothing is refused here: what cannot be answered at once goes the long way, over the store loop,
 * which knows why. Thread-safe; a {@link Visit} belongs to one thread.
 */
public final class LocalReads {
  /** Reads of one visit; the rest waits its turn with others on the read loop (R1). */
  private static final int READS_MAX = 512;

  /** Bytes of one visit. */
  private static final long BYTES_MAX = 1 << 20;

  private final StoreContext store;
  private final ReadCounters counters;

  /** For one store. */
  public LocalReads(StoreContext store, ReadCounters counters) {
    this.store = store;
    this.counters = counters;
  }

  /** Begins the reads of one message, all of which has arrived. */
  public Visit begin() {
    return new Visit();
  }

  /** The reads of one message. Their answers count if it {@link #holds} behind the last of them. */
  public final class Visit {
    private final List<RegionView> views = new ArrayList<>(1);
    private @Nullable RegionView last;
    private int reads;
    private long bytes;

    private Visit() {}

    /**
     * The view under which a request with this context may be read now; null for the long way. What
     * is read then sees everything that was committed when the message came.
     */
    public @Nullable RegionView admit(Context context) {
      if (reads >= READS_MAX || bytes >= BYTES_MAX || store.health().stopping()) {
        return null;
      }
      if ((context.getClusterId() != 0 && context.getClusterId() != store.clusterId())
          || (context.hasPeer() && context.getPeer().getStoreId() != store.storeId())) {
        return null;
      }
      RegionView view = viewOf(context.getRegionId());
      return view != null && view.admits(context) ? view : null;
    }

    /** One look at each region of the message. */
    private @Nullable RegionView viewOf(long regionId) {
      if (last != null && last.id() == regionId) {
        return last;
      }
      for (RegionView seen : views) {
        if (seen.id() == regionId) {
          last = seen;
          return seen;
        }
      }
      RegionView view = store.router().views().of(regionId);
      if (view == null || !view.settled()) {
        return null;
      }
      store.runtime().preemptionPoint("read.local");
      views.add(view);
      last = view;
      return view;
    }

    /** One more value of so many bytes was read. */
    public void read(long sizeBytes) {
      reads++;
      bytes += sizeBytes;
    }

    /**
     * True iff all that was read may be answered: behind the last look-up, every region was still
     * led here, and what it was before the first (L15). Else all of it goes the long way.
     */
    public boolean holds() {
      if (reads == 0) {
        return true;
      }
      store.runtime().preemptionPoint("read.confirm");
      long now = store.runtime().clock().nanos();
      for (RegionView view : views) {
        if (!view.holds(now)) {
          return false;
        }
      }
      counters.byLease(reads);
      return true;
    }
  }
}
