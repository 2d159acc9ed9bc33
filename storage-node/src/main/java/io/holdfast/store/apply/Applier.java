package io.holdfast.store.apply;

import io.holdfast.protocol.wire.internal.ApplyState;
import io.holdfast.protocol.wire.internal.Quarantine;
import io.holdfast.raft.core.Entry;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.store.engine.EngineClosedException;
import io.holdfast.store.engine.EngineDiskFullException;
import io.holdfast.store.engine.EngineFailure;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.ApplyListener;
import io.holdfast.store.region.ApplyQueue;
import io.holdfast.store.region.BrokenRegion;
import io.holdfast.store.region.DiskState;
import io.holdfast.store.region.QuarantineMark;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The apply loop's work: rounds of committed entries of all regions, one engine batch each.
 *
 * <p>The queue side ({@link ApplyQueue}) belongs to the store loop: it gathers what one turn hands
 * over and passes it on at the end of the turn. The rest belongs to the apply loop. What waits is
 * bounded by what Raft hands out unapplied.
 *
 * <p>When the engine has no room it gets what was reserved for that day, so that what is committed
 * is applied and reads go on; new writes are refused until the reserve is whole again. When that is
 * not enough either, the round is kept as it is and tried again, and no entry is skipped or
 * forgotten.
 */
@LoopConfined("apply")
public final class Applier implements ApplyQueue {
  /** A batch above this is written before more is added: bounds memory and write stalls. */
  private static final long ROUND_BYTES_MAX = 4 << 20;

  private static final long DISK_FULL_RETRY_NANOS = 500_000_000L;

  private final EventLoop storeLoop;
  private final EventLoop applyLoop;
  private final NodeRuntime runtime;
  private final KvEngine engine;
  private final EntryApplier entries;
  private final Counter roundsCounter;
  private final Counter entriesCounter;
  private final Counter bytesCounter;

  // Store loop.
  private @Nullable ApplyListener listener;
  private List<Runnable> outgoing = new ArrayList<>();

  // Apply loop.
  private final Map<Long, ApplyRegion> regions = new TreeMap<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private ApplyRound round = new ApplyRound();
  private boolean drainScheduled;
  private DiskState disk = DiskState.AMPLE;
  private boolean stalled;
  private boolean stopped;
  private Consumer<WriteBatch> mark = batch -> {};

  /** See the loops of the class comment. */
  public Applier(
      NodeRuntime runtime,
      EventLoop storeLoop,
      EventLoop applyLoop,
      KvEngine engine,
      long storeId,
      MeterRegistry meters) {
    this.runtime = runtime;
    this.storeLoop = storeLoop;
    this.applyLoop = applyLoop;
    this.engine = engine;
    this.entries = new EntryApplier(engine, storeId);
    this.roundsCounter = meters.counter("holdfast.store.apply.rounds");
    this.entriesCounter = meters.counter("holdfast.store.apply.entries");
    this.bytesCounter = meters.counter("holdfast.store.apply.bytes");
  }

  /** Whom to tell, on the store loop; set once, before the first call of any other method. */
  public void listen(ApplyListener target) {
    listener = target;
  }

  /** What every batch says besides; set like {@link #listen}, called on the apply loop. */
  public void markWith(Consumer<WriteBatch> addition) {
    mark = addition;
  }

  private ApplyListener listener() {
    return Objects.requireNonNull(listener, "nobody listens to the apply loop");
  }

  @Override
  public void register(RegionDescriptor region, long peerId, long appliedIndex, long appliedTerm) {
    enqueue(
        () -> regions.put(region.id(), new ApplyRegion(region, peerId, appliedIndex, appliedTerm)));
  }

  @Override
  public void unregister(long regionId) {
    enqueueBarrier(() -> regions.remove(regionId));
  }

  @Override
  public void submit(long regionId, List<Entry> committed) {
    enqueue(() -> applyAll(regionId, committed));
  }

  @Override
  public void atPoint(long regionId, Consumer<@Nullable AppliedPoint> action) {
    enqueueBarrier(
        () -> {
          ApplyRegion region = regions.get(regionId);
          action.accept(
              region == null
                  ? null
                  : new AppliedPoint(engine, region.region, region.index, region.term));
        });
  }

  @Override
  public void inOrder(Consumer<KvEngine> action) {
    enqueueBarrier(() -> action.accept(engine));
  }

  // ---- store loop ----

  private void enqueue(Runnable item) {
    storeLoop.checkOwned();
    if (outgoing.isEmpty()) {
      storeLoop.execute(this::handOver);
    }
    outgoing.add(item);
  }

  /** An item that must see everything before it in the engine. */
  private void enqueueBarrier(Runnable item) {
    enqueue(new Barrier(item));
  }

  private record Barrier(Runnable item) implements Runnable {
    @Override
    public void run() {
      item.run();
    }
  }

  private void handOver() {
    List<Runnable> items = outgoing;
    outgoing = new ArrayList<>();
    applyLoop.execute(
        () -> {
          waiting.addAll(items);
          scheduleDrain();
        });
  }

