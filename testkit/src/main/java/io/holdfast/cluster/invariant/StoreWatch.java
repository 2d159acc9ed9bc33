package io.holdfast.cluster.invariant;

import io.holdfast.protocol.wire.internal.ApplyState;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.PeerProgress;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionStates;
import io.holdfast.store.server.StoreNode;
import io.holdfast.store.server.StoreProbe;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One store over all its lives: what it said, and what it has. */
final class StoreWatch implements StoreProbe {
  private static final int TURNS_PER_BURIALS = 64;

  /** So long a store that ends tries to pass on what it leads. */
  private static final long HAND_OVER_NANOS = 3_000_000_000L;

  private final String name;
  private final MemoryDisk disk;
  private final CommitBook commits;
  private final ContentBook contents;
  private final LeaderBook leaders;
  private final LeaseBook leases;
  private final RestBook rests;
  private final MemberBook members;
  private final PromiseBook promises;
  private final DurableBook durables;
  private final SizeBook sizes;
  private final Map<Long, Long> reached;
  private final LongSupplier clock;

  /** Highest replica of each region whose end was seen, in any life. */
  private final Map<Long, Long> buried = new TreeMap<>();

  // Of the present life.
  private @Nullable SharedLog log;
  private final Map<Long, Held> held = new TreeMap<>();
  private long replicaChanges;
  private int turns;
  private LeaseBook.@Nullable Life life;

  /** What was last seen of a replica. */
  private static final class Held {
    private final RegionPeer peer;
    private @Nullable RegionDescriptor region;
    private boolean whole;
    private long ledTerm;
    private final LeaderWatch leading;
    private long applied;
    private long told = -1;
    private long commit;
    private long first;

    Held(RegionPeer peer, LeaderWatch leading) {
      this.peer = peer;
      this.leading = leading;
    }
  }

  /** {@code reached}: what each peer has applied, of all stores. */
  StoreWatch(
      String name,
      MemoryDisk disk,
      CommitBook commits,
      ContentBook contents,
      LeaderBook leaders,
      LeaseBook leases,
      RestBook rests,
      MemberBook members,
      DurableBook durables,
      SizeBook sizes,
      Map<Long, Long> reached,
      LongSupplier clock) {
    this.name = name;
    this.disk = disk;
    this.commits = commits;
    this.contents = contents;
    this.leaders = leaders;
    this.leases = leases;
    this.rests = rests;
    this.members = members;
    this.durables = durables;
    this.sizes = sizes;
    this.reached = reached;
    this.clock = clock;
    this.promises = new PromiseBook(name);
  }

  void begins() {
    held.clear();
    log = null;
    replicaChanges = -1;
  }

  /** A life has begun. */
  void lives(LeaseBook.Life begun) {
    life = begun;
  }

  /** After a turn of the store. */
  void turned(StoreNode store) {
    for (RegionPeer peer : store.checkInvariants()) {
      see(peer);
      if (peer.state() != RegionPeer.State.DESTROYED) {
        promises.kept(peer.id(), peer.peerId(), store.raftLog());
      }
    }
    for (Held one : held.values()) {
      if (one.peer.state() == RegionPeer.State.DESTROYED && one.peer.quarantine() == null) {
        logOf(one.peer, store);
      }
    }
    if (++turns % TURNS_PER_BURIALS == 0) {
      burials();
      sleepers(store);
    }
    long changes = store.replicaChanges();
    if (changes >= 0 && changes != replicaChanges) {
      replicaChanges = changes;
      comeAndGone(store);
    }
  }

