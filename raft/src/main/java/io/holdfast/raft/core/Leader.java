package io.holdfast.raft.core;

import io.holdfast.raft.confchange.ConfChanger;
import io.holdfast.raft.confchange.Membership;
import io.holdfast.raft.progress.Progress;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import java.util.List;

/** Orders the log of its term: accepts proposals, commits, answers reads. */
final class Leader implements Behaviour {
  private final NodeState node;
  private final Replication replication;
  private final ReadRounds reads = new ReadRounds();
  private final SizeQueue uncommitted = new SizeQueue();

  /** With a stalled disk here, the others commit without it while its entries stay in memory. */
  private final SizeQueue notDurable = new SizeQueue();

  private final LeaderLease lease;
  private final LeaderRest rest;

  /** A conf change may lie at or below this index and not be applied yet. */
  private long pendingConfIndex;

  /** What the log held when leadership began. */
  private final long inherited;

  /** Where leadership is going, 0 for nowhere. */
  private long transferee;

  /** True iff {@link #flush} may find something to send. */
  private boolean dirty = true;

  Leader(NodeState node) {
    this.node = node;
    this.replication = new Replication(node);
    // Conservative: what the log holds now and is not applied may contain a conf change.
    this.pendingConfIndex = node.log.lastIndex();
    this.inherited = node.log.lastIndex();
    this.lease = new LeaderLease(node);
    this.rest = new LeaderRest(node, replication, lease, reads);
  }

  /**
   * Raft §8: commits an entry of the new term at once, to learn what is committed. Heartbeats go
   * with the next tick's; the entry itself already tells everybody.
   */
  void begin() {
    append(EntryKind.NORMAL, Bytes.EMPTY);
    lease.fortify();
  }

  Lease lease() {
    return lease.lease();
  }

  /** It leads no more, or is about to; the others need not hold to it any longer. */
  void ends() {
    lease.close();
    if (node.support.enabled()) {
      for (Progress progress : replication.tracker().others()) {
        node.send(new Message.Defortify(node.selfId(), progress.peer(), node.term(), node.term()));
      }
    }
  }

  @Override
  public Role role() {
    return Role.LEADER;
  }

  boolean dirty() {
    return dirty;
  }

  List<PeerProgress> progress() {
    return replication.view();
  }

  // ---- time

  @Override
  public boolean atRest() {
    return !dirty && rest.lasts(transferee != 0);
  }

  @Override
  public void tick() {
    if (rest.tick(transferee != 0)) {
      return;
    }
    if (node.contact().quorumDue()) {
      endTransfer();
      boolean quorum = replication.tracker().takeQuorumActive();
      if (node.config.checkQuorum() && !quorum) {
        // Thesis §6.2: somebody else may lead by now; clients should look for it.
        stepDown("no quorum heard");
        return;
      }
    }
    if (node.contact().heartbeatDue()) {
      replication.heartbeat(reads.latest(), false);
      lease.fortify();
      rest.invite(transferee != 0);
    }
  }

  private void stepDown(String why) {
    node.events.onStepDown(node.term(), why);
    node.becomeFollower(node.term(), 0);
  }

  // ---- messages

  @Override
  public void step(Message message) {
    switch (message.kind()) {
      case APPEND, HEARTBEAT, INSTALL_SNAPSHOT, FORTIFY, REST ->
          Invariant.check(
              false,
              "RAFT-1 two leaders in a term",
              "term",
              node.term(),
              "self",
              node.selfId(),
              "other",
              message.from());
      case APPEND_RESPONSE -> onAppendResponse((Message.AppendResponse) message);
      case HEARTBEAT_RESPONSE -> onHeartbeatResponse((Message.HeartbeatResponse) message);
      case FORTIFIED -> onFortified((Message.Fortified) message);
      case RESTED -> onRested((Message.Rested) message);
      case READ_INDEX_REQUEST -> {
        Message.ReadIndexRequest request = (Message.ReadIndexRequest) message;
        readIndex(request.from(), request.context());
      }
      default -> node.events.onIgnored(message, "leads");
    }
  }

  private void onAppendResponse(Message.AppendResponse response) {
    Progress from = replication.tracker().get(response.from());
    if (from == null) {
      node.events.onIgnored(response, "not a member");
      return;
    }
    if (!response.rejected() && response.index() > node.log.lastIndex()) {
      // It holds as committed what this leader never had, and finds that out with the next append.
      node.events.onIgnored(response, "RAFT-8 beyond the leader's log");
      return;
    }
    dirty = true;
    if (replication.onAppendResponse(from, response)) {
      maybeCommit();
      maybeTransfer();
    }
  }

