package io.holdfast.store.region;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.ApplyState;
import io.holdfast.protocol.wire.internal.Quarantine;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.raft.codec.MalformedMessageException;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.LogStorage;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.driver.MultiRaftDriver;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.SnapshotPort.ReceivedSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Replicas come and go: from disk at start, from a split, from a snapshot; and leave by an applied
 * removal or by word of a newer member.
 *
 * <p>A replica that applies its own removal stays until the placement driver or a newer member says
 * that the region goes on without it. A power cut may make the others forget that the removal was
 * committed, and then its vote is needed once more.
 *
 * <p>A region of which this store is a member but holds nothing yet has no Raft group here (G7). It
 * tells the leader that its log is empty, which brings a snapshot; and it votes, durably ({@link
 * AbsentVoters}). A replica whose install was cut short beyond repair gets going again in the same
 * way, but must not vote with a log that has forgotten what it acknowledged (D8, G13).
 */
@LoopConfined("store")
public final class PeerLifecycle implements ApplyListener {
  private final StoreContext store;
  private final MultiRaftDriver driver;
  private final LogCompaction compaction;
  private final EnvelopeSink outgoing;
  private final QuarantineWard ward;
  private final AbsentVoters voters;

  /**
   * A leader is heard ten times a second; elections take two seconds at the most, or two rounds.
   */
  private static final long SILENCE_NANOS = 5_000_000_000L;

  /** Highest destroyed peer id by region: what it names never comes back. */
  private final Map<Long, Long> tombstones = new TreeMap<>();

  /** Replicas without data that only a snapshot can fill; their log must not be extended. */
  private final Map<Long, RegionLocalState> hollow = new TreeMap<>();

  /** Regions being filled for the first time. */
  private final Map<Long, RegionDescriptor> filling = new TreeMap<>();

  /** For one store. */
  public PeerLifecycle(
      StoreContext store, MultiRaftDriver driver, LogCompaction compaction, EnvelopeSink outgoing) {
    this.store = store;
    this.driver = driver;
    this.compaction = compaction;
    this.outgoing = outgoing;
    this.ward = new QuarantineWard(store);
    this.voters = new AbsentVoters(store, driver, outgoing);
  }

  // ---- start ----

  /** Opens what the engine holds. The engine and the log are synced before (rule D4). */
  public void recover() {
    store.loop().checkOwned();
    List<RegionLocalState> aside = new ArrayList<>();
    for (RegionLocalState state : RegionStates.all(store.engine())) {
      store.router().known().saw(RegionDescriptor.of(state.getRegion()));
      switch (state.getState()) {
        case APPLYING -> {
          filling.put(state.getRegion().getId(), RegionDescriptor.of(state.getRegion()));
          store.snapshots().resume(state, resumed -> installResumed(state, resumed));
        }
        case TOMBSTONE -> {
          tombstones.put(state.getRegion().getId(), state.getPeerId());
          forgetLog(state.getRegion().getId()); // Rule D7: the last step may be missing.
        }
        case VOTER -> {
          voters.found(state);
          tombstones.put(state.getRegion().getId(), state.getPeerId() - 1);
        }
        default -> {
          if (state.hasQuarantine()) {
            aside.add(state);
          } else {
            recoverOrSetAside(state);
          }
        }
      }
    }
    // Behind the others, whose ranges they may claim.
    aside.forEach(state -> ward.found(closed(state), state.getQuarantine()));
  }

  /** A replica that is not opened, or only in part: known, silent, and in charge of its range. */
  private RegionPeer closed(RegionLocalState state) {
    RegionDescriptor region = RegionDescriptor.of(state.getRegion());
    RegionPeer present = store.router().peer(region.id());
    if (present != null) {
      return present;
    }
    ApplyState applied = RegionStates.applyState(store.engine(), region.id());
    RegionPeer peer =
        new RegionPeer(
            store,
            ward,
            region,
            state.getPeerId(),
            applied == null ? 0 : applied.getAppliedIndex());
    if (store.router().overlapping(region.start(), region.end(), region.id()) == null) {
      store.router().add(peer);
    } else {
      store.router().addAside(peer);
    }
    return peer;
  }

  /** An install that was cut short has come to its end; null when it left no data. */
  private void installResumed(RegionLocalState state, @Nullable RegionLocalState resumed) {
    filling.remove(state.getRegion().getId());
    if (resumed == null) {
      hollow.put(state.getRegion().getId(), state);
    } else {
      recoverOrSetAside(resumed);
    }
  }

