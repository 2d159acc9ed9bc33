package io.holdfast.store.txn;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A region whose proposals are applied when the test says so, in order; a proposal of another term
 * than the current one is refused (rule D1).
 */
final class HandMadeRegion implements RegionAccess, AutoCloseable {
  final long id;
  final MemoryEngine engine = MemoryEngine.open(new MemoryDisk());
  final ArrayDeque<Runnable> pending = new ArrayDeque<>();
  KeyRange range = KeyRange.ALL;
  long term = 7;
  int snapshots;
  int proposals;
  int confirmations;
  @Nullable RegionError refusal;

  /** Told once when leadership is lost. */
  final List<Callback> undecided = new ArrayList<>();

  HandMadeRegion(long id) {
    this.id = id;
  }

  /** Steps down in the middle of everything; what is pending ends when the test says so. */
  void loseLeadership() {
    refusal = new RegionError.NotLeader(id, null);
    List<Callback> waiting = List.copyOf(undecided);
    undecided.clear();
    waiting.forEach(Callback::onUndecided);
  }

  @Override
  public long regionId() {
    return id;
  }

  @Override
  public void snapshot(SnapshotCallback callback) {
    snapshots++;
    if (refusal != null) {
      callback.onRefused(refusal);
    } else {
      callback.onSnapshot(new RegionSnapshot(engine.snapshot(), term, 1, range));
    }
  }

  @Override
  public void propose(
      RegionSnapshot taken, List<Modification> writes, boolean grows, Callback callback) {
    proposals++;
    undecided.add(callback);
    pending.add(
        () -> {
          if (taken.term() != term) {
            callback.onRefused(new RegionError.StaleCommand());
          } else {
            engine.write(WriteBatch.of(writes));
            callback.onDone();
          }
        });
  }

  @Override
  public void confirm(RegionSnapshot taken, Callback callback) {
    confirmations++;
    pending.add(
        () -> {
          if (taken.term() != term) {
            callback.onRefused(new RegionError.NotLeader(1, null));
          } else {
            callback.onDone();
          }
        });
  }

  /** Ends the oldest proposal or confirmation. */
  void step() {
    pending.remove().run();
  }

  void drain() {
    while (!pending.isEmpty()) {
      step();
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
