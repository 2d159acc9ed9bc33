package io.holdfast.store.read;

import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.region.RegionView;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.txn.MaxTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
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
  private final MaxTimestamp maxTimestamp;
  private final LongPredicate future;
  private final ReadCounters counters;

  /**
   * For one store; the arguments are those of {@link IndexReads}, and {@code future} may be asked
   * on any thread.
   */
  public LocalReads(
      StoreContext store, MaxTimestamp maxTimestamp, LongPredicate future, ReadCounters counters) {
    this.store = store;
    this.maxTimestamp = maxTimestamp;
    this.future = future;
    this.counters = counters;
  }

  /** Begins the reads of one message, all of which has arrived. */
  public Visit begin() {
    return new Visit();
  }

  /**
   * The reads of one message: first all are admitted, then all look up, and their answers count if
   * it {@link #holds} behind the last of them.
   */
  public final class Visit implements AutoCloseable {
    private final List<RegionView> views = new ArrayList<>(1);
    private @Nullable RegionView last;
    private @Nullable EngineSnapshot snapshot;
    private int reads;
    private long bytes;

    private Visit() {}

    /**
     * The view under which a request with this context may be read; null for the long way. What is
     * looked up then sees everything that was committed when the message came.
     *
     * @param readTs raises {@code max_ts} before locks are looked at (rule M1); 0 for raw reads
     */
    public @Nullable RegionView admit(Context context, long readTs) {
      Invariant.check(snapshot == null, "L15 a snapshot is older than a read of it");
      if (store.health().stopping() || (readTs != 0 && future.test(readTs))) {
        return null;
      }
      if ((context.getClusterId() != 0 && context.getClusterId() != store.clusterId())
          || (context.hasPeer() && context.getPeer().getStoreId() != store.storeId())) {
        return null;
      }
      RegionView view = viewOf(context.getRegionId());
      if (view == null || !view.admits(context)) {
        return null;
      }
      if (readTs != 0) {
        maxTimestamp.raise(readTs);
      }
      return view;
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

    /** False when so much was read that others are to have their turn (R1). */
    public boolean mayRead() {
      return reads < READS_MAX && bytes < BYTES_MAX;
    }

    /** One more value of so many bytes was read. */
    public void read(long sizeBytes) {
      reads++;
      bytes += sizeBytes;
    }

    /** One state of all families for all reads; of the time when all had been admitted. */
    public EngineSnapshot snapshot() {
      EngineSnapshot taken = snapshot;
      if (taken == null) {
        taken = store.engine().snapshot();
        snapshot = taken;
      }
      return taken;
    }

    @Override
    public void close() {
      if (snapshot != null) {
        snapshot.close();
      }
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