  private void recoverOrSetAside(RegionLocalState state) {
    if (state.hasQuarantine()) {
      ward.found(closed(state), state.getQuarantine());
      return;
    }
    try {
      recoverPeer(state);
    } catch (InvariantViolation e) {
      ward.setAside(closed(state), Quarantine.Cause.STATE, e);
    }
  }

  private void recoverPeer(RegionLocalState state) {
    RegionDescriptor region = RegionDescriptor.of(state.getRegion());
    ApplyState applied = RegionStates.applyState(store.engine(), region.id());
    if (applied == null) {
      throw Invariant.unreachable("D2 a region without the position of its data: " + region);
    }
    alignLog(region.id(), state, applied);
    compaction.durable(region.id(), applied.getAppliedIndex());
    open(region, state.getPeerId(), applied.getAppliedIndex(), applied.getAppliedTerm());
  }

  /**
   * The log may be behind the engine in one case only: a snapshot was installed and the log not yet
   * reset (D8, step 6). Anything else is a lost log.
   */
  private void alignLog(long regionId, RegionLocalState state, ApplyState applied) {
    SharedLog log = driver.log();
    if (!log.contains(regionId) || log.storage(regionId).lastIndex() == 0) {
      return; // The group starts at the applied position.
    }
    long index = applied.getAppliedIndex();
    LogStorage storage = log.storage(regionId);
    boolean holds =
        storage.lastIndex() >= index
            && storage.firstIndex() - 1 <= index
            && storage.term(index) == applied.getAppliedTerm();
    if (holds) {
      return;
    }
    Invariant.check(
        state.getSnapshotIndex() == index,
        "D8 the log lacks what the engine has applied",
        "region",
        regionId,
        "applied",
        index,
        "last",
        storage.lastIndex());
    driver.resetLog(regionId, index, applied.getAppliedTerm());
  }

  private void forgetLog(long regionId) {
    if (driver.log().contains(regionId)) {
      driver.removeLog(regionId);
    }
  }

  private RegionPeer open(
      RegionDescriptor region, long peerId, long appliedIndex, long appliedTerm) {
    RegionPeer peer = new RegionPeer(store, ward, region, peerId, appliedIndex);
    store.router().add(peer);
    voters.arrived(region.id());
    store.apply().register(region, peerId, appliedIndex, appliedTerm);
    RaftGroup group =
        driver.open(
            region.id(), peerId, region.conf(), appliedIndex, appliedIndex, appliedTerm, peer);
    peer.opened(group);
    store.events().changed(peer);
    return peer;
  }

  /** The first region of a cluster, its state being in the engine already. */
  public void openFirst(RegionDescriptor region, long peerId) {
    RegionPeer peer = open(region, peerId, RegionStates.INITIAL_INDEX, RegionStates.INITIAL_TERM);
    peer.group().campaign(); // The only member need not wait for anyone.
  }

  /** True iff a replica of the region is open here. */
  public boolean hasPeer(long regionId) {
    return store.router().peer(regionId) != null;
  }

  // ---- messages ----

  /** A message from another store; those that nobody here is meant by are dropped. */
  public void onEnvelope(RaftEnvelope envelope) {
    store.loop().checkOwned();
    store.router().known().saw(envelope.getFromPeer());
    RegionPeer peer = store.router().peer(envelope.getRegionId());
    if (answeredForNobody(envelope, peer)) {
      return;
    }
    if (peer == null) {
      answerHollow(envelope);
      return;
    }
    if (envelope.getToPeer().getId() != peer.peerId()) {
      if (envelope.getToPeer().getId() > peer.peerId() && isNewer(envelope, peer)) {
        destroy(peer); // This replica was removed, and a new one is wanted in its place.
      }
      return;
    }
    if (envelope.getIsTombstone()) {
      if (isNewer(envelope, peer)) {
        destroy(peer);
      }
      return;
    }
    Message message = decode(envelope);
    if (message == null
        || message.kind() == Message.Kind.INSTALL_SNAPSHOT
        || peer.state() == RegionPeer.State.QUARANTINED) {
      return; // Snapshots come with their data, by another way.
    }
    if (isStranger(envelope, message, peer)) {
      tellRemoved(envelope, peer);
      return;
    }
    peer.heardFrom(envelope.getFromPeer(), message.kind());
    driver.receive(peer.id(), message);
  }