  private void onHeartbeatResponse(Message.HeartbeatResponse response) {
    Progress from = replication.tracker().get(response.from());
    if (from == null) {
      node.events.onIgnored(response, "not a member");
      return;
    }
    dirty = true;
    replication.onHeartbeatResponse(from, response.round());
    answerReads();
  }

  private void onFortified(Message.Fortified response) {
    if (response.heldTerm() != node.term()) {
      node.answerFortified(response);
      return;
    }
    Progress from = replication.tracker().get(response.from());
    if (from == null) {
      node.events.onIgnored(response, "not a member");
    } else if (lease.acknowledged(response.from(), response.session())) {
      from.rests(0); // It may be in another life, and know less than it did.
    } else if (rest.lasts(transferee != 0)) {
      rest.invite(from); // It asks because it hears nothing: there is nothing to be heard.
    }
  }

  /** That member does not know who leads: whatever it said before, it does not rest. */
  void campaigns(long peer) {
    Progress progress = replication.tracker().get(peer);
    if (progress != null) {
      progress.rests(0);
    }
  }

  private void onRested(Message.Rested response) {
    Progress from = replication.tracker().get(response.from());
    if (from == null) {
      node.events.onIgnored(response, "not a member");
      return;
    }
    rest.rests(from, response);
  }

  // ---- proposals

  ProposeResult propose(Bytes data) {
    if (transferee != 0) {
      return refused(ProposeResult.Outcome.TRANSFERRING, "transfer to " + transferee);
    }
    if (data.length() > node.config.entryBytesMax()) {
      return refused(ProposeResult.Outcome.ENTRY_TOO_LARGE, "bytes " + data.length());
    }
    if (uncommittedFull(data)) {
      return refused(
          ProposeResult.Outcome.UNCOMMITTED_FULL,
          "bytes uncommitted " + uncommitted.bytes() + " not durable " + notDurable.bytes());
    }
    return append(EntryKind.NORMAL, data);
  }

  /** A single entry always passes, or one larger than the bound could never be proposed. */
  private boolean uncommittedFull(Bytes data) {
    long bytes = Math.max(uncommitted.bytes(), notDurable.bytes());
    return bytes > 0
        && bytes + data.length() + Entry.OVERHEAD_BYTES > node.config.uncommittedBytesMax();
  }

  ProposeResult proposeConfChange(ConfChange change) {
    if (transferee != 0) {
      return refused(ProposeResult.Outcome.TRANSFERRING, "transfer to " + transferee);
    }
    if (pendingConfIndex > node.log.applied()) { // L17: one at a time.
      return refused(ProposeResult.Outcome.CONF_CHANGE_PENDING, "up to index " + pendingConfIndex);
    }
    if (lease.behindItself()) {
      return refused(
          ProposeResult.Outcome.CONF_CHANGE_PENDING, "L17 the lease of the last members runs");
    }
    if (!node.ownTermCommitted()) {
      return refused(ProposeResult.Outcome.NO_OWN_TERM_COMMIT, "term " + node.term());
    }
    ConfChanger.Outcome outcome = Members.change(node.members(), change);
    Membership after = outcome.after();
    if (after == null) {
      return refused(ProposeResult.Outcome.INVALID_CONF_CHANGE, String.valueOf(outcome.refusal()));
    }
    Bytes data = change.encode();
    if (data.length() > node.config.entryBytesMax()) {
      return refused(ProposeResult.Outcome.ENTRY_TOO_LARGE, "bytes " + data.length());
    }
    if (!after.isVoter(node.selfId())) {
      lease.close(); // L17: those who take it may be led by another before it knows.
    }
    ProposeResult result = append(EntryKind.CONF_CHANGE, data);
    pendingConfIndex = result.index();
    return result;
  }

  private ProposeResult refused(ProposeResult.Outcome outcome, String why) {
    node.events.onRefused(outcome, why);
    return ProposeResult.refused(outcome);
  }

  private ProposeResult append(EntryKind kind, Bytes data) {
    long index = node.log.lastIndex() + 1;
    Entry entry = new Entry(index, node.term(), kind, data);
    node.log.append(entry);
    uncommitted.add(index, entry.sizeBytes());
    notDurable.add(index, entry.sizeBytes());
    dirty = true;
    return ProposeResult.accepted(index, node.term());
  }

  // ---- commit

  /** Raft §5.4.2: only entries of the present term are committed by counting. */
  private void maybeCommit() {
    long index = replication.tracker().matchOfQuorum();
    if (index > node.log.committed() && node.log.term(index) == node.term()) {
      node.commitTo(index);
      uncommitted.releaseTo(index);
      dirty = true;
    }
  }

