package io.holdfast.raft.core;

import io.holdfast.raft.confchange.ConfChanger;
import io.holdfast.raft.confchange.Membership;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One member of a Raft group as a deterministic function: calls in, a numbered {@link Ready} out.
 *
 * <p>Not thread-safe: the loop of the group owns it. After any call, {@link #hasReady()} tells
 * whether there is work; calling {@link #ready()} once per turn batches everything of the turn.
 */
public final class RawNode {
  private final NodeState node;
  private final RaftLogView log;
  private final PersistQueue outstanding = new PersistQueue();
  private HardState reportedHardState;
  private SoftState reportedSoftState;

  /**
   * A node as it comes back from disk.
   *
   * @param conf the configuration as of {@code appliedIndex}
   * @param appliedIndex what the state machine has applied; entries after it are handed out again
   */
  public RawNode(
      RaftConfig config,
      LogStorage storage,
      HardState hardState,
      ConfState conf,
      long appliedIndex,
      RandomGenerator random) {
    this(config, storage, hardState, conf, appliedIndex, random, RaftEvents.NONE);
  }

  /** The same, telling {@code events} what happens inside. */
  public RawNode(
      RaftConfig config,
      LogStorage storage,
      HardState hardState,
      ConfState conf,
      long appliedIndex,
      RandomGenerator random,
      RaftEvents events) {
    this(config, storage, hardState, hardState, conf, appliedIndex, random, events);
  }

  /**
   * The same, when term and vote are still on their way to the disk, behind which {@code durable}
   * lies: they are written again, and nothing is said of them before.
   */
  public RawNode(
      RaftConfig config,
      LogStorage storage,
      HardState hardState,
      HardState durable,
      ConfState conf,
      long appliedIndex,
      RandomGenerator random,
      RaftEvents events) {
    this(config, storage, hardState, durable, conf, appliedIndex, random, events, Support.NONE);
  }

  /** The same, in a store that promises and is promised to. */
  public RawNode(
      RaftConfig config,
      LogStorage storage,
      HardState hardState,
      HardState durable,
      ConfState conf,
      long appliedIndex,
      RandomGenerator random,
      RaftEvents events,
      Support support) {
    this(
        config,
        storage,
        hardState,
        durable,
        conf,
        appliedIndex,
        random,
        events,
        ReadGate.OWN_TERM_COMMITTED,
        support);
  }

  /** For tests that plant a bug in {@code readGate}. */
  RawNode(
      RaftConfig config,
      LogStorage storage,
      HardState hardState,
      HardState durable,
      ConfState conf,
      long appliedIndex,
      RandomGenerator random,
      RaftEvents events,
      ReadGate readGate,
      Support support) {
    this.log = new RaftLogView(storage, outstanding, hardState.commit(), appliedIndex);
    this.node =
        new NodeState(
            config, log, hardState, durable, Members.of(conf), random, events, readGate, support);
    this.reportedHardState = durable;
    this.reportedSoftState = node.softState();
  }

  /** One tick of the group's logical clock. */
  public void tick() {
    node.tick();
  }

  /** A message has arrived. Those not meant for this node are a bug of the host. */
  public void step(Message message) {
    node.step(message);
  }

  /** A hint that {@code peer} is gone: its process ended. If it led, its followers wait no more. */
  public void gone(long peer) {
    node.gone(peer);
  }

  /** Campaigns now (with pre-vote if configured), if this node may. */
  public void campaign() {
    node.elections.campaign();
  }

  /** Appends a command to the log if this node leads. */
  public ProposeResult propose(Bytes data) {
    Leader leader = leading();
    return leader == null
        ? ProposeResult.refused(ProposeResult.Outcome.NOT_LEADER)
        : leader.propose(data);
  }

  /** Appends a change of the members if this node leads and none may be unapplied. */
  public ProposeResult proposeConfChange(ConfChange change) {
    Leader leader = leading();
    return leader == null
        ? ProposeResult.refused(ProposeResult.Outcome.NOT_LEADER)
        : leader.proposeConfChange(change);
  }

  /**
   * Asks for a read index. The answer, if any, is a {@link ReadState} of a later Ready; it is lost
   * when the {@link SoftState} changes, and may be lost in the network if this node follows. A
   * leader that has committed nothing of its own term yet keeps the request until it has.
   *
   * @param context unique among this node's requests
   * @return false iff nothing will come: no leader is known, or too many requests wait
   */
  public boolean readIndex(long context) {
    Leader leader = leading();
    if (leader != null) {
      return leader.readIndex(node.selfId(), context);
    }
    if (node.leader() == 0) {
      return false;
    }
    node.send(new Message.ReadIndexRequest(node.selfId(), node.leader(), node.term(), context));
    return true;
  }

  /**
   * A conf change entry is being applied; call before {@link #applied} of its index. Not called for
   * an entry that the state machine refuses, which then has no effect.
   *
   * @return the configuration now in force
   */
  public ConfState applyConfChange(ConfChange change) {
    if (log.restoring()) {
      // Handed out before a snapshot was accepted, so the snapshot's configuration includes it.
      return conf();
    }
    ConfChanger.Outcome outcome = Members.change(node.members(), change);
    Membership after = outcome.after();
    if (after == null) {
      throw Invariant.unreachable(
          "Committed conf change does not fit: " + outcome.refusal() + " " + change);
    }
    node.applyConfChange(after);
    Leader leader = leading();
    if (leader != null) {
      leader.onReconfigured();
    }
    return conf();
  }

  /**
   * True iff this node leads in a joint configuration that is to be left without being asked for
   * (Thesis §4.3), and nothing is in the way: the host should propose {@link ConfChange#leaveJoint}
   * with a context of its own. A new leader finds out too.
   */
  public boolean leaveDue() {
    Leader leader = leading();
    return leader != null && leader.leaveDue();
  }

  /** Hands leadership to a voter; gives up after an election timeout. No effect on followers. */
  public void transferLeader(long to) {
    Leader leader = leading();
    if (leader != null) {
      leader.transfer(to);
    }
  }

  /** True iff {@link #ready()} has something to do. */
  public boolean hasReady() {
    Leader leader = leading();
    return !node.outbox.isEmpty()
        || log.hasNewEntries()
        || log.hasCommitted(node.config.unappliedBytesMax())
        || termOrVoteChanged()
        || (leader != null && leader.dirty())
        || !node.softState().equals(reportedSoftState);
  }

  private boolean termOrVoteChanged() {
    return node.term() != reportedHardState.term() || node.vote() != reportedHardState.vote();
  }

  /** Everything to be done since the last one. */
  public Ready ready() {
    Leader leader = leading();
    if (leader != null) {
      leader.flush();
    }
    SnapshotMeta snapshot = log.takeSnapshot();
    List<Entry> entries = log.takeNewEntries();
    HardState hardState = takeHardState(snapshot != null || !entries.isEmpty());
    SoftState softState = node.softState();
    boolean softChanged = !softState.equals(reportedSoftState);
    reportedSoftState = softState;
    long number = outstanding.nextNumber();
    outstanding.add(
        new PersistQueue.Pending(
            number,
            reportedHardState,
            snapshot,
            entries.isEmpty() ? 0 : entries.get(entries.size() - 1).index()));
    return new Ready(
        number,
        hardState,
        entries,
        node.outbox.takeMessages(),
        node.outbox.takeAfterPersist(),
        log.takeCommitted(node.config.committedBytesMax(), node.config.unappliedBytesMax()),
        node.outbox.takeReadStates(),
        snapshot,
        softChanged ? softState : null);
  }

  /** The commit index alone is not worth a write; it goes with the entries it came with (L18). */
  private @Nullable HardState takeHardState(boolean writing) {
    HardState hardState = node.hardState();
    if (!termOrVoteChanged() && (!writing || hardState.equals(reportedHardState))) {
      return null;
    }
    reportedHardState = hardState;
    return hardState;
  }

  /** Everything up to this Ready is durable, in order. */
  public void persisted(long readyNumber) {
    PersistQueue.Pending done = outstanding.poll(readyNumber);
    while (done != null) {
      log.persisted(done);
      node.persisted(done.hardState);
      done = outstanding.poll(readyNumber);
    }
    if (node.behaviour() instanceof Candidate candidate) {
      candidate.onPersisted();
    } else if (node.behaviour() instanceof Leader leader) {
      leader.onPersisted();
    }
  }

  /** The state machine has applied everything up to {@code index}. */
  public void applied(long index) {
    node.applied(index);
    Leader leader = leading();
    if (leader != null) {
      leader.onApplied();
    }
  }

  /** Stops leading, if it does: this node cannot do what a leader must. */
  public void abdicate(String why) {
    Leader leader = leading();
    if (leader != null) {
      leader.abdicate(why);
    }
  }

  /** Messages to this peer were dropped. */
  public void reportUnreachable(long peer) {
    Leader leader = leading();
    if (leader != null) {
      leader.unreachable(peer);
    }
  }

  /**
   * The host has done with the snapshot for this peer, whether it was delivered or not.
   *
   * @param reached what the peer said that it has, 0 when it did not say
   */
  public void reportSnapshot(long peer, long reached) {
    Leader leader = leading();
    if (leader != null) {
      leader.snapshotEnded(peer, reached);
    }
  }

  private @Nullable Leader leading() {
    return node.behaviour() instanceof Leader leader ? leader : null;
  }

  /** Peer id of this node. */
  public long selfId() {
    return node.selfId();
  }

  /** Current term, durable or not yet. */
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

  /** Highest index known to be committed. */
  public long commitIndex() {
    return log.committed();
  }

  /** Highest index the host has applied. */
  public long appliedIndex() {
    return log.applied();
  }

  /** True from the acceptance of a snapshot until the log is durably reset to it. */
  public boolean restoring() {
    return log.restoring();
  }

  /** Highest index known to be durable here. */
  public long durableIndex() {
    return log.durable();
  }

  /** Highest index of the log, durable or not. */
  public long lastIndex() {
    return log.lastIndex();
  }

  /** Lowest index of the log. */
  public long firstIndex() {
    return log.firstIndex();
  }

  /** Term of the entry at {@code index}, -1 if it is compacted or beyond the log. */
  public long termAt(long index) {
    return log.term(index);
  }

  /** The configuration as applied. */
  public ConfState conf() {
    return node.conf();
  }

  /** On the leader: what it knows of each peer, itself included, by ascending id; else empty. */
  public List<PeerProgress> progress() {
    Leader leader = leading();
    return leader == null ? List.of() : leader.progress();
  }

  /** True iff an entry of the current term is applied here: the leader's reads may begin. */
  public boolean hasAppliedOwnTerm() {
    return log.term(log.applied()) == node.term();
  }

  /**
   * True iff ticks have no effect on this node (L22). It may end without a call: whoever leaves out
   * ticks asks again when stores lose touch.
   */
  public boolean atRest() {
    return node.behaviour().atRest();
  }

  /**
   * For a member at rest, now and then: asks its leader whether it leads on, which is answered
   * (L20). Messages may be lost; this finds out what no message has told.
   */
  public void askLeader() {
    if (atRest() && node.role() == Role.FOLLOWER) {
      node.askLeader();
    }
  }

  /**
   * What this node may answer reads by without asking others (L13): {@link Lease#NONE} unless it
   * leads and has applied an entry of its term (L14).
   */
  public Lease lease() {
    Leader leader = leading();
    return leader == null || !hasAppliedOwnTerm() ? Lease.NONE : leader.lease();
  }

  /**
   * This node serves nothing more. What it had to say is not said any more, for it may be wrong.
   *
   * @return what it says to those that hold to it, if it led (L20)
   */
  public List<Message> close() {
    Leader leader = leading();
    if (leader == null) {
      return List.of();
    }
    leader.ends();
    return node.outbox.takeMessages().stream()
        .filter(message -> message.kind() == Message.Kind.DEFORTIFY)
        .toList();
  }

  /** Checks everything that must hold between any two calls. */
  public void checkInvariants() {
    node.checkInvariants();
    Leader leader = leading();
    if (leader != null) {
      leader.checkInvariants();
    }
  }
}