  /**
   * Whoever holds to a leader that is not here is told so: its store lives and says nothing (L20).
   */
  private boolean answeredForNobody(RaftEnvelope envelope, @Nullable RegionPeer peer) {
    boolean here =
        peer != null
            && peer.peerId() == envelope.getToPeer().getId()
            && peer.state() != RegionPeer.State.QUARANTINED;
    Message message = here || envelope.getIsTombstone() ? null : decode(envelope);
    if (message == null || message.kind() != Message.Kind.FORTIFIED) {
      return false;
    }
    RaftEnvelope answer = HollowReplica.answer(envelope, message);
    if (answer != null) {
      outgoing.send(envelope.getFromPeer().getStoreId(), answer);
    }
    return true;
  }

  /** Null for what no node of this version sends: as good as lost. */
  private static @Nullable Message decode(RaftEnvelope envelope) {
    try {
      return MessageCodec.decode(ProtoBytes.fromWire(envelope.getMessage()));
    } catch (MalformedMessageException e) {
      return null;
    }
  }

  private static boolean isNewer(RaftEnvelope envelope, RegionPeer peer) {
    return envelope.getEpoch().getConfVer() > peer.region().confVersion();
  }

  /** A former member that does not know of its removal, and wants to be elected or led. */
  private static boolean isStranger(RaftEnvelope envelope, Message message, RegionPeer peer) {
    return (isCampaign(message) || message.kind() == Message.Kind.FORTIFIED)
        && peer.region().peer(message.from()) == null
        && envelope.getEpoch().getConfVer() < peer.region().confVersion();
  }

  private static boolean isCampaign(Message message) {
    return message.kind() == Message.Kind.PRE_VOTE_REQUEST
        || message.kind() == Message.Kind.VOTE_REQUEST;
  }

  private void tellRemoved(RaftEnvelope envelope, RegionPeer peer) {
    outgoing.send(
        envelope.getFromPeer().getStoreId(),
        RaftEnvelope.newBuilder()
            .setRegionId(peer.id())
            .setFromPeer(envelope.getToPeer())
            .setToPeer(envelope.getFromPeer())
            .setEpoch(peer.region().epoch())
            .setIsTombstone(true)
            .build());
  }

  /** A leader speaks to a replica that is not there (yet). */
  private void answerHollow(RaftEnvelope envelope) {
    long regionId = envelope.getRegionId();
    if (envelope.getIsTombstone()
        || tombstones.getOrDefault(regionId, 0L) >= envelope.getToPeer().getId()) {
      return;
    }
    Bytes start = ProtoBytes.fromWire(envelope.getStartKey());
    Bytes end = ProtoBytes.fromWire(envelope.getEndKey());
    boolean emptied = hollow.containsKey(regionId);
    RegionPeer covering = emptied ? null : store.router().overlapping(start, end, regionId);
    if (covering != null && covering.region().version() >= envelope.getEpoch().getVersion()) {
      return; // Not a parent that will split here: a word of the past (G1).
    }
    Message message = decode(envelope);
    if (message == null
        || (filling.containsKey(regionId) && message.kind() != Message.Kind.HEARTBEAT)) {
      return; // It lives, so the log waits for it; what it has is known when it is filled (D11).
    }
    if (isCampaign(message)) {
      if (!emptied) {
        voters.asked(envelope, message); // Who held data and lost it must not vote (G13).
      }
      return;
    }
    if (!emptied) {
      voters.heardLeader(envelope);
    }
    if (covering != null && message.kind() != Message.Kind.HEARTBEAT) {
      return; // The parent will split here soon: no snapshot is wanted (G7).
    }
    RaftEnvelope answer = HollowReplica.answer(envelope, message);
    if (answer != null) {
      outgoing.send(envelope.getFromPeer().getStoreId(), answer);
    }
  }

  // ---- snapshots ----

