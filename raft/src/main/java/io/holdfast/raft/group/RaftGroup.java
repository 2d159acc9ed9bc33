package io.holdfast.raft.group;

import io.holdfast.raft.core.ConfChange;
import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.Lease;
import io.holdfast.raft.core.LogStorage;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.PeerProgress;
import io.holdfast.raft.core.ProposeResult;
import io.holdfast.raft.core.RaftConfig;
import io.holdfast.raft.core.RaftEvents;
import io.holdfast.raft.core.RawNode;
import io.holdfast.raft.core.Ready;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.raft.core.SoftState;
import io.holdfast.raft.core.Support;
import io.holdfast.raft.wal.LogBatch;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One peer of one Raft group. Opened by the driver; all methods belong to its loop. Nothing happens
 * inside a call but to the node itself: call-backs come when the turn is flushed.
 */
@LoopConfined("the driver's loop")
public final class RaftGroup {
  private final GroupHost host;
  private final long id;
  private final RawNode node;
  private final StateMachine machine;
  private final ReadIndexQueue reads;

  /** In the order of their numbers; bounded by what the log has not written yet. */
  private final ArrayDeque<PendingReady> pending = new ArrayDeque<>();

  private long compactTarget;
  private long readLeader;
  private long readTerm;
  private Role readRole = Role.FOLLOWER;
  private boolean askedToLeave;
  private boolean dirty;
  private boolean destroyed;

  /**
   * For drivers.
   *
   * @param durable what of {@code hardState} a power cut would leave now
   * @param readTimeoutTicks after which a read index round counts as lost
   * @param events what to tell of the peer's life
   * @param support what the stores of its members have promised each other
   */
  public RaftGroup(
      GroupHost host,
      long id,
      RaftConfig config,
      LogStorage storage,
      HardState hardState,
      HardState durable,
      ConfState conf,
      long appliedIndex,
      StateMachine machine,
      RandomGenerator random,
      int readTimeoutTicks,
      RaftEvents events,
      Support support) {
    this.host = host;
    this.id = id;
    this.machine = machine;
    this.reads = new ReadIndexQueue(readTimeoutTicks, random.nextLong());
    this.node =
        new RawNode(
            config, storage, hardState, durable, conf, appliedIndex, random, events, support);
  }

  /** Id of the group. */
  public long id() {
    return id;
  }

  /** Id of this node's peer. */
  public long peerId() {
    return node.selfId();
  }

  /** Current term. */
  public long term() {
    return node.term();
  }

  /** Current role. */
  public Role role() {
    return node.role();
  }

  /** Peer id of the leader, 0 if unknown. */
  public long leader() {
    return node.leader();
  }

  /** True iff this peer leads. */
  public boolean isLeader() {
    return node.role() == Role.LEADER;
  }

  /** Highest index the host has applied. */
  public long appliedIndex() {
    return node.appliedIndex();
  }

  /** True from the acceptance of a snapshot until the log is durably reset to it. */
  public boolean restoring() {
    return node.restoring();
  }

  /** Highest index known to be committed. */
  public long commitIndex() {
    return node.commitIndex();
  }

  /** Lowest index of the log. */
  public long firstIndex() {
    return node.firstIndex();
  }

  /** Highest index of the log, durable or not. */
  public long lastIndex() {
    return node.lastIndex();
  }

  /** The configuration as applied. */
  public ConfState conf() {
    return node.conf();
  }

  /** On the leader: what it knows of each peer; else empty. */
  public List<PeerProgress> progress() {
    return node.progress();
  }

  /** True iff an entry of the current term is applied here. */
  public boolean hasAppliedOwnTerm() {
    return node.hasAppliedOwnTerm();
  }

  /** What this peer may answer reads by without asking others; {@link Lease#NONE} for nothing. */
  public Lease lease() {
    return destroyed ? Lease.NONE : node.lease();
  }

  /** Where {@link #compact} wants the log to be truncated. */
  public long compactTarget() {
    return compactTarget;
  }

  /** True after {@link #destroy} or {@link #halt}: every call is then without effect. */
  public boolean destroyed() {
    return destroyed;
  }

  /**
   * Proposes a command that was decided in {@code expectedTerm} (rule D1): refused as NOT_LEADER if
   * this peer does not lead in that very term.
   */
  public ProposeResult propose(Bytes data, long expectedTerm) {
    if (!mayPropose(expectedTerm)) {
      return notLeader();
    }
    return marked(node.propose(data));
  }

  /** The same for a change of the members. */
  public ProposeResult proposeConfChange(ConfChange change, long expectedTerm) {
    if (!mayPropose(expectedTerm)) {
      return notLeader();
    }
    return marked(node.proposeConfChange(change));
  }

  private boolean mayPropose(long expectedTerm) {
    host.loop().checkOwned();
    return !destroyed && node.role() == Role.LEADER && node.term() == expectedTerm;
  }

  private static ProposeResult notLeader() {
    return new ProposeResult(ProposeResult.Outcome.NOT_LEADER, 0, 0);
  }

