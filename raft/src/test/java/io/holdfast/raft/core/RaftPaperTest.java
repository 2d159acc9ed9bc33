package io.holdfast.raft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Statements of "In Search of an Understandable Consensus Algorithm" (extended version), one per
 * method, for node 1 of three unless said otherwise. Pre-vote and check-quorum, which are not in
 * the paper, are off.
 */
final class RaftPaperTest {
  private static final ConfState THREE = ConfState.of(List.of(1L, 2L, 3L), List.of());
  private static final int ELECTION_MIN = 10;
  private static final int ELECTION_MAX = 20;

  private static RaftConfig config(long id) {
    return new RaftConfig(
        id,
        ELECTION_MIN,
        ELECTION_MAX,
        2,
        16,
        1 << 20,
        1 << 20,
        1 << 20,
        1000,
        1 << 20,
        1 << 20,
        false,
        false);
  }

  private static TestNode node(TestDisk disk, ConfState conf) {
    return new TestNode(config(1), disk, conf, line -> {});
  }

  private static TestNode node() {
    return node(new TestDisk(0, 0), THREE);
  }

  private static Entry entry(long index, long term) {
    return new Entry(index, term, EntryKind.NORMAL, Bytes.utf8(index + "@" + term));
  }

  /** Entries 1, 2, ... with these terms. */
  private static List<Entry> log(long... terms) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < terms.length; i++) {
      entries.add(entry(i + 1, terms[i]));
    }
    return entries;
  }

  /** Node 1 as a follower of node 2 in {@code term}, with this log. */
  private static TestNode followerWithLog(long term, long... terms) {
    TestNode test = node();
    step(test, new Message.Append(2, 1, term, 0, 0, log(terms), 0));
    return test;
  }

  private static TestNode leader() {
    TestNode test = node();
    elect(test);
    return test;
  }

  private static void elect(TestNode test) {
    test.node().campaign();
    test.settle();
    step(test, new Message.VoteResponse(2, 1, test.node().term(), true));
    assertThat(test.node().role()).isEqualTo(Role.LEADER);
  }

  /** Node 2 acknowledges the whole log, so that it is committed. */
  private static void acknowledgeAll(TestNode test) {
    test.takeSent();
    long last = test.node().lastIndex();
    step(test, new Message.AppendResponse(2, 1, test.node().term(), last, false, 0, 0));
    assertThat(test.node().commitIndex()).isEqualTo(last);
  }

  private static List<Message> step(TestNode test, Message message) {
    test.takeSent();
    test.node().step(message);
    test.settle();
    return test.takeSent();
  }

  private static List<Message> tick(TestNode test, int times) {
    test.takeSent();
    for (int i = 0; i < times; i++) {
      test.node().tick();
      test.settle();
    }
    return test.takeSent();
  }

  private static boolean voted(List<Message> sent) {
    assertThat(sent).hasSize(1);
    return ((Message.VoteResponse) sent.get(0)).granted();
  }

  private static Message.AppendResponse answer(List<Message> sent) {
    assertThat(sent).hasSize(1);
    return (Message.AppendResponse) sent.get(0);
  }

  private static List<Message.Append> appends(List<Message> sent, long to) {
    List<Message.Append> appends = new ArrayList<>();
    for (Message message : sent) {
      if (message.kind() == Message.Kind.APPEND && message.to() == to) {
        appends.add((Message.Append) message);
      }
    }
    return appends;
  }

  // ---- §5.1 Raft basics

  @Test
  void section5_1_ifAServerSeesALargerTermItUpdatesItsOwn() {
    TestNode follower = node();
    step(follower, new Message.Append(2, 1, 7, 0, 0, List.of(), 0));
    assertThat(follower.node().term()).isEqualTo(7);
    assertThat(follower.disk().hardState().term()).isEqualTo(7);
  }

  @Test
  void section5_1_aCandidateOrLeaderWithAnOldTermBecomesAFollower() {
    TestNode leader = leader();
    step(leader, new Message.Heartbeat(3, 1, 9, 0, 0));
    assertThat(leader.node().role()).isEqualTo(Role.FOLLOWER);
    assertThat(leader.node().leader()).isEqualTo(3);

    TestNode candidate = node();
    candidate.node().campaign();
    step(candidate, new Message.VoteRequest(3, 1, 9, 0, 0, false));
    assertThat(candidate.node().role()).isEqualTo(Role.FOLLOWER);
    assertThat(candidate.node().term()).isEqualTo(9);
  }

  @Test
  void section5_1_aRequestWithAnOldTermIsRejected() {
    TestNode follower = followerWithLog(5, 1);
    Message.AppendResponse answer =
        answer(step(follower, new Message.Append(3, 1, 4, 1, 1, List.of(entry(2, 4)), 2)));
    assertThat(answer.rejected()).isTrue();
    assertThat(answer.term()).isEqualTo(5);
    assertThat(follower.node().lastIndex()).isEqualTo(1);
    assertThat(follower.node().commitIndex()).isZero();
  }

  // ---- §5.2 Leader election

  @Test
  void section5_2_aServerBeginsAsAFollower() {
    assertThat(node().node().role()).isEqualTo(Role.FOLLOWER);
  }

  @Test
  void section5_2_aServerRemainsAFollowerWhileItHearsALeader() {
    TestNode follower = node();
    for (int i = 0; i < 5 * ELECTION_MAX; i++) {
      step(follower, new Message.Heartbeat(2, 1, 1, 0, 0));
      tick(follower, ELECTION_MIN - 1);
      assertThat(follower.node().role()).isEqualTo(Role.FOLLOWER);
    }
  }

  @Test
  void section5_2_aLeaderSendsPeriodicHeartbeatsToAllFollowers() {
    TestNode leader = leader();
    acknowledgeAll(leader);
    assertThat(tick(leader, 1)).isEmpty();
    List<Message> sent = tick(leader, 1);
    assertThat(sent).extracting(Message::kind).containsOnly(Message.Kind.HEARTBEAT);
    assertThat(sent).extracting(Message::to).containsExactly(2L, 3L);
  }

  @Test
  void section5_2_aFollowerThatHearsNothingBeginsAnElection() {
    TestNode follower = node();
    List<Message> sent = tick(follower, ELECTION_MAX);
    // It increments its term, votes for itself and asks all others.
    assertThat(follower.node().role()).isEqualTo(Role.CANDIDATE);
    assertThat(follower.disk().hardState()).isEqualTo(new HardState(1, 1, 0));
    assertThat(sent)
        .containsExactly(
            new Message.VoteRequest(1, 2, 1, 0, 0, false),
            new Message.VoteRequest(1, 3, 1, 0, 0, false));
  }

  @Test
  void section5_2_aCandidateWinsWithVotesFromAMajorityOfTheFullCluster() {
    ConfState five = ConfState.of(List.of(1L, 2L, 3L, 4L, 5L), List.of());
    TestNode candidate = node(new TestDisk(0, 0), five);
    candidate.node().campaign();
    candidate.settle();
    step(candidate, new Message.VoteResponse(2, 1, 1, true));
    step(candidate, new Message.VoteResponse(2, 1, 1, true));
    assertThat(candidate.node().role()).isEqualTo(Role.CANDIDATE);
    step(candidate, new Message.VoteResponse(3, 1, 1, true));
    assertThat(candidate.node().role()).isEqualTo(Role.LEADER);
  }

  @Test
  void section5_2_eachServerVotesForAtMostOneCandidatePerTermFirstComeFirstServed() {
    TestNode voter = node();
    assertThat(voted(step(voter, new Message.VoteRequest(2, 1, 1, 0, 0, false)))).isTrue();
    assertThat(voted(step(voter, new Message.VoteRequest(3, 1, 1, 0, 0, false)))).isFalse();
    assertThat(voted(step(voter, new Message.VoteRequest(2, 1, 1, 0, 0, false)))).isTrue();
    assertThat(voted(step(voter, new Message.VoteRequest(3, 1, 2, 0, 0, false)))).isTrue();
  }

  @Test
  void section5_2_aVoteSurvivesARestart() {
    TestNode voter = node();
    step(voter, new Message.VoteRequest(2, 1, 1, 0, 0, false));
    voter.crash();
    voter.start();
    assertThat(voted(step(voter, new Message.VoteRequest(3, 1, 1, 0, 0, false)))).isFalse();
  }

  @Test
  void section5_2_aVoteLeavesOnlyWhenItIsDurable() {
    TestNode voter = node();
    voter.holdDisk(true);
    assertThat(step(voter, new Message.VoteRequest(2, 1, 1, 0, 0, false))).isEmpty();
    voter.holdDisk(false);
    voter.settle();
    assertThat(voted(voter.takeSent())).isTrue();
  }

  @Test
  void section5_2_aCandidateThatHearsALeaderOfItsTermBecomesAFollower() {
    TestNode candidate = node();
    candidate.node().campaign();
    candidate.settle();
    step(candidate, new Message.Append(2, 1, 1, 0, 0, log(1), 0));
    assertThat(candidate.node().role()).isEqualTo(Role.FOLLOWER);
    assertThat(candidate.node().leader()).isEqualTo(2);
    assertThat(candidate.node().lastIndex()).isEqualTo(1);
  }

  @Test
  void section5_2_aCandidateIgnoresALeaderOfAnOlderTerm() {
    TestNode candidate = followerWithLog(3, 1);
    candidate.node().campaign();
    candidate.settle();
    step(candidate, new Message.Append(2, 1, 3, 0, 0, List.of(), 0));
    assertThat(candidate.node().role()).isEqualTo(Role.CANDIDATE);
  }

  @Test
  void section5_2_withoutAWinnerANewElectionBeginsInANewTerm() {
    TestNode candidate = node();
    tick(candidate, ELECTION_MAX);
    tick(candidate, ELECTION_MAX);
    assertThat(candidate.node().term()).isGreaterThanOrEqualTo(2);
    assertThat(candidate.node().role()).isEqualTo(Role.CANDIDATE);
  }

  @Test
  void section5_2_electionTimeoutsAreRandomInTheirRange() {
    TreeSet<Integer> seen = new TreeSet<>();
    for (int seed = 0; seed < 500; seed++) {
      RawNode node =
          new RawNode(
              config(1),
              new TestDisk(0, 0),
              HardState.INITIAL,
              THREE,
              0,
              new SplittableRandom(seed));
      int ticks = 0;
      while (node.role() == Role.FOLLOWER) {
        node.tick();
        ticks++;
      }
      seen.add(ticks);
    }
    assertThat(seen.first()).isEqualTo(ELECTION_MIN);
    assertThat(seen.last()).isEqualTo(ELECTION_MAX - 1);
    assertThat(seen).hasSize(ELECTION_MAX - ELECTION_MIN);
  }

  @Test
  void section5_2_twoLeadersInATermAreABug() {
    TestNode leader = leader();
    Message other = new Message.Heartbeat(2, 1, leader.node().term(), 0, 0);
    assertThatThrownBy(() -> leader.node().step(other))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("RAFT-1");
  }

  // ---- §5.3 Log replication

  @Test
  void section5_3_theLeaderAppendsACommandAndSendsItToAllInParallel() {
    TestNode leader = leader();
    acknowledgeAll(leader);
    step(leader, new Message.AppendResponse(3, 1, 1, 1, false, 0, 0));
    ProposeResult result = leader.propose("x");
    leader.settle();
    List<Message> sent = leader.takeSent();
    assertThat(result).isEqualTo(ProposeResult.accepted(2, 1));
    for (long to = 2; to <= 3; to++) {
      assertThat(appends(sent, to)).hasSize(1);
      assertThat(appends(sent, to).get(0).entries()).extracting(Entry::index).containsExactly(2L);
    }
  }

  @Test
  void section5_3_anEntryIsCommittedWhenAMajorityHasIt() {
    ConfState five = ConfState.of(List.of(1L, 2L, 3L, 4L, 5L), List.of());
    TestNode leader = node(new TestDisk(0, 0), five);
    leader.node().campaign();
    leader.settle();
    step(leader, new Message.VoteResponse(2, 1, 1, true));
    step(leader, new Message.VoteResponse(3, 1, 1, true));
    step(leader, new Message.AppendResponse(2, 1, 1, 1, false, 0, 0));
    assertThat(leader.node().commitIndex()).isZero();
    step(leader, new Message.AppendResponse(4, 1, 1, 1, false, 0, 0));
    assertThat(leader.node().commitIndex()).isEqualTo(1);
  }

  @Test
  void section5_3_theLeaderCountsItselfOnlyWhenItsOwnDiskHasTheEntry() {
    TestNode leader = leader();
    acknowledgeAll(leader);
    leader.holdDisk(true);
    leader.propose("x");
    leader.settle();
    // Itself is not durable: one acknowledgement is no majority of three.
    step(leader, new Message.AppendResponse(2, 1, 1, 2, false, 0, 0));
    assertThat(leader.node().commitIndex()).isEqualTo(1);
    step(leader, new Message.AppendResponse(3, 1, 1, 2, false, 0, 0));
    assertThat(leader.node().commitIndex()).isEqualTo(2);
    assertThat(leader.commands()).isEmpty();
    leader.holdDisk(false);
    leader.settle();
    assertThat(leader.commands()).containsExactly("x");
  }

  @Test
  void section5_3_aLeaderWhoseDiskStallsTakesNoMoreThanItsBound() {
    TestNode leader = leader();
    acknowledgeAll(leader);
    leader.holdDisk(true);
    ProposeResult result = leader.propose("x".repeat(900));
    while (result.isAccepted()) {
      leader.settle();
      step(leader, new Message.AppendResponse(2, 1, 1, result.index(), false, 0, 0));
      step(leader, new Message.AppendResponse(3, 1, 1, result.index(), false, 0, 0));
      assertThat(leader.node().commitIndex()).isEqualTo(result.index());
      assertThat(result.index()).isLessThan(2000);
      result = leader.propose("x".repeat(900));
    }
    assertThat(result.outcome()).isEqualTo(ProposeResult.Outcome.UNCOMMITTED_FULL);
  }

  @Test
  void section5_3_committingAnEntryCommitsAllBeforeItAlsoOfEarlierLeaders() {
    TestNode leader = followerWithLog(2, 1, 2);
    elect(leader);
    assertThat(leader.node().commitIndex()).isZero();
    step(leader, new Message.AppendResponse(2, 1, 3, 3, false, 0, 0));
    assertThat(leader.node().commitIndex()).isEqualTo(3);
    assertThat(leader.commands()).containsExactly("1@1", "2@2");
  }

  @Test
  void section5_3_followersLearnTheCommitIndexFromAppendsAndApplyInOrder() {
    TestNode follower = followerWithLog(1, 1, 1, 1);
    assertThat(follower.commands()).isEmpty();
    step(follower, new Message.Append(2, 1, 1, 3, 1, List.of(), 2));
    assertThat(follower.commands()).containsExactly("1@1", "2@1");
    step(follower, new Message.Append(2, 1, 1, 3, 1, List.of(entry(4, 1)), 4));
    assertThat(follower.commands()).containsExactly("1@1", "2@1", "3@1", "4@1");
  }

  @Test
  void section5_3_aFollowerDoesNotCommitBeyondWhatTheMessageHasCompared() {
    TestNode follower = followerWithLog(1, 1, 1, 1);
    step(follower, new Message.Append(2, 1, 1, 1, 1, List.of(), 3));
    assertThat(follower.node().commitIndex()).isEqualTo(1);
  }

  @Test
  void section5_3_aFollowerRefusesEntriesWhosePredecessorItHasNot() {
    TestNode follower = followerWithLog(2, 1, 2);
    // Missing.
    assertThat(answer(step(follower, new Message.Append(2, 1, 2, 3, 2, List.of(), 0))).rejected())
        .isTrue();
    // Of another term.
    assertThat(answer(step(follower, new Message.Append(2, 1, 2, 2, 1, List.of(), 0))).rejected())
        .isTrue();
    assertThat(answer(step(follower, new Message.Append(2, 1, 2, 2, 2, List.of(), 0))).rejected())
        .isFalse();
  }

  @Test
  void section5_3_conflictingEntriesAreReplacedAndOthersStay() {
    // Figure 7 (f): terms 1 1 1 2 2 2 3 3 3 against the leader's 1 1 1 4 4.
    TestNode follower = followerWithLog(7, 1, 1, 1, 2, 2, 2, 3, 3, 3);
    step(follower, new Message.Append(2, 1, 8, 3, 1, List.of(entry(4, 4), entry(5, 4)), 0));
    assertThat(follower.node().lastIndex()).isEqualTo(5);
    assertThat(follower.node().termAt(3)).isEqualTo(1);
    assertThat(follower.node().termAt(4)).isEqualTo(4);
  }

  @Test
  void section5_3_anAppendThatComesLateDoesNotCutTheLog() {
    TestNode follower = followerWithLog(1, 1, 1, 1);
    step(follower, new Message.Append(2, 1, 1, 0, 0, List.of(entry(1, 1)), 0));
    assertThat(follower.node().lastIndex()).isEqualTo(3);
  }

  @Test
  void section5_3_theLeaderGoesBackUntilTheLogsAgree() {
    TestNode leader = followerWithLog(4, 1, 1, 2, 2, 3, 3);
    elect(leader);
    // Its first probe was (6, 3). The follower's log ends with term 1 at index 4.
    List<Message> sent = step(leader, new Message.AppendResponse(3, 1, 5, 6, true, 4, 1));
    Message.Append next = appends(sent, 3).get(0);
    assertThat(next.prevIndex()).isEqualTo(2);
    assertThat(next.prevTerm()).isEqualTo(1);
  }

  @Test
  void section5_3_aLeaderNeverChangesItsOwnLog() {
    TestNode leader = followerWithLog(1, 1, 1);
    elect(leader);
    step(leader, new Message.AppendResponse(3, 1, 2, 2, true, 0, 0));
    step(leader, new Message.AppendResponse(2, 1, 2, 2, true, 1, 1));
    assertThat(leader.node().termAt(1)).isEqualTo(1);
    assertThat(leader.node().termAt(2)).isEqualTo(1);
    assertThat(leader.node().termAt(3)).isEqualTo(2);
  }

  // ---- §5.4 Safety

  @Test
  void section5_4_1_aVoterRefusesACandidateWhoseLogIsLessUpToDate() {
    // Later last term wins, whatever the length; then the longer log.
    assertThat(voted(step(followerWithLog(3, 1, 3), vote(9, 1)))).isFalse();
    assertThat(voted(step(followerWithLog(3, 1, 3), vote(2, 3)))).isTrue();
    assertThat(voted(step(followerWithLog(3, 1, 3), vote(1, 3)))).isFalse();
    assertThat(voted(step(followerWithLog(3, 1, 3), vote(1, 4)))).isTrue();
  }

  private static Message.VoteRequest vote(long lastIndex, long lastTerm) {
    return new Message.VoteRequest(3, 1, 9, lastIndex, lastTerm, false);
  }

  @Test
  void section5_4_2_entriesOfEarlierTermsAreNotCommittedByCounting() {
    TestNode leader = followerWithLog(2, 1, 2);
    elect(leader);
    step(leader, new Message.AppendResponse(2, 1, 3, 2, false, 0, 0));
    step(leader, new Message.AppendResponse(3, 1, 3, 2, false, 0, 0));
    assertThat(leader.node().commitIndex()).isZero();
    step(leader, new Message.AppendResponse(3, 1, 3, 3, false, 0, 0));
    assertThat(leader.node().commitIndex()).isEqualTo(3);
  }

  /** RAFT-8, by leader completeness (§5.4.3): each of these shows that something was forgotten. */
  @Test
  void section5_4_3_aLeaderThatLacksWhatIsCommittedHereIsNotFollowed() {
    List<Message> contradictions =
        List.of(
            new Message.Append(3, 1, 9, 2, 1, List.of(), 0),
            new Message.Append(3, 1, 9, 1, 2, List.of(), 0),
            new Message.Append(3, 1, 9, 1, 1, List.of(entry(2, 9)), 0),
            new Message.Append(3, 1, 9, 0, 0, List.of(entry(1, 1), entry(2, 9)), 0),
            new Message.InstallSnapshot(3, 1, 9, new SnapshotMeta(2, 8, THREE)),
            new Message.Heartbeat(3, 1, 9, 5, 0));
    for (Message message : contradictions) {
      TestNode follower = committed(1, 2, 3);
      assertThatThrownBy(() -> step(follower, message))
          .as(message.toString())
          .isInstanceOf(InvariantViolation.class);
    }
  }

  private static TestNode committed(long... terms) {
    TestNode follower = node();
    step(follower, new Message.Append(2, 1, 3, 0, 0, log(terms), terms.length));
    assertThat(follower.node().commitIndex()).isEqualTo(terms.length);
    return follower;
  }

  @Test
  void section5_4_3_lateMessagesOfTheSameLogContradictNothing() {
    TestNode follower = committed(1, 2, 3);
    step(follower, new Message.Append(2, 1, 3, 0, 0, log(1, 2), 1));
    step(follower, new Message.Append(2, 1, 3, 1, 1, List.of(entry(2, 2), entry(3, 3)), 0));
    step(follower, new Message.InstallSnapshot(2, 1, 3, new SnapshotMeta(2, 2, THREE)));
    assertThat(follower.node().commitIndex()).isEqualTo(3);
    assertThat(follower.node().lastIndex()).isEqualTo(3);
  }

  @Test
  void section5_4_3_aLeaderDoesNotCountWhatItDoesNotHold() {
    TestNode leader = leader();
    List<Message> answers = step(leader, new Message.AppendResponse(2, 1, 1, 9, false, 0, 0));
    assertThat(answers).isEmpty();
    assertThat(leader.node().commitIndex()).isZero();
    leader.node().checkInvariants();
  }

  // ---- §5.5 Follower and candidate crashes

  @Test
  void section5_5_aRequestReceivedTwiceHasTheSameEffectAsOnce() {
    TestNode follower = node();
    Message append = new Message.Append(2, 1, 1, 0, 0, log(1, 1), 1);
    Message.AppendResponse first = answer(step(follower, append));
    Message.AppendResponse second = answer(step(follower, append));
    assertThat(first.index()).isEqualTo(2);
    assertThat(second.rejected()).isFalse();
    assertThat(follower.node().lastIndex()).isEqualTo(2);
    assertThat(follower.commands()).containsExactly("1@1");
  }

  // ---- §6 Cluster membership changes

  @Test
  void section6_inAJointConfigurationBothMajoritiesMustAgree() {
    ConfState joint =
        new ConfState(List.of(1L, 4L, 5L), List.of(), List.of(1L, 2L, 3L), List.of(), false);
    TestNode leader = node(new TestDisk(0, 0), joint);
    leader.node().campaign();
    leader.settle();
    step(leader, new Message.VoteResponse(2, 1, 1, true));
    assertThat(leader.node().role()).isEqualTo(Role.CANDIDATE);
    step(leader, new Message.VoteResponse(4, 1, 1, true));
    assertThat(leader.node().role()).isEqualTo(Role.LEADER);
    step(leader, new Message.AppendResponse(4, 1, 1, 1, false, 0, 0));
    step(leader, new Message.AppendResponse(5, 1, 1, 1, false, 0, 0));
    assertThat(leader.node().commitIndex()).isZero();
    step(leader, new Message.AppendResponse(3, 1, 1, 1, false, 0, 0));
    assertThat(leader.node().commitIndex()).isEqualTo(1);
  }

  @Test
  void section6_newServersJoinAsNonVotingMembersFirst() {
    ConfState withLearner = ConfState.of(List.of(1L, 2L, 3L), List.of(4L));
    TestNode leader = node(new TestDisk(0, 0), withLearner);
    elect(leader);
    step(leader, new Message.AppendResponse(4, 1, 1, 1, false, 0, 0));
    assertThat(leader.node().commitIndex()).isZero();
    assertThat(leader.node().progress()).contains(new PeerProgress(4, 1, 2, 1, true, false, true));
  }

  @Test
  void section6_aLeaderThatIsNotInTheNewConfigurationStepsDownWhenItIsCommitted() {
    TestNode leader = leader();
    acknowledgeAll(leader);
    ConfChange removal = ConfChange.simple(ConfChange.Type.REMOVE, 1, Bytes.EMPTY);
    assertThat(leader.node().proposeConfChange(removal).isAccepted()).isTrue();
    leader.settle();
    assertThat(leader.node().role()).isEqualTo(Role.LEADER);
    step(leader, new Message.AppendResponse(2, 1, 1, 2, false, 0, 0));
    assertThat(leader.node().role()).isEqualTo(Role.FOLLOWER);
    assertThat(tick(leader, 3 * ELECTION_MAX)).isEmpty();
  }

  @Test
  void section6_aServerThatHearsALeaderDisregardsVoteRequests() {
    RaftConfig checking =
        new RaftConfig(
            1,
            ELECTION_MIN,
            ELECTION_MAX,
            2,
            16,
            1 << 20,
            1 << 20,
            1 << 20,
            1000,
            1 << 20,
            1 << 20,
            true,
            true);
    TestNode follower = new TestNode(checking, new TestDisk(0, 0), THREE, line -> {});
    step(follower, new Message.Heartbeat(2, 1, 1, 0, 0));
    tick(follower, ELECTION_MIN - 1);
    assertThat(step(follower, new Message.VoteRequest(3, 1, 2, 0, 0, false))).isEmpty();
    assertThat(follower.node().term()).isEqualTo(1);
  }

  // ---- §7 Log compaction

  @Test
  void section7_aFollowerThatNeedsDiscardedEntriesIsSentASnapshot() {
    TestNode leader = leader();
    acknowledgeAll(leader);
    leader.propose("x");
    leader.settle();
    acknowledgeAll(leader);
    leader.disk().compact(2);
    List<Message> sent = step(leader, new Message.AppendResponse(3, 1, 1, 0, true, 0, 0));
    assertThat(sent).contains(new Message.InstallSnapshot(1, 3, 1, new SnapshotMeta(2, 1, THREE)));
  }

  @Test
  void section7_aSnapshotReplacesTheLogOfAFollowerThatIsBehind() {
    TestNode follower = followerWithLog(2, 1, 1);
    SnapshotMeta meta = new SnapshotMeta(10, 2, THREE);
    Message.AppendResponse answer =
        answer(step(follower, new Message.InstallSnapshot(2, 1, 2, meta)));
    assertThat(answer.index()).isEqualTo(10);
    assertThat(follower.node().firstIndex()).isEqualTo(11);
    assertThat(follower.node().commitIndex()).isEqualTo(10);
    assertThat(follower.node().appliedIndex()).isEqualTo(10);
  }

  @Test
  void section7_entriesAfterASnapshotThatMatchesAreKept() {
    TestNode follower = followerWithLog(1, 1, 1, 1, 1);
    SnapshotMeta meta = new SnapshotMeta(3, 1, THREE);
    step(follower, new Message.InstallSnapshot(2, 1, 1, meta));
    assertThat(follower.node().lastIndex()).isEqualTo(4);
    assertThat(follower.node().commitIndex()).isEqualTo(3);
    assertThat(follower.commands()).containsExactly("1@1", "2@1", "3@1");
  }

  @Test
  void section7_anOldSnapshotIsAnsweredWithWhatIsCommitted() {
    TestNode follower = node();
    step(follower, new Message.Append(2, 1, 1, 0, 0, log(1, 1, 1), 3));
    SnapshotMeta meta = new SnapshotMeta(2, 1, THREE);
    assertThat(answer(step(follower, new Message.InstallSnapshot(2, 1, 1, meta))).index())
        .isEqualTo(3);
    assertThat(follower.node().firstIndex()).isEqualTo(1);
  }

  // ---- §8 Client interaction

  @Test
  void section8_aNewLeaderBeginsItsTermWithAnEntryWithoutEffect() {
    TestNode leader = followerWithLog(1, 1);
    elect(leader);
    assertThat(leader.node().lastIndex()).isEqualTo(2);
    acknowledgeAll(leader);
    Entry last = leader.applied().get(1);
    assertThat(last.term()).isEqualTo(2);
    assertThat(last.data().isEmpty()).isTrue();
    assertThat(leader.node().hasAppliedOwnTerm()).isTrue();
  }

  @Test
  void section8_aLeaderAnswersReadsOnlyAfterAHeartbeatRoundWithAMajority() {
    TestNode leader = leader();
    acknowledgeAll(leader);
    assertThat(leader.node().readIndex(77)).isTrue();
    leader.settle();
    assertThat(leader.reads()).isEmpty();
    // An answer to an older round says nothing about this one.
    step(leader, new Message.HeartbeatResponse(2, 1, 1, 0));
    assertThat(leader.reads()).isEmpty();
    step(leader, new Message.HeartbeatResponse(2, 1, 1, 1));
    assertThat(leader.reads()).containsExactly(new ReadState(77, 1));
  }

  @Test
  void section8_aLeaderAnswersNoReadBeforeAnEntryOfItsTermIsCommitted() {
    TestNode leader = followerWithLog(1, 1);
    elect(leader);
    leader.node().readIndex(77);
    leader.settle();
    step(leader, new Message.HeartbeatResponse(2, 1, 2, 1));
    step(leader, new Message.HeartbeatResponse(3, 1, 2, 1));
    assertThat(leader.reads()).isEmpty();
    acknowledgeAll(leader);
    step(leader, new Message.HeartbeatResponse(2, 1, 2, 1));
    assertThat(leader.reads()).containsExactly(new ReadState(77, 2));
  }

  @Test
  void section8_readsOfADeposedLeaderAreNotAnswered() {
    TestNode leader = leader();
    acknowledgeAll(leader);
    leader.node().readIndex(77);
    leader.settle();
    step(leader, new Message.Heartbeat(3, 1, 2, 0, 0));
    step(leader, new Message.HeartbeatResponse(2, 1, 1, 1));
    step(leader, new Message.HeartbeatResponse(2, 1, 2, 1));
    assertThat(leader.reads()).isEmpty();
  }
}