  /** Null when a snapshot of this region may come, else why not. */
  public @Nullable SnapshotObjection objectionToSnapshot(
      RegionDescriptor region, Peer to, long index) {
    store.loop().checkOwned();
    if (to.getStoreId() != store.storeId() || region.peer(to.getId()) == null) {
      return SnapshotObjection.because("not a member");
    }
    if (tombstones.getOrDefault(region.id(), 0L) >= to.getId()) {
      return SnapshotObjection.because("the replica was removed from this store");
    }
    if (filling.containsKey(region.id())) {
      return SnapshotObjection.because("another snapshot is being installed");
    }
    for (RegionDescriptor other : filling.values()) {
      if (other.overlaps(region.start(), region.end())) {
        return SnapshotObjection.because("overlaps a region that is being installed");
      }
    }
    RegionPeer present = store.router().peer(region.id());
    if (present != null && present.peerId() != to.getId()) {
      return SnapshotObjection.because("another replica of the region is here");
    }
    if (present != null && present.state() == RegionPeer.State.INSTALLING) {
      return SnapshotObjection.because("another snapshot is being installed");
    }
    if (present != null && present.state() == RegionPeer.State.QUARANTINED) {
      return SnapshotObjection.because("the replica is set aside");
    }
    if (present != null && present.appliedIndex() >= index) {
      return SnapshotObjection.alreadyThere(present.appliedIndex());
    }
    RegionLocalState waiting = hollow.get(region.id());
    if (waiting != null && waiting.getPeerId() != to.getId()) {
      return SnapshotObjection.because("another replica of the region is here");
    }
    List<RegionLocalState> without = new ArrayList<>(hollow.values());
    without.addAll(voters.marked());
    for (RegionLocalState other : without) {
      if (HollowReplica.outdates(other, region)) {
        return SnapshotObjection.because("is older than a region that waits here for its data");
      }
    }
    return store.router().overlapping(region.start(), region.end(), region.id()) == null
        ? null
        : SnapshotObjection.because("overlaps a region of this store that must change first");
  }

  /** A whole snapshot is here. Null when it was taken, else why it was thrown away. */
  public @Nullable SnapshotObjection onSnapshot(
      ReceivedSnapshot snapshot, Message.InstallSnapshot message) {
    store.loop().checkOwned();
    RegionDescriptor region = snapshot.region();
    Peer to = region.peer(snapshot.peerId());
    SnapshotObjection objection =
        to == null
            ? SnapshotObjection.because("not a member")
            : objectionToSnapshot(region, to, snapshot.meta().index());
    if (objection != null) {
      store.snapshots().discard(snapshot); // Things changed while it was on its way.
      return objection;
    }
    RegionPeer present = store.router().peer(region.id());
    if (present != null) {
      return present.offerSnapshot(snapshot, message)
          ? null
          : SnapshotObjection.because("the replica does not want it");
    }
    filling.put(region.id(), region);
    store.snapshots().install(snapshot, installed -> filled(snapshot, installed));
    return null;
  }

  private void filled(ReceivedSnapshot snapshot, RegionDescriptor installed) {
    filling.remove(installed.id());
    hollow.remove(installed.id());
    if (driver.log().contains(installed.id())) {
      // A replica that was hollow: its votes stay, its entries are covered by the snapshot.
      driver.resetLog(installed.id(), snapshot.meta().index(), snapshot.meta().term());
    }
    compaction.durable(installed.id(), snapshot.meta().index());
    open(installed, snapshot.peerId(), snapshot.meta().index(), snapshot.meta().term());
  }

  // ---- apply ----

  @Override
  public void onApplied(List<AppliedBatch> round) {
    store.loop().checkOwned();
    for (AppliedBatch batch : round) {
      RegionPeer peer = store.router().peer(batch.regionId());
      if (peer == null || peer.peerId() != batch.peerId()) {
        continue;
      }
      List<RegionDescriptor> children = new ArrayList<>();
      try {
        peer.onApplied(batch, children);
      } catch (InvariantViolation e) {
        ward.setAside(peer, Quarantine.Cause.STATE, e);
      }
      for (RegionDescriptor child : children) {
        openOrSetAside(peer, child);
      }
    }
  }

  @Override
  public void onBroken(BrokenRegion region) {
    RegionPeer peer = store.router().peer(region.regionId());
    if (peer != null && peer.peerId() == region.peerId()) {
      ward.setAsideByApply(peer, region);
    }
  }

  private void openOrSetAside(RegionPeer parent, RegionDescriptor child) {
    try {
      openChild(parent, child);
    } catch (InvariantViolation e) {
      Peer own = Objects.requireNonNull(child.peerOnStore(store.storeId()), "a child lives here");
      ward.setAside(closed(RegionStates.normal(child, own.getId())), Quarantine.Cause.STATE, e);
    }
  }