  private ProposeResult marked(ProposeResult result) {
    markDirty();
    return result;
  }

  /** Asks for a read index; all who ask in one turn share a round. */
  public void readIndex(ReadCallback callback) {
    host.loop().checkOwned();
    if (destroyed) {
      callback.onLost();
      return;
    }
    reads.add(callback);
    markDirty();
  }

  /** A message of another peer; dropped when it is meant for a peer that this one replaced. */
  public void step(Message message) {
    host.loop().checkOwned();
    if (destroyed
        || message.to() != peerId()
        || message.kind() == Message.Kind.INSTALL_SNAPSHOT) { // Only with its data: stepSnapshot.
      return;
    }
    try {
      node.step(message);
      markDirty();
    } catch (InvariantViolation e) {
      machine.onBroken(e);
    }
  }

  /**
   * The data of a snapshot has arrived. If it is accepted {@link StateMachine#onInstallSnapshot} is
   * called before this returns.
   *
   * @return false when it is of no use and the data may be deleted
   */
  public boolean stepSnapshot(Message.InstallSnapshot message) {
    host.loop().checkOwned();
    if (destroyed || message.to() != peerId() || installing() != null) {
      return false;
    }
    try {
      node.step(message);
    } catch (InvariantViolation e) {
      machine.onBroken(e);
    }
    flush();
    for (PendingReady each : pending) {
      SnapshotMeta accepted = each.ready.snapshot();
      if (accepted != null && accepted.equals(message.meta())) {
        return true;
      }
    }
    return false;
  }

  private @Nullable PendingReady installing() {
    for (PendingReady each : pending) {
      if (!each.installed) {
        return each;
      }
    }
    return null;
  }

  /**
   * The data of an accepted snapshot is durable in the state machine: the log may be reset to it.
   */
  public void snapshotInstalled(SnapshotMeta meta) {
    host.loop().checkOwned();
    if (destroyed) {
      return;
    }
    PendingReady waiting = installing();
    if (waiting == null || !meta.equals(waiting.ready.snapshot())) {
      throw Invariant.unreachable("Snapshot installed that was not asked for: " + meta);
    }
    waiting.installed = true;
    submit();
  }

  /**
   * The host has done with the snapshot for this peer, whether it was delivered or not. The group
   * finds out by itself what the peer made of it.
   *
   * @param reached what the peer said that it has, 0 when it did not say
   */
  public void snapshotEnded(long toPeerId, long reached) {
    host.loop().checkOwned();
    node.reportSnapshot(toPeerId, reached);
    markDirty();
  }

  /**
   * A hint that this peer's process has ended. If it led, the next campaign is due soon instead of
   * after an election timeout; promises to it last as long as they would have.
   */
  public void peerGone(long peer) {
    host.loop().checkOwned();
    if (!destroyed) {
      node.gone(peer);
      markDirty();
    }
  }

  /** Messages to this peer were dropped. */
  public void reportUnreachable(long peer) {
    host.loop().checkOwned();
    node.reportUnreachable(peer);
    markDirty();
  }

  /** Campaigns now, if this peer may. */
  public void campaign() {
    host.loop().checkOwned();
    node.campaign();
    markDirty();
  }

  /** Hands leadership to a voter. */
  public void transferLeader(long toPeerId) {
    host.loop().checkOwned();
    node.transferLeader(toPeerId);
    markDirty();
  }

  /** One tick of the driver's timer. */
  public void tick() {
    if (destroyed) {
      return;
    }
    try {
      node.tick();
      reads.tick();
      askedToLeave = false;
      if (node.hasReady() || node.leaveDue()) {
        markDirty();
      }
    } catch (InvariantViolation e) {
      machine.onBroken(e);
    }
  }

  /**
   * True iff this peer needs no tick until something happens to it (L22). Ends by itself when
   * stores lose touch: to be asked again then.
   */
  public boolean maySleep() {
    return destroyed || (!dirty && pending.isEmpty() && reads.isEmpty() && node.atRest());
  }

  /** For drivers, now and then, of a group that sleeps: asks the leader whether it leads on. */
  public void askLeader() {
    if (!destroyed) {
      node.askLeader();
      if (node.hasReady()) {
        markDirty();
      }
    }
  }

  /**
   * A tick while the log disk does not answer (L9). Heart-beats would keep this peer leader for
   * ever, and an own election cannot be won: its vote does not get durable. A group of one waits:
   * nobody else could do better.
   */
  public void tickStalled() {
    if (destroyed) {
      return;
    }
    if (node.conf().voters().size() == 1 && !node.conf().joint()) {
      tick();
      return;
    }
    node.abdicate("the log disk does not answer");
    reads.tick();
    if (node.hasReady()) {
      markDirty();
    }
  }

  /** The state machine has applied everything up to {@code index}. */
  public void applied(long index) {
    host.loop().checkOwned();
    if (!destroyed) {
      node.applied(index);
      markDirty();
    }
  }

  /** A conf change entry is being applied; call before {@link #applied} of its index. */
  public ConfState applyConfChange(ConfChange change) {
    host.loop().checkOwned();
    ConfState conf = node.applyConfChange(change);
    markDirty();
    return conf;
  }

