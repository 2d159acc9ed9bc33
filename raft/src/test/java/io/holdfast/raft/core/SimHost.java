package io.holdfast.raft.core;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One machine of the simulation: a disk that survives, and a node that does not. */
final class SimHost {
  private record Checkpoint(long index, long state, ConfState conf) {}

  private final RaftSimulation world;
  private final long id;
  private final TestDisk disk;
  private final ArrayDeque<List<Entry>> applying = new ArrayDeque<>();
  private @Nullable RawNode node;
  private Checkpoint checkpoint;
  private long state;
  private long diskBusyUntil;
  private long applyBusyUntil;
  int life;
  long seenCommit;

  SimHost(RaftSimulation world, long id, TestDisk disk, ConfState conf) {
    this.world = world;
    this.id = id;
    this.disk = disk;
    this.checkpoint = new Checkpoint(disk.lastIndex(), 0, conf);
    start();
  }

  long id() {
    return id;
  }

  TestDisk disk() {
    return disk;
  }

  @Nullable RawNode node() {
    return node;
  }

  void start() {
    life++;
    state = checkpoint.state();
    seenCommit = checkpoint.index();
    boolean planted = world.options.plant() == SimOptions.Plant.READ_BEFORE_OWN_TERM;
    node =
        new RawNode(
            world.options.config(id),
            disk,
            disk.hardState(),
            disk.hardState(),
            checkpoint.conf(),
            checkpoint.index(),
            world.random.split(),
            RaftEvents.NONE,
            planted ? ownTermCommitted -> true : ReadGate.OWN_TERM_COMMITTED,
            Support.NONE);
    diskBusyUntil = world.now;
    applyBusyUntil = world.now;
    world.scheduleTick(this);
  }

  /** Power is cut: some of the writes that are on their way may still reach the disk. */
  void crash() {
    SplittableRandom random = world.random;
    HardState before = disk.hardState();
    while (disk.isWriting() && random.nextBoolean()) {
      installed(disk.complete());
    }
    disk.crash();
    if (world.options.plant() == SimOptions.Plant.VOTE_FORGOTTEN) {
      HardState kept = disk.hardState();
      disk.forgetVote(new HardState(kept.term(), 0, Math.max(before.commit(), kept.commit())));
    }
    node = null;
    life++;
    applying.clear();
  }

  /** Does what the node asks for. */
  void pump() {
    while (node != null && node.hasReady()) {
      Ready ready = node.ready();
      world.checker.onEntries(node, ready);
      ready.messages().forEach(world::send);
      if (world.options.plant() == SimOptions.Plant.ANSWER_BEFORE_DURABLE) {
        ready.messagesAfterPersist().forEach(world::send);
      }
      ready.readStates().forEach(world.checker::onRead);
      if (ready.snapshot() != null) {
        world.checker.onSnapshot(ready.snapshot());
      }
      disk.submit(ready);
      diskBusyUntil = later(diskBusyUntil, ready.mustSync() ? world.options.diskDelayMax() : 0);
      world.at(diskBusyUntil, this, this::diskDone);
      if (!ready.committed().isEmpty()) {
        applying.add(ready.committed());
        applyBusyUntil = later(applyBusyUntil, world.options.applyDelayMax());
        world.at(applyBusyUntil, this, this::applyNext);
      }
      world.checker.observe(this, world.hosts());
    }
  }

  private long later(long busyUntil, int delayMax) {
    return Math.max(busyUntil, world.now + world.random.nextInt(delayMax + 1));
  }

  private void diskDone() {
    Ready ready = disk.complete();
    installed(ready);
    RawNode live = live();
    live.persisted(ready.number());
    if (world.options.plant() != SimOptions.Plant.ANSWER_BEFORE_DURABLE) {
      ready.messagesAfterPersist().forEach(world::send);
    }
  }

  /** A snapshot replaces the state machine in the same durable step as the log. */
  private void installed(Ready ready) {
    SnapshotMeta snapshot = ready.snapshot();
    if (snapshot != null) {
      applying.clear();
      state = world.checker.stateAt(snapshot.index());
      checkpoint = new Checkpoint(snapshot.index(), state, snapshot.conf());
    }
  }

  private void applyNext() {
    List<Entry> entries = applying.poll();
    if (entries == null) {
      return; // A snapshot came in between.
    }
    RawNode live = live();
    for (Entry entry : entries) {
      state = world.checker.onApplied(id, entry, state);
      if (entry.kind() == EntryKind.CONF_CHANGE) {
        boolean superseded =
            live.firstIndex() > entry.index()
                && live.commitIndex() > entry.index()
                && live.appliedIndex() < live.firstIndex() - 1;
        ConfState conf = live.applyConfChange(ConfChange.decode(entry.data()));
        if (!superseded) {
          world.checker.onConf(entry.index(), conf);
        }
      }
    }
    live.applied(entries.get(entries.size() - 1).index());
    if (live.leaveDue()) {
      live.proposeConfChange(ConfChange.leaveJoint(Bytes.EMPTY));
    }
    if (live.appliedIndex() >= live.firstIndex() - 1 && world.random.nextInt(3) == 0) {
      checkpoint = new Checkpoint(live.appliedIndex(), state, live.conf());
      if (world.options.compaction() && world.random.nextInt(3) == 0) {
        disk.compact(checkpoint.index() - world.random.nextInt(5));
      }
    }
  }

  private RawNode live() {
    if (node == null) {
      throw new AssertionError("host " + id + " is down");
    }
    return node;
  }

  long appliedIndex() {
    return node == null ? 0 : node.appliedIndex();
  }

  long state() {
    return state;
  }
}