  private void see(RegionPeer peer) {
    if (peer.state() == RegionPeer.State.DESTROYED || peer.quarantine() != null) {
      return;
    }
    Held before = held.get(peer.id());
    if (before == null || before.peer != peer) {
      before = new Held(peer, new LeaderWatch(peer, reached));
      held.put(peer.id(), before);
    }
    boolean whole = peer.state() == RegionPeer.State.SERVING;
    if (whole && !before.whole) {
      arrived(peer.id());
      sameMembers(peer);
    }
    before.whole = whole;
    if (before.region != peer.region()) {
      before.region = peer.region();
      members.see(peer);
      if (whole) {
        sameMembers(peer);
      }
    }
    if (before.ledTerm != peer.term() && peer.group().role() == Role.LEADER) {
      before.ledTerm = peer.term();
      leaders.see(peer);
      LeaseBook.Life present = life;
      if (present != null) {
        leases.see(peer, present);
      }
    }
    long commit = peer.group().commitIndex();
    Invariant.check(
        peer.appliedIndex() >= before.applied && commit >= before.commit,
        "RAFT-5 applied or commit index goes back",
        "peer",
        peer,
        "from",
        before.applied + "/" + before.commit + " to " + peer.appliedIndex() + "/" + commit);
    if (before.applied != peer.appliedIndex() && peer.state() == RegionPeer.State.SERVING) {
      sizes.look(name, peer.id(), disk);
    }
    before.applied = peer.appliedIndex();
    before.commit = commit;
    if (before.told != before.applied) {
      before.told = before.applied;
      reached.put(peer.peerId(), before.applied);
    }
    SharedLog present = log;
    if (present != null && peer.state() == RegionPeer.State.SERVING) {
      before.leading.look(durables, present, clock.getAsLong());
    }
    long first = peer.group().firstIndex();
    if (first != before.first && peer.state() == RegionPeer.State.SERVING) {
      before.first = first;
      cut(peer.id(), first);
    }
  }

  /** What the group takes for its members is what the region says. */
  private void sameMembers(RegionPeer peer) {
    ConfState group = peer.group().conf();
    ConfState region = peer.region().conf();
    boolean same =
        sorted(group.voters()).equals(sorted(region.voters()))
            && sorted(group.votersOutgoing()).equals(sorted(region.votersOutgoing()))
            && sorted(group.learners()).equals(sorted(region.learners()));
    Invariant.check(
        same, "L17 the group has other members than its region", "peer", peer, "group", group);
  }

  private static Set<Long> sorted(List<Long> peers) {
    return new TreeSet<>(peers);
  }

  /** By a split, a snapshot or a start; apply may be further than the replica knows. */
  private void arrived(long regionId) {
    EngineReader engine = disk.present();
    RegionLocalState state = RegionStates.localState(engine, regionId);
    if (state != null) {
      contents.check(name, engine, state);
    }
  }

  private void cut(long regionId, long first) {
    ApplyState durable = RegionStates.applyState(disk.durable(), regionId);
    Invariant.check(
        durable != null && first - 1 <= durable.getAppliedIndex(),
        "D3 the log is cut beyond what the engine has made durable",
        "region",
        regionId,
        "of " + name + " first",
        first,
        "durable",
        durable == null ? -1 : durable.getAppliedIndex());
  }

  private void comeAndGone(StoreNode store) {
    Map<Long, RegionPeer> present = new TreeMap<>();
    for (RegionPeer peer : store.replicas()) {
      present.put(peer.id(), peer);
      if (peer.state() != RegionPeer.State.DESTROYED) { // Its tombstone comes before its end.
        alive(peer.id(), peer.peerId());
      }
      see(peer);
    }
    for (Held one : List.copyOf(held.values())) {
      RegionPeer now = present.get(one.peer.id());
      if (now == null || now.peerId() != one.peer.peerId()) {
        gone(one.peer);
        if (now == null) {
          held.remove(one.peer.id());
        }
      }
    }
  }

  private void gone(RegionPeer peer) {
    members.see(peer); // It may be the first to have applied the change that takes it out.
    RegionDescriptor newest = members.newest(peer.id());
    Invariant.check(
        newest != null && newest.peer(peer.peerId()) == null,
        "D7 a member of its region is destroyed",
        "peer",
        peer,
        "newest",
        newest);
    buried.merge(peer.id(), peer.peerId(), Math::max);
    RegionLocalState durable = RegionStates.localState(disk.durable(), peer.id());
    Invariant.check(
        durable != null
            && (durable.getState() == RegionLocalState.State.TOMBSTONE
                || durable.getPeerId() > peer.peerId()),
        "D7 a replica goes before its tombstone is durable",
        "peer",
        peer,
        "durable",
        durable);
  }