  void onPersisted() {
    notDurable.releaseTo(node.log.durable());
    replication.persisted();
    maybeCommit();
  }

  void onApplied() {
    dirty |= replication.takeSnapshotDeferred();
  }

  /** See {@link RawNode#leaveDue()}. */
  boolean leaveDue() {
    return node.members().autoLeave()
        && pendingConfIndex <= node.log.applied()
        && node.ownTermCommitted()
        && transferee == 0;
  }

  /** The members have changed, by an entry that is being applied. */
  void onReconfigured() {
    replication.reconfigure();
    lease.reconfigured();
    dirty = true;
    if (!node.members().isVoter(transferee)) {
      endTransfer();
    }
    // A smaller quorum may have everything already.
    maybeCommit();
    answerReads();
    if (!node.members().isVoter(node.selfId())) {
      // Thesis §4.2.2. The others learn that the change is committed before the leader goes.
      replication.flush();
      stepDown("no voter any more");
    }
  }

  // ---- reads

  boolean readIndex(long peer, long context) {
    dirty = true;
    return reads.add(peer, context);
  }

  private void beginReads() {
    if (reads.canBegin() && node.readGate.open(node.ownTermCommitted())) {
      reads.begin(node.log.committed());
      replication.heartbeat(reads.latest(), true);
      answerReads();
    }
  }

  private void answerReads() {
    long round = replication.tracker().roundOfQuorum(reads.latest());
    for (ReadRounds.Answer answer : reads.confirmed(round)) {
      if (answer.peer() == node.selfId()) {
        node.outbox.answerRead(new ReadState(answer.context(), answer.index()));
      } else {
        node.send(
            new Message.ReadIndexResponse(
                node.selfId(), answer.peer(), node.term(), answer.context(), answer.index()));
      }
    }
  }

  // ---- transfer (Thesis §3.10)

  void transfer(long to) {
    boolean possible =
        to != node.selfId() && node.members().incoming().contains(to) && to != transferee;
    if (!possible) {
      return;
    }
    transferee = to;
    node.contact().restartQuorumPeriod();
    dirty = true;
    node.events.onTransfer(to);
    Progress progress = replication.tracker().get(to);
    if (progress != null) {
      progress.resumeProbe();
    }
    maybeTransfer();
  }

  /** Once the target has everything, it may begin its election. */
  private void maybeTransfer() {
    if (transferee == 0) {
      return;
    }
    Progress progress = replication.tracker().get(transferee);
    if (progress != null && progress.match() == node.log.lastIndex()) {
      sendTimeoutNow(transferee);
    }
  }

  /** It may arrive late, so the lease of this term is over whatever becomes of it (L16). */
  private void sendTimeoutNow(long to) {
    lease.close();
    node.send(new Message.TimeoutNow(node.selfId(), to, node.term()));
  }

  /**
   * Stops leading now, for a reason that heart-beats do not show to the others; a voter that has
   * everything may begin its election at once.
   */
  void abdicate(String why) {
    for (Progress progress : replication.tracker().others()) {
      boolean ready =
          node.members().incoming().contains(progress.peer())
              && progress.recentlyActive()
              && progress.match() == node.log.lastIndex();
      if (ready) {
        sendTimeoutNow(progress.peer());
        break;
      }
    }
    stepDown(why);
  }

  private void endTransfer() {
    if (transferee != 0) {
      transferee = 0;
      dirty = true;
      node.events.onTransfer(0);
    }
  }

  // ---- host

  /** Builds the messages of this turn. */
  void flush() {
    if (dirty) {
      dirty = false;
      beginReads();
      replication.flush();
    }
  }

  void unreachable(long peer) {
    replication.unreachable(peer);
    dirty = true;
  }

  void snapshotEnded(long peer, long reached) {
    replication.snapshotEnded(peer, reached);
    dirty = true;
  }

  void checkInvariants() {
    replication.checkInvariants();
    Invariant.check(
        pendingConfIndex <= node.log.lastIndex(),
        "L17 pending conf change beyond the log",
        "index",
        pendingConfIndex,
        "last",
        node.log.lastIndex());
    // What earlier leaders left behind may be several; this one adds nothing to them.
    if (pendingConfIndex > Math.max(inherited, node.log.applied())) {
      int pending = node.log.confChangesAfterApplied(node.config.committedBytesMax());
      Invariant.check(
          pending <= 1,
          "L17 a membership change beside one that is not applied",
          "applied",
          node.log.applied(),
          "last",
          node.log.lastIndex(),
          "changes",
          pending);
    }
  }
}