  /**
   * The log up to {@code index} is no longer wanted. Only the target is set: entries go at the
   * driver's next purge, as far as the state machine is durable (rule D3).
   */
  public void compact(long index) {
    host.loop().checkOwned();
    compactTarget = Math.max(compactTarget, Math.min(index, node.appliedIndex()));
  }

  /**
   * Ends this peer and removes its log. The host's tombstone must be durable (rule D7). Nothing is
   * called back any more but lost reads.
   */
  public void destroy() {
    host.loop().checkOwned();
    if (destroyed) {
      return;
    }
    node.close(); // Before anybody can learn that this peer is gone (L14).
    destroyed = true;
    pending.clear();
    reads.lostAll();
    host.destroyed(this);
  }

  /**
   * Sets this peer aside: it says that it leads no more, if it did, and nothing after that; it
   * hears nothing, and nothing is called back any more but lost reads. Its log stays as it is.
   */
  public void halt() {
    host.loop().checkOwned();
    if (destroyed) {
      return;
    }
    // Its store lives, and those that hold to it would wait (L20).
    List<Message> lastWords = node.close(); // Before anybody can learn that it is gone (L14).
    destroyed = true;
    pending.clear();
    reads.lostAll();
    host.send(id, lastWords);
    host.halted(this);
  }

  private void markDirty() {
    if (!dirty && !destroyed) {
      dirty = true;
      host.markDirty(this);
    }
  }

  /** For drivers, once after each turn in which the group became dirty. */
  public void flush() {
    dirty = false;
    try {
      work();
    } catch (InvariantViolation e) {
      machine.onBroken(e);
    }
  }

  private void work() {
    if (destroyed) {
      return;
    }
    noticeLeader();
    reads.start(node);
    if (!destroyed && node.hasReady()) {
      take(node.ready());
    }
    if (!destroyed && !askedToLeave && node.leaveDue()) {
      askedToLeave = true;
      machine.onLeaveDue();
    }
    if (!destroyed && node.hasReady()) {
      markDirty();
    }
  }

  /** Rounds begun under another leader or term get no answer; those that begin now do. */
  private void noticeLeader() {
    if (node.leader() != readLeader || node.term() != readTerm || node.role() != readRole) {
      readLeader = node.leader();
      readTerm = node.term();
      readRole = node.role();
      reads.lostRounds();
    }
  }

  private void take(Ready ready) {
    machine.onCommitIndex(node.commitIndex());
    send(ready.messages());
    pending.add(new PendingReady(ready));
    SoftState soft = ready.softState();
    if (soft != null) {
      machine.onRole(soft.role(), soft.term(), soft.leader());
    }
    reads.answer(ready.readStates());
    if (!ready.committed().isEmpty() && !destroyed) {
      // Durable here by the core's contract, so nothing of this Ready needs to be awaited.
      machine.onCommitted(ready.committed());
    }
    SnapshotMeta snapshot = ready.snapshot();
    if (snapshot != null && !destroyed) {
      machine.onInstallSnapshot(snapshot);
    }
    submit();
  }

  /** Hands to the log, in order, all that need not wait for a snapshot. */
  private void submit() {
    for (PendingReady each : pending) {
      if (!each.installed) {
        break;
      }
      if (!each.submitted) {
        each.submitted = true;
        persist(each);
      }
    }
    completeInOrder();
  }

  private void persist(PendingReady each) {
    Ready ready = each.ready;
    if (!ready.mustSync()) {
      each.durable = true;
      return;
    }
    LogBatch batch = new LogBatch();
    SnapshotMeta snapshot = ready.snapshot();
    if (snapshot != null) {
      batch.reset(id, snapshot.index(), snapshot.term());
    }
    batch.append(id, ready.entries());
    HardState state = ready.hardState();
    if (state != null) {
      batch.hardState(id, state);
    }
    host.persist(
        batch,
        () -> {
          each.durable = true;
          try {
            completeInOrder();
          } catch (InvariantViolation e) {
            machine.onBroken(e);
          }
        });
  }

  private void completeInOrder() {
    boolean any = false;
    while (!pending.isEmpty() && pending.getFirst().durable) {
      Ready ready = pending.removeFirst().ready;
      node.persisted(ready.number());
      send(ready.messagesAfterPersist());
      any = true;
    }
    if (any && node.hasReady()) {
      markDirty();
    }
  }

  private void send(List<Message> messages) {
    if (messages.isEmpty()) {
      return;
    }
    List<Message> wire = new ArrayList<>(messages.size());
    for (Message message : messages) {
      if (message.kind() == Message.Kind.INSTALL_SNAPSHOT) {
        machine.onSnapshotNeeded(message.to());
      } else {
        wire.add(message);
      }
    }
    if (!wire.isEmpty()) {
      host.send(id, wire);
    }
  }

  /** Checks everything that must hold between any two calls. */
  public void checkInvariants() {
    node.checkInvariants();
  }
}
