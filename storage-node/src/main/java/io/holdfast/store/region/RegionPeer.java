package io.holdfast.store.region;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.wire.internal.Quarantine;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.raft.core.ConfChange;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.Lease;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.ProposeResult;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.raft.core.Support;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.raft.group.ReadCallback;
import io.holdfast.raft.group.StateMachine;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.budget.SharedBudget;
import io.holdfast.store.region.SnapshotPort.ReceivedSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One replica of one region: the state machine of its Raft group on this store.
 *
 * <pre>
 *            open                 snapshot accepted
 *   (none) ───────▶ SERVING ◀───────────────────────▶ INSTALLING
 *                      │            installed
 *                      │ removal confirmed by PD, or told by a newer member
 *                      ▼
 *                  DESTROYED   (tombstone in the engine; the object is dead)
 *
 *   any but DESTROYED ──▶ QUARANTINED ──▶ DESTROYED   (set aside until it is replaced, G12)
 * </pre>
 *
 * <p>Proposals go down to the group, committed entries to the apply loop, and what became of them
 * comes back through {@link #onApplied}. A read waits for a read index, then for the apply.
 */
@LoopConfined("store")
public final class RegionPeer implements StateMachine {
  /** Life-cycle state. */
  public enum State {
    /** Holds data. */
    SERVING,
    /** Its data is being replaced: nothing may be read or applied. */
    INSTALLING,
    /** Set aside: it neither votes nor serves nor applies (G12). */
    QUARANTINED,
    /** Gone. */
    DESTROYED
  }

  private static final RegionError ANOTHER_CHANGE =
      new RegionError.ServerIsBusy("another change of the region is under way", 100);

  private final StoreContext store;
  private final long peerId;
  private final SharedBudget.Part proposalBytes;
  private final SharedBudget.Part pendingReads;
  private final QuarantineWard ward;
  private final ProposalTracker proposals;
  private final WaitingReads waitingForApply;
  private final JointEnd jointEnd = new JointEnd(this);
  private final PointsAhead pointsAhead;
  private final OwnView view;

  /** Read by any thread that asks whether a lease holds. */
  private final ConcurrentSkipListMap<Long, Long> storesOfPeers = new ConcurrentSkipListMap<>();

  private RegionDescriptor region;
  private State state = State.SERVING;
  private @Nullable RaftGroup group;
  private Role role = Role.FOLLOWER;
  private long leaderId;
  private long appliedIndex;
  private long leaderHeardNanos;
  private long truncationTarget;
  private long pendingAdminIndex;
  private @Nullable ReceivedSnapshot offered;
  private @Nullable Quarantine quarantine;

  RegionPeer(
      StoreContext store,
      QuarantineWard ward,
      RegionDescriptor region,
      long peerId,
      long appliedIndex) {
    this.store = store;
    this.ward = ward;
    this.region = region;
    this.peerId = peerId;
    this.appliedIndex = appliedIndex;
    this.proposalBytes = store.proposalBytes().newPart();
    this.pendingReads = store.pendingReads().newPart();
    this.proposals = new ProposalTracker(proposalBytes);
    this.waitingForApply = new WaitingReads(pendingReads);
    this.pointsAhead = new PointsAhead(region.id(), store.apply(), appliedIndex);
    this.view = new OwnView(store.router().views());
    this.leaderHeardNanos = store.loop().clock().nanos();
    rememberPeers();
  }

  // ---- views ----

  /** Id of the region. */
  public long id() {
    return region.id();
  }

  /** Id of this replica. */
  public long peerId() {
    return peerId;
  }

  /** What the region is, as applied here. */
  public RegionDescriptor region() {
    return region;
  }

  /** Life-cycle state. */
  public State state() {
    return state;
  }

  /** The Raft group. */
  public RaftGroup group() {
    RaftGroup present = group;
    if (present == null) {
      throw Invariant.unreachable("A replica is used before its group is open");
    }
    return present;
  }

  /** True iff this replica leads, as far as it knows. */
  public boolean isLeader() {
    return role == Role.LEADER && state == State.SERVING;
  }

  /** Current term, 0 when it was set aside before its group was open. */
  public long term() {
    return group == null ? 0 : group.term();
  }

  /** Why it is set aside, null when it is not. */
  public @Nullable Quarantine quarantine() {
    return quarantine;
  }

  /** Highest index applied here and known to the store loop. */
  public long appliedIndex() {
    return appliedIndex;
  }

  /** The leader as the region's member list knows it; null when unknown. */
  public @Nullable Peer leader() {
    return leaderId == 0 ? null : region.peer(leaderId);
  }

  /**
   * True iff it neither leads nor has heard a leader for so long. (What Raft believes is no help: a
   * learner never gives up the leader it once had.)
   */
  public boolean forsaken(long silenceNanos) {
    long now = store.loop().clock().nanos();
    if (atRest()) {
      leaderHeardNanos = now; // As good as heard: its store is in touch.
    }
    return !isLeader() && now - leaderHeardNanos > silenceNanos;
  }

  /** True iff nothing is said in its group because nothing happens there (L22). */
  public boolean atRest() {
    return group != null && group.maySleep();
  }

  /** A hint that the process of a store has ended: if the leader lived there, it leads no more. */
  public void storeGone(long storeId) {
    RaftGroup present = group;
    if (present != null && leaderId != 0 && storeOf(leaderId) == storeId) {
      present.peerGone(leaderId);
    }
  }

  /** The region for a client: leader first. */
  public Region describe() {
    return region.withLeaderFirst(leaderId);
  }

  /** The store of a member or former member, 0 when unknown. */
  public long storeOf(long ofPeerId) {
    return storesOfPeers.getOrDefault(ofPeerId, 0L);
  }

  /** True while a split or a membership change is proposed and unapplied (G9). */
  public boolean adminPending() {
    return pendingAdminIndex > appliedIndex;
  }

  /** Callers waiting for their entries. */
  public int pendingProposals() {
    return proposals.size();
  }

  /** Go and ask the leader, whoever that is. */
  public RegionError notLeader() {
    return new RegionError.NotLeader(id(), leader());
  }

  /** The caller's epoch is old (or new: then it waits). */
  public RegionError epochNotMatch(long knownVersion) {
    return new RegionError.EpochNotMatch(store.router().currentRegions(this, knownVersion));
  }

  // ---- proposals ----

  /**
   * Proposes a command in {@code expectedTerm} only (rule D1), at the epoch it names or else the
   * present one. The callback may run before the call returns.
   */
  public void propose(RaftCommand.Builder command, long expectedTerm, ProposalCallback callback) {
    propose(command, expectedTerm, !command.hasCompact(), callback);
  }

  /** The same; {@code grows} says whether it is refused on a full disk. */
  public void propose(
      RaftCommand.Builder command, long expectedTerm, boolean grows, ProposalCallback callback) {
    proposeAt(command, expectedTerm, grows, callback);
  }

  /** Proposes a split: like {@link #propose}, but alone (G9). */
  public void proposeSplit(RaftCommand.Builder command, ProposalCallback callback) {
    if (adminPending()) {
      callback.refused(ANOTHER_CHANGE);
      return;
    }
    pendingAdminIndex = proposeAt(command, term(), true, callback);
  }

  /** Proposes a membership change whose context is the command; alone (G9). */
  public void proposeConfChange(ConfChange change, ProposalCallback callback) {
    store.loop().checkOwned();
    int sizeBytes = change.context().length();
    RegionError refusal = adminPending() ? ANOTHER_CHANGE : refusalOf(sizeBytes, false);
    if (refusal != null) {
      callback.refused(refusal);
      return;
    }
    pendingAdminIndex = accept(group().proposeConfChange(change, term()), sizeBytes, callback);
  }

  private long proposeAt(
      RaftCommand.Builder command, long expectedTerm, boolean grows, ProposalCallback callback) {
    store.loop().checkOwned();
    command.setPeerId(peerId).setEpoch(command.hasEpoch() ? command.getEpoch() : region.epoch());
    Bytes data = Bytes.wrap(command.build().toByteArray());
    RegionError refusal = refusalOf(data.length(), grows);
    if (refusal != null) {
      callback.refused(refusal);
      return 0;
    }
    ProposeResult result = group().propose(data, expectedTerm);
    return accept(result, data.length(), callback);
  }

  /** {@code grows}: what shrinks the store, or moves it elsewhere, is right on a full disk. */
  private @Nullable RegionError refusalOf(long sizeBytes, boolean grows) {
    if (!isLeader()) {
      return notLeader();
    }
    if (sizeBytes > store.limits().entryBytesMax()) {
      return new RegionError.RaftEntryTooLarge(id(), sizeBytes);
    }
    if (grows && store.health().diskFull()) {
      return diskFull();
    }
    if (!proposalBytes.fits(sizeBytes)) {
      return new RegionError.ServerIsBusy("too many writes wait for apply", 200);
    }
    return null;
  }

  private RegionError diskFull() {
    return new RegionError.DiskFull(List.of(store.storeId()), "no space for writes");
  }

  /** Index of the entry, 0 when it was refused. */
  private long accept(ProposeResult result, long sizeBytes, ProposalCallback callback) {
    switch (result.outcome()) {
      case ACCEPTED -> proposals.add(result.index(), result.term(), sizeBytes, callback);
      case NOT_LEADER, TRANSFERRING ->
          // Leading again in another term: the caller's snapshot is of the past (rule D1).
          callback.refused(isLeader() ? new RegionError.StaleCommand() : notLeader());
      case ENTRY_TOO_LARGE -> callback.refused(new RegionError.RaftEntryTooLarge(id(), sizeBytes));
      case UNCOMMITTED_FULL ->
          callback.refused(new RegionError.ServerIsBusy("too many uncommitted entries", 200));
      case CONF_CHANGE_PENDING, NO_OWN_TERM_COMMIT ->
          callback.refused(new RegionError.ServerIsBusy("members cannot change yet", 100));
      case INVALID_CONF_CHANGE -> callback.refused(new RegionError.Other("no such change"));
    }
    return result.index();
  }

  // ---- reads ----

  /** Calls back when a read through this replica is linearizable, leader or not (Raft §8). */
  public void awaitReadable(ReadyCallback callback) {
    store.loop().checkOwned();
    if (state != State.SERVING || removed()) {
      callback.refused(notLeader());
      return;
    }
    if (!pendingReads.fits(1)) {
      callback.refused(new RegionError.ServerIsBusy("too many reads", 100));
      return;
    }
    pendingReads.take(1);
    group()
        .readIndex(
            new ReadCallback() {
              @Override
              public void onReady(long index) {
                readIndexKnown(index, callback);
              }

              @Override
              public void onLost() {
                pendingReads.release(1);
                callback.refused(notLeaderOrNotReady());
              }
            });
  }

  /**
   * The right to answer reads alone, which {@link Lease#covers} the present instant; null when a
   * quorum is to be asked.
   */
  public @Nullable Lease leaseNow() {
    store.loop().checkOwned();
    if (!store.promises().coversReads() || !isLeader() || removed()) {
      return null;
    }
    Lease lease = group().lease();
    if (!lease.covers(store.loop().clock().nanos())) {
      return null;
    }
    view.committed(group().commitIndex());
    view.applied(appliedIndex);
    view.open(region, peerId, lease);
    return lease;
  }

  /**
   * Calls back when everything is applied here that a read under a lease must see: whatever was
   * committed when it came was committed by this leader.
   */
  public void awaitCommitted(ReadyCallback callback) {
    store.loop().checkOwned();
    if (!pendingReads.fits(1)) {
      callback.refused(new RegionError.ServerIsBusy("too many reads", 100));
      return;
    }
    pendingReads.take(1);
    readIndexKnown(group().commitIndex(), callback);
  }

  private RegionError notLeaderOrNotReady() {
    // What Raft has decided counts: the turn that lost the read may not have told us its role yet.
    return isLeader() && group().isLeader()
        ? new RegionError.ReadIndexNotReady("no entry of the term is committed yet", id())
        : notLeader();
  }

  private void readIndexKnown(long index, ReadyCallback callback) {
    if (state == State.DESTROYED) {
      pendingReads.release(1);
      callback.refused(new RegionError.RegionNotFound(id()));
    } else if (appliedIndex >= index && state == State.SERVING) {
      pendingReads.release(1);
      callback.ready();
    } else if (store.health().applyStands()) {
      pendingReads.release(1);
      callback.refused(diskFull()); // What the read must see cannot be applied now.
    } else {
      waitingForApply.add(index, callback);
    }
  }

  // ---- what the group says ----

  void opened(RaftGroup opened) {
    group = opened;
  }

  @Override
  public void onCommitIndex(long index) {
    view.committed(index);
  }

  @Override
  public void onCommitted(List<Entry> entries) {
    pointsAhead.submit(entries);
  }

  /**
   * Runs {@code action} on the apply loop when this replica has applied exactly the entries up to
   * {@code index}: what it holds then, every replica holds then. With null when that is past, when
   * it will not come, or when too many wait.
   */
  public void atIndex(long index, Consumer<ApplyQueue.@Nullable AppliedPoint> action) {
    store.loop().checkOwned();
    if (state == State.DESTROYED) {
      action.accept(null);
    } else {
      pointsAhead.await(index, action);
    }
  }

  @Override
  public void onRole(Role newRole, long term, long leaderPeerId) {
    if (role != newRole) {
      // What another term left in the log is barred by the epoch it was proposed at (D1).
      pendingAdminIndex = 0;
    }
    if (role == Role.LEADER && newRole != Role.LEADER) {
      view.close();
      proposals.leadershipLost();
    }
    role = newRole;
    leaderId = leaderPeerId;
    store.events().changed(this);
  }

  @Override
  public void onSnapshotNeeded(long toPeerId) {
    store.snapshots().send(this, toPeerId);
  }

  @Override
  public void onLeaveDue() {
    if (isLeader()) {
      jointEnd.due();
    }
  }

  @Override
  public Support support() {
    return new RegionSupport(store.promises(), store.loop().clock(), this::storeOf);
  }

  @Override
  public void onBroken(InvariantViolation cause) {
    ward.setAside(this, Quarantine.Cause.LOG, cause);
  }

  /**
   * A snapshot for this replica has arrived; the group decides whether it wants it. False when the
   * data was thrown away.
   */
  boolean offerSnapshot(ReceivedSnapshot snapshot, Message.InstallSnapshot message) {
    if (state != State.SERVING || !acceptable(snapshot)) {
      store.snapshots().discard(snapshot);
      return false;
    }
    offered = snapshot;
    if (!group().stepSnapshot(message)) {
      offered = null;
      store.snapshots().discard(snapshot);
      return false;
    }
    return true;
  }

  /** Refused: older than what is here, or over a neighbour that must change first (G6, G7). */
  private boolean acceptable(ReceivedSnapshot snapshot) {
    RegionDescriptor next = snapshot.region();
    return snapshot.peerId() == peerId
        && snapshot.meta().index() > appliedIndex
        && next.version() >= region.version()
        && next.confVersion() >= region.confVersion()
        && store.router().overlapping(next.start(), next.end(), id()) == null;
  }

  @Override
  public void onInstallSnapshot(SnapshotMeta meta) {
    ReceivedSnapshot snapshot = offered;
    Invariant.check(
        snapshot != null && snapshot.meta().index() == meta.index(),
        "D8 Raft installs a snapshot that was not offered",
        "region",
        id(),
        "index",
        meta.index());
    if (snapshot == null) {
      return;
    }
    view.close();
    state = State.INSTALLING; // Reads and proposals stop here; the apply queue runs dry first.
    store.snapshots().install(snapshot, installed -> snapshotInstalled(snapshot, installed));
  }

  private void snapshotInstalled(ReceivedSnapshot snapshot, RegionDescriptor installed) {
    if (state != State.INSTALLING) {
      return; // An entry that was still queued removed the replica, or it was set aside.
    }
    offered = null;
    proposals.coveredBySnapshot(snapshot.meta().index());
    RegionDescriptor before = region;
    region = installed;
    appliedIndex = snapshot.meta().index();
    pointsAhead.jumped(appliedIndex);
    state = State.SERVING;
    rememberPeers();
    store.router().rangeChanged(this, before);
    store.apply().register(region, peerId, appliedIndex, snapshot.meta().term());
    group().snapshotInstalled(snapshot.meta());
    waitingForApply.release(appliedIndex);
    store.events().changed(this);
  }

  // ---- what the apply loop says ----

  /** One round's part of this region; adds new children for the life cycle to open. */
  void onApplied(AppliedBatch batch, List<RegionDescriptor> children) {
    if (state == State.QUARANTINED) {
      return;
    }
    for (AppliedBatch.AppliedEntry entry : batch.entries()) {
      AppliedBatch.RegionChange change = entry.change();
      if (change != null) {
        changed(change, children);
      }
    }
    appliedIndex = batch.index();
    view.applied(appliedIndex);
    if (state == State.SERVING) {
      group().applied(appliedIndex);
    }
    for (AppliedBatch.AppliedEntry entry : batch.entries()) {
      answer(entry);
    }
    if (state == State.SERVING) {
      waitingForApply.release(appliedIndex);
    }
  }

  private void answer(AppliedBatch.AppliedEntry entry) {
    RegionError error = entry.error();
    if (error != null && error.kind() == RegionError.Kind.EPOCH_NOT_MATCH) {
      error = epochNotMatch(region.version() - 1); // With neighbours, which apply does not know.
    }
    proposals.applied(entry.index(), entry.term(), error, entry.outcome());
  }

  private void changed(AppliedBatch.RegionChange change, List<RegionDescriptor> children) {
    switch (change.kind()) {
      case SPLIT -> {
        AppliedBatch.Split split = (AppliedBatch.Split) change;
        RegionDescriptor before = region;
        view.close(); // Its parts may have other leaders by now.
        region = split.parent();
        store.router().rangeChanged(this, before);
        children.addAll(split.created());
        split.children().forEach(store.router().known()::saw);
        store.events().changed(this);
        if (isLeader()) {
          List<RegionDescriptor> parts = new ArrayList<>(split.children());
          parts.add(region);
          store.events().split(this, parts);
        }
      }
      case MEMBERS -> {
        AppliedBatch.Members members = (AppliedBatch.Members) change;
        view.close();
        region = members.region();
        rememberPeers();
        if (state == State.SERVING) {
          group().applyConfChange(members.change()); // Else the snapshot brings the configuration.
        }
        store.events().changed(this);
      }
      case TRUNCATION ->
          truncationTarget = Math.max(truncationTarget, ((AppliedBatch.Truncation) change).index());
    }
  }

  /** Where the log may be cut, as agreed; 0 for nowhere. */
  long truncationTarget() {
    return truncationTarget;
  }

  /** True iff the log holds something that need not be there any more. */
  boolean cutWanted() {
    return truncationTarget >= group().firstIndex();
  }

  /** Asks the log to cut what it may; how far is its own decision (rule D3). */
  void cutLog() {
    if (cutWanted()) {
      group().compact(Math.min(truncationTarget, appliedIndex));
    }
  }

  /** True iff the region has gone on without this replica, which is frozen until confirmed. */
  boolean removed() {
    return region.peer(peerId) == null;
  }

  /** From now on it says and does nothing; its callers learn that nobody knows. */
  void setAside(Quarantine mark) {
    view.close();
    state = State.QUARANTINED;
    quarantine = mark;
    role = Role.FOLLOWER;
    leaderId = 0;
    if (group != null) {
      group.halt();
    }
    pointsAhead.jumped(appliedIndex);
    proposals.closed("the replica was set aside");
    waitingForApply.refuseAll(notLeader());
  }

  /** The replica is gone from the engine; its callers learn that nobody knows. */
  void destroyed() {
    view.close(); // Before the engine forgets the data.
    state = State.DESTROYED;
    role = Role.FOLLOWER;
    pointsAhead.jumped(appliedIndex);
    proposals.closed("the replica was removed from this store");
    waitingForApply.refuseAll(new RegionError.RegionNotFound(id()));
    store.events().removed(id());
  }

  /** A message came from this member: the only way to learn where a newcomer lives. */
  void heardFrom(Peer from, Message.Kind kind) {
    storesOfPeers.put(from.getId(), from.getStoreId());
    if (kind == Message.Kind.APPEND
        || kind == Message.Kind.HEARTBEAT
        || kind == Message.Kind.REST) {
      leaderHeardNanos = store.loop().clock().nanos();
    }
  }

  private void rememberPeers() {
    store.router().known().saw(region);
    for (Peer peer : region.peers()) {
      storesOfPeers.put(peer.getId(), peer.getStoreId());
    }
  }

  /** Checks what must hold between two turns of the store loop. */
  public void checkInvariants() {
    RaftGroup present = group;
    if (present == null || state == State.DESTROYED || state == State.QUARANTINED) {
      return;
    }
    present.checkInvariants();
    proposals.checkInvariants(id(), appliedIndex);
    if (state == State.SERVING) {
      Invariant.check(
          appliedIndex <= present.commitIndex(),
          "RAFT-6 the replica has applied what its group does not know as committed",
          "region",
          id(),
          "applied",
          appliedIndex,
          "committed",
          present.commitIndex());
      Invariant.check(
          // The group learns of an installed snapshot a little later, when its log is reset.
          present.appliedIndex() == appliedIndex || present.restoring(),
          "RAFT-6 the replica and its group disagree about what is applied",
          "region",
          id(),
          "applied",
          appliedIndex,
          "ofGroup",
          present.appliedIndex());
      Invariant.check(
          present.conf().equals(region.conf()),
          "G9 the group and the region have different members",
          "region",
          region,
          "group",
          present.conf());
    }
  }

  @Override
  public String toString() {
    return "peer " + peerId + " of " + region;
  }
}