  private void sleepers(StoreNode store) {
    LeaseBook.Life present = life;
    if (present == null) {
      return;
    }
    for (RegionPeer peer : store.replicas()) {
      if (peer.state() == RegionPeer.State.SERVING) {
        rests.look(peer, present, store.sleeps(peer), clock.getAsLong());
      }
    }
  }

  /** Those who never held anything are buried, too, and nobody sees them go. */
  private void burials() {
    for (RegionLocalState state : RegionStates.all(disk.durable())) {
      if (state.getState() == RegionLocalState.State.TOMBSTONE) {
        buried.merge(state.getRegion().getId(), state.getPeerId(), Math::max);
      }
    }
  }

  /** What was destroyed neither comes back nor speaks. */
  private void alive(long regionId, long peerId) {
    long dead = buried.getOrDefault(regionId, 0L);
    Invariant.check(
        dead < peerId,
        "G8 a destroyed replica lives",
        "region",
        regionId,
        "peer",
        peerId,
        "destroyed",
        dead);
  }

  /** Between its end and its tombstone a replica needs its log (D7). */
  private void logOf(RegionPeer peer, StoreNode store) {
    if (!store.raftLog().contains(peer.id())) {
      RegionLocalState durable = RegionStates.localState(disk.durable(), peer.id());
      Invariant.check(
          durable == null
              || durable.getState() == RegionLocalState.State.TOMBSTONE
              || durable.getPeerId() != peer.peerId(),
          "D7 the log of a replica goes before its tombstone is durable",
          "peer",
          peer,
          "durable",
          durable);
    }
  }

  // ---- what the store says ----

  @Override
  public void recovered(long storeId, SharedLog found, EngineReader engine) {
    log = found;
    Invariant.check(
        disk.unsyncedBatches() == 0,
        "D4 a store begins on what a power cut may still take",
        "store",
        storeId,
        "batches",
        disk.unsyncedBatches());
    promises.recovered(found, engine);
    for (RegionLocalState state : RegionStates.all(engine)) {
      contents.check(name, engine, state);
    }
  }

  @Override
  public void committed(long storeId, long regionId, List<Entry> entries) {
    SharedLog present = log;
    if (present != null) {
      DurableBook.handedOut(regionId, entries.get(entries.size() - 1).index(), present);
    }
    commits.committed(name, regionId, entries);
  }

  @Override
  public void applied(long storeId, AppliedBatch batch) {
    Held one = held.get(batch.regionId());
    if (one != null && one.peer.peerId() == batch.peerId()) {
      one.leading.applies(batch);
    }
    commits.applied(name, batch);
  }

  @Override
  public void sent(long storeId, long regionId, List<Message> messages, SharedLog from) {
    messages.forEach(message -> durables.sent(regionId, message, from));
    promises.sent(regionId, messages, from);
  }

  @Override
  public void handedOver(long storeId, long tookNanos, Collection<RegionPeer> replicas) {
    if (tookNanos >= HAND_OVER_NANOS) {
      return; // It has tried.
    }
    for (RegionPeer peer : replicas) {
      boolean able = false;
      for (PeerProgress other : peer.group().progress()) {
        able |=
            other.peer() != peer.peerId()
                && other.active()
                && !other.learner()
                && !other.needsSnapshot();
      }
      Invariant.check(
          !able || !peer.isLeader(),
          "L24 a store ends in good order and still leads",
          "store",
          name,
          "peer",
          peer);
    }
  }

  @Override
  public void sentWithoutGroup(long storeId, RaftEnvelope envelope) {
    Message message = promises.sentWithoutGroup(envelope);
    // Of a replica that is gone it may be said that it is, and that it leads nothing (L20).
    boolean ofTheGone =
        envelope.getIsTombstone() || (message != null && message.kind() == Message.Kind.DEFORTIFY);
    if (!ofTheGone) {
      alive(envelope.getRegionId(), envelope.getFromPeer().getId());
    }
    SharedLog present = log;
    if (message != null && present != null && message.kind() == Message.Kind.VOTE_RESPONSE) {
      durables.sent(envelope.getRegionId(), message, present);
    }
  }
}
