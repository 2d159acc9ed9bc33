package io.holdfast.raft.core;

import io.holdfast.raft.confchange.Membership;
import io.holdfast.runtime.base.Invariant;
import java.util.random.RandomGenerator;

/**
 * What all roles share, and the transitions between them.
 *
 * <pre>
 *              timeout                 pre-votes              votes
 *   Follower ----------> PreCandidate ----------> Candidate ----------> Leader
 *      ^                      |                      |                    |
 *      +----------------------+----------------------+--------------------+
 *         a leader of this term, a higher term, a lost vote, no quorum heard
 * </pre>
 */
final class NodeState {
  final RaftConfig config;
  final RaftLogView log;
  final Outbox outbox = new Outbox();
  final RaftEvents events;
  final ReadGate readGate;
  final Support support;
  final Fortification fortification;
  final Elections elections = new Elections(this);
  private final LeaderContact contact;

  private long term;
  private long vote;
  private long durableTerm;
  private long durableVote;
  private long leader;
  private Membership members;
  private ConfState conf;
  private Behaviour behaviour;
  private boolean applyingConfChange;

  /** It would have campaigned, but for what it promised. */
  private boolean heldQuietly;

  NodeState(
      RaftConfig config,
      RaftLogView log,
      HardState hardState,
      HardState durable,
      Membership members,
      RandomGenerator random,
      RaftEvents events,
      ReadGate readGate,
      Support support) {
    this.config = config;
    this.log = log;
    this.members = members;
    this.conf = Members.toConf(members);
    this.support = support;
    this.fortification = new Fortification(support, durable.term());
    this.contact = new TickContact(config, random, support.enabled());
    this.events = events;
    this.readGate = readGate;
    this.term = hardState.term();
    this.vote = hardState.vote();
    this.durableTerm = durable.term();
    this.durableVote = durable.vote();
    this.behaviour = new Follower(this);
    Invariant.check(
        log.lastTerm() <= term,
        "RAFT-2 the log is ahead of its term",
        "last",
        log.lastTerm(),
        "term",
        term);
  }

  long selfId() {
    return config.selfId();
  }

  long term() {
    return term;
  }

  long vote() {
    return vote;
  }

  long leader() {
    return leader;
  }

  ConfState conf() {
    return conf;
  }

  Membership members() {
    return members;
  }

  Role role() {
    return behaviour.role();
  }

  Behaviour behaviour() {
    return behaviour;
  }

  HardState hardState() {
    return new HardState(term, vote, log.committed());
  }

  SoftState softState() {
    return new SoftState(role(), leader, term);
  }

  // ---- messages

  /**
   * Sends at once, unless the message mentions a term that a crash would forget (Raft §5.1: term
   * and vote are durable before any answer). Pre-votes promise nothing.
   */
  void send(Message message) {
    boolean preVote =
        message.kind() == Message.Kind.PRE_VOTE_REQUEST
            || message.kind() == Message.Kind.PRE_VOTE_RESPONSE;
    if (preVote || message.term() <= durableTerm) {
      outbox.send(message);
    } else {
      outbox.sendAfterPersist(message);
    }
  }

  /** Sends when everything the node has decided so far is durable. */
  void sendAfterPersist(Message message) {
    outbox.sendAfterPersist(message);
  }

  void tick() {
    behaviour.tick();
  }

  void step(Message message) {
    Invariant.check(
        message.to() == selfId(), "Message for another node", "to", message.to(), "self", selfId());
    learnCommit(message);
    if (message.kind() == Message.Kind.DEFORTIFY) {
      fortification.ended(message.from(), ((Message.Defortify) message).endedTerm());
    }
    if (message.term() >= term && barred(message)) {
      events.onIgnored(message, "L11 holds to leader " + fortification.leader());
      return;
    }
    if (message.term() > term && !stepHigherTerm(message)) {
      return;
    }
    if (message.term() < term) {
      stepLowerTerm(message);
      return;
    }
    switch (message.kind()) {
      case PRE_VOTE_REQUEST -> elections.onPreVoteRequest((Message.PreVoteRequest) message);
      case VOTE_REQUEST -> elections.onVoteRequest((Message.VoteRequest) message);
      default -> behaviour.step(message);
    }
  }