  /** On the store loop: nothing is applied any more; {@code done} runs on the apply loop. */
  public void stop(Runnable done) {
    applyLoop.execute(
        () -> {
          stopped = true;
          waiting.clear();
          done.run();
        });
  }

  /**
   * Between two turns of both loops: the engine holds at least what this loop believes applied, of
   * the regions named.
   *
   * @param again also of regions of which nothing was applied since the last look
   */
  public void checkInvariants(Iterable<Long> regionIds, boolean again) {
    if (!round.isEmpty() || stopped) {
      return; // The round waits for room, or has just begun.
    }
    for (long regionId : regionIds) {
      ApplyRegion region = regions.get(regionId);
      if (region == null || (region.checked == region.index && !again)) {
        continue;
      }
      region.checked = region.index;
      ApplyState written = RegionStates.applyState(engine, regionId);
      if (written != null) {
        Invariant.check(
            written.getAppliedIndex() >= region.index,
            "RAFT-6 the engine lacks what was applied",
            "region",
            regionId,
            "applied",
            region.index,
            "inEngine",
            written.getAppliedIndex());
      }
    }
  }

  // ---- apply loop ----

  private void scheduleDrain() {
    if (!drainScheduled && !stalled) {
      drainScheduled = true;
      applyLoop.execute(this::drain);
    }
  }

  private void drain() {
    drainScheduled = false;
    if (stopped) {
      return;
    }
    while (!waiting.isEmpty()) {
      if (waiting.getFirst() instanceof Barrier || round.batch().sizeBytes() > ROUND_BYTES_MAX) {
        if (!write()) {
          return;
        }
      }
      try {
        waiting.getFirst().run();
      } catch (EngineDiskFullException e) {
        stall(); // An item that writes for itself wrote nothing, and is run again.
        return;
      }
      waiting.removeFirst();
    }
    write();
  }

  private void applyAll(long regionId, List<Entry> committed) {
    ApplyRegion region = regions.get(regionId);
    if (region == null) {
      return; // Destroyed or replaced by a snapshot after these were handed over.
    }
    for (Entry entry : committed) {
      if (!apply(region, entry)) {
        return;
      }
    }
    entriesCounter.increment(committed.size());
  }

  /** False when the entry cannot be applied: then the region is set aside, and only it (G12). */
  private boolean apply(ApplyRegion region, Entry entry) {
    if (region.broken) {
      return false;
    }
    int complete = round.batch().count();
    try {
      entries.apply(region, entry, round);
      return true;
    } catch (EngineFailure | EngineDiskFullException | EngineClosedException e) {
      throw e; // Not the region's: the store's.
    } catch (RuntimeException | InvariantViolation e) {
      region.broken = true;
      round.batch().truncate(complete);
      BrokenRegion broken =
          new BrokenRegion(
              region.id(),
              region.peerId,
              QuarantineMark.of(Quarantine.Cause.APPLY, region.index, e),
              e);
      RegionStates.put(
          round.batch(),
          QuarantineMark.on(RegionStates.normal(region.region, region.peerId), broken.mark()));
      round.broken(broken);
      return false;
    }
  }

  /** Writes the round; false when the engine has no room and the round waits. */
  private boolean write() {
    if (round.isEmpty()) {
      return true;
    }
    round.seal(regions);
    mark.accept(round.batch());
    try {
      engine.write(round.batch());
    } catch (EngineDiskFullException e) {
      stall();
      return false;
    }
    if (round.sync()) {
      engine.syncWal();
    }
    roundsCounter.increment();
    bytesCounter.increment((double) round.batch().sizeBytes());
    List<AppliedBatch> results = round.results();
    List<BrokenRegion> broken = round.broken();
    round = new ApplyRound();
    runtime.preemptionPoint("apply.written");
    storeLoop.execute(
        () -> {
          listener().onApplied(results);
          broken.forEach(listener()::onBroken);
        });
    return true;
  }

  private void stall() {
    stalled = true;
    if (disk == DiskState.AMPLE) {
      applyLoop.schedule(DISK_FULL_RETRY_NANOS, this::lookForRoom);
    }
    boolean released = engine.releaseReserve();
    disk(released ? DiskState.RESERVE : DiskState.NONE);
    applyLoop.schedule(released ? 0 : DISK_FULL_RETRY_NANOS, this::retry);
  }

  private void disk(DiskState now) {
    if (disk != now) {
      disk = now;
      storeLoop.execute(() -> listener().onDisk(now));
    }
  }

  private void retry() {
    if (!stopped && write()) {
      stalled = false;
      disk(DiskState.RESERVE);
      scheduleDrain();
    }
  }

  private void lookForRoom() {
    if (stopped) {
      return;
    }
    if (!stalled && engine.restoreReserve()) {
      disk(DiskState.AMPLE);
    } else {
      applyLoop.schedule(DISK_FULL_RETRY_NANOS, this::lookForRoom);
    }
  }
}