  private void openChild(RegionPeer parent, RegionDescriptor child) {
    Peer own = Objects.requireNonNull(child.peerOnStore(store.storeId()), "a child lives here");
    compaction.durable(child.id(), RegionStates.INITIAL_INDEX);
    RegionPeer peer =
        open(child, own.getId(), RegionStates.INITIAL_INDEX, RegionStates.INITIAL_TERM);
    if (parent.isLeader()) {
      peer.group().campaign();
    }
  }

  @Override
  public void onDisk(DiskState state) {
    store.health().setDisk(state);
  }

  // ---- end ----

  /** Replicas that were removed or hear of no leader, and those without data. */
  public List<Long> inDoubt() {
    TreeSet<Long> doubtful = new TreeSet<>(hollow.keySet());
    voters.regions().forEach(doubtful::add);
    for (RegionPeer peer : store.router().peers()) {
      boolean serves = peer.state() == RegionPeer.State.SERVING;
      if (peer.state() == RegionPeer.State.QUARANTINED
          || (serves && (peer.removed() || peer.forsaken(SILENCE_NANOS)))) {
        doubtful.add(peer.id());
      }
    }
    return List.copyOf(doubtful);
  }

  /**
   * What a region is by word of its leader, through the placement driver. A replica that a later
   * membership no longer names was removed while it could not hear of it: a learner, for one, never
   * asks for votes and so is never told by its former peers.
   */
  public void onMembership(RegionDescriptor current) {
    store.loop().checkOwned();
    RegionPeer peer = store.router().peer(current.id());
    if (peer != null
        && current.confVersion() >= peer.region().confVersion()
        && current.peer(peer.peerId()) == null) {
      destroy(peer);
    }
    if (filling.containsKey(current.id())) {
      return;
    }
    RegionLocalState waiting = hollow.get(current.id());
    if (waiting != null
        && current.confVersion() > waiting.getRegion().getRegionEpoch().getConfVer()
        && current.peer(waiting.getPeerId()) == null) {
      hollow.remove(current.id());
      buryWithoutData(waiting);
    }
    RegionLocalState voter = voters.removedBy(current);
    if (voter != null) {
      buryWithoutData(voter);
    }
  }

  private void buryWithoutData(RegionLocalState member) {
    long regionId = member.getRegion().getId();
    tombstones.merge(regionId, member.getPeerId(), Math::max);
    store
        .apply()
        .inOrder(
            engine -> {
              engine.write(RegionStates.tombstoneOfHollow(member));
              engine.syncWal();
              store.loop().execute(() -> forgetLog(regionId));
            });
  }

  /** By word of a newer member: first the engine forgets it, durably, then the log (D7). */
  private void destroy(RegionPeer peer) {
    if (peer.state() == RegionPeer.State.QUARANTINED) {
      destroyAside(peer);
      return;
    }
    if (peer.state() != RegionPeer.State.SERVING) {
      return;
    }
    peer.destroyed();
    store
        .apply()
        .atPoint(
            peer.id(),
            point -> {
              if (point != null) {
                point.engine().write(RegionStates.tombstone(point.region(), peer.peerId()));
                point.engine().syncWal();
              }
            });
    store.apply().unregister(peer.id());
    store.apply().inOrder(engine -> store.loop().execute(() -> bury(peer)));
  }

  /** A replica in quarantine is not known to the apply loop, and need not own its range. */
  private void destroyAside(RegionPeer peer) {
    peer.destroyed();
    RegionDescriptor region = peer.region();
    boolean owns = store.router().owns(peer);
    store
        .apply()
        .inOrder(
            engine -> {
              engine.write(
                  owns
                      ? RegionStates.tombstone(region, peer.peerId())
                      : RegionStates.tombstoneOfHollow(RegionStates.normal(region, peer.peerId())));
              engine.syncWal();
              store.loop().execute(() -> bury(peer));
            });
  }

  /** The engine has forgotten the replica; now the log does. */
  private void bury(RegionPeer peer) {
    if (store.router().peer(peer.id()) != peer) {
      return;
    }
    peer.destroyed();
    if (peer.quarantine() == null) {
      peer.group().destroy();
    } else {
      forgetLog(peer.id());
      ward.forget(peer.id());
    }
    store.router().remove(peer);
    compaction.forget(peer.id());
    tombstones.merge(peer.id(), peer.peerId(), Math::max);
  }
}