  private void learnCommit(Message message) {
    if (message instanceof Message.PreVoteResponse response) {
      elections.learnCommit(response.commit(), response.commitTerm());
    } else if (message instanceof Message.VoteResponse response) {
      elections.learnCommit(response.commit(), response.commitTerm());
    }
  }

  /** Who holds to a leader does not help anybody else, nor raises its term for it (L5, L11). */
  private boolean barred(Message message) {
    return switch (message.kind()) {
      case PRE_VOTE_REQUEST -> fortification.bars(message.from(), message.term(), false);
      case VOTE_REQUEST ->
          fortification.bars(
              message.from(), message.term(), ((Message.VoteRequest) message).transfer());
      default -> false;
    };
  }

  /** Returns false iff the message is to be dropped. */
  private boolean stepHigherTerm(Message message) {
    switch (message.kind()) {
      case PRE_VOTE_REQUEST -> {
        return !ignoredForLeader(message, false);
      }
      case VOTE_REQUEST -> {
        if (ignoredForLeader(message, ((Message.VoteRequest) message).transfer())) {
          return false;
        }
        becomeFollower(message.term(), 0);
        return true;
      }
      case PRE_VOTE_RESPONSE -> {
        if (!((Message.PreVoteResponse) message).granted()) {
          becomeFollower(message.term(), 0);
        }
        return true;
      }
      case APPEND, HEARTBEAT, INSTALL_SNAPSHOT, FORTIFY, REST -> {
        becomeFollower(message.term(), message.from());
        return true;
      }
      default -> {
        becomeFollower(message.term(), 0);
        return true;
      }
    }
  }

  /** Thesis §4.2.3: whoever hears a leader does not help to depose it. */
  private boolean ignoredForLeader(Message message, boolean transfer) {
    boolean hears = leader != 0 && contact.hears();
    if (!config.checkQuorum() || transfer || !(hears || leader == selfId())) {
      return false;
    }
    events.onIgnored(message, "hears leader " + leader);
    if (behaviour instanceof Leader leading) {
      leading.campaigns(message.from());
    }
    return true;
  }

  /** Tells the sender of the newer term; without that a deposed leader could not find out. */
  private void stepLowerTerm(Message message) {
    long to = message.from();
    switch (message.kind()) {
      case APPEND, HEARTBEAT, INSTALL_SNAPSHOT, FORTIFY, REST ->
          send(new Message.AppendResponse(selfId(), to, term, 0, true, 0, 0));
      case PRE_VOTE_REQUEST -> elections.refusePreVote(to);
      case VOTE_REQUEST -> elections.refuseVote(to);
      case FORTIFIED -> answerFortified((Message.Fortified) message);
      default -> events.onIgnored(message, "old term");
    }
  }

  /** Somebody holds to this node as the leader of a term that it does not lead (L20). */
  void answerFortified(Message.Fortified held) {
    if (role() != Role.LEADER || held.heldTerm() < term) {
      send(new Message.Defortify(selfId(), held.from(), term, held.heldTerm()));
    }
  }

  // ---- transitions

  void becomeFollower(long newTerm, long newLeader) {
    Invariant.check(newTerm >= term, "RAFT-1 a term shrinks", "term", term, "new", newTerm);
    if (behaviour instanceof Leader leading) {
      leading.ends();
    }
    if (newTerm > term) {
      term = newTerm;
      vote = 0;
    }
    leader = newLeader;
    if (leader != 0) {
      fortification.led(term);
    }
    behaviour = new Follower(this);
    contact.begin(Role.FOLLOWER);
    events.onRole(Role.FOLLOWER, term, leader);
  }

  /** A follower learns who leads its term. */
  void follow(long newLeader) {
    Invariant.check(
        leader == 0 || leader == newLeader,
        "RAFT-1 two leaders in a term",
        "term",
        term,
        "leader",
        leader,
        "other",
        newLeader);
    fortification.led(term);
    if (leader != newLeader) {
      leader = newLeader;
      events.onRole(role(), term, leader);
    }
    contact.heard();
  }

  void becomePreCandidate() {
    leader = 0;
    become(new Candidate(this, true, false));
  }

  void becomeCandidate(boolean transfer) {
    Invariant.check(role() != Role.LEADER, "RAFT-1 a leader does not campaign", "term", term);
    term++;
    vote = selfId();
    leader = 0;
    become(new Candidate(this, false, transfer));
  }

  void becomeLeader() {
    Invariant.check(role() == Role.CANDIDATE, "RAFT-1 only candidates win", "term", term);
    Invariant.check(
        durableTerm == term && durableVote == selfId(),
        "RAFT-1 won before the own vote was durable",
        "term",
        term,
        "durable",
        durableTerm);
    leader = selfId();
    Leader leading = new Leader(this);
    become(leading);
    leading.begin();
  }

  private void become(Behaviour next) {
    behaviour = next;
    contact.begin(next.role());
    events.onRole(role(), term, leader);
  }

  void voteFor(long candidate) {
    Invariant.check(
        vote == 0 || vote == candidate,
        "RAFT-1 two votes in a term",
        "vote",
        vote,
        "new",
        candidate);
    vote = candidate;
    contact.heard();
    events.onVote(term, candidate);
  }

  // ---- time

  /** Nobody listens any more where {@code peer} lived. */
  void gone(long peer) {
    if (peer == leader && role() == Role.FOLLOWER) {
      contact.gone();
    }
  }

  LeaderContact contact() {
    return contact;
  }

  /** Campaigns when no leader was heard for long enough (Raft §5.2). */
  void tickElection() {
    if (!contact.campaignDue()) {
      return;
    }
    if (fortification.holds()) {
      // Its store lives, so it may lead on unheard; or it leads no more and will say so (L20).
      heldQuietly = true;
      contact.asked();
      askLeader();
      return;
    }
    if (!members.isVoter(selfId()) || support.graceful()) {
      return;
    }
    if (heldQuietly) {
      heldQuietly = false;
      contact.lapsed();
      return;
    }
    contact.heard();
    // Forgotten even if the campaign is refused: else this node would go on refusing its vote to
    // others on behalf of a leader that it does not hear.
    leader = 0;
    elections.campaign();
  }

  void askLeader() {
    send(
        new Message.Fortified(
            selfId(), fortification.leader(), term, fortification.term(), fortification.session()));
  }

  // ---- log, disk, members

  /** Raises the commit index. Returns true iff it rose. */
  boolean commitTo(long index) {
    return log.commitTo(index);
  }

  void persisted(HardState durableState) {
    durableTerm = durableState.term();
    durableVote = durableState.vote();
  }

  /** True iff this node's vote for itself in the present term would survive a crash. */
  boolean ownVoteDurable() {
    return durableTerm == term && durableVote == selfId();
  }

  /** An entry that changes the configuration takes effect, but is not reported as applied yet. */
  void applyConfChange(Membership newMembers) {
    applyingConfChange = true;
    reconfigure(newMembers);
  }

  void applied(long index) {
    log.appliedTo(index);
    applyingConfChange = false;
  }

  /** True iff the configuration here is the one of the applied index. */
  boolean confIsOfApplied() {
    return !applyingConfChange;
  }

  void reconfigure(Membership newMembers) {
    members = newMembers;
    conf = Members.toConf(members);
    events.onConf(conf);
  }

  /** True iff an entry of the present term is committed, as far as this node knows. */
  boolean ownTermCommitted() {
    return log.term(log.committed()) == term;
  }

  void checkInvariants() {
    log.checkInvariants();
    Invariant.check(
        durableTerm <= term,
        "RAFT-1 the durable term is ahead",
        "durable",
        durableTerm,
        "term",
        term);
    Invariant.check(
        log.lastTerm() <= term,
        "RAFT-2 the log is ahead of the term",
        "last",
        log.lastTerm(),
        "term",
        term);
    Invariant.check(
        !(behaviour instanceof Candidate)
            || !log.hasUnappliedConfChange(config.committedBytesMax()),
        "L18 a candidate does not know its configuration",
        "applied",
        log.applied(),
        "committed",
        log.committed());
    Invariant.check(
        (role() == Role.LEADER) == (leader == selfId()),
        "RAFT-1 leads iff it knows itself as leader",
        "leader",
        leader,
        "self",
        selfId());
  }
}
