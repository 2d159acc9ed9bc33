package io.holdfast.store.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.Message;
import org.junit.jupiter.api.Test;

/** G13: the votes of a member with the log that every region begins with. */
class BallotTest {
  private static final HardState TERM_7 = new HardState(7, 0, 0);

  private static Message.VoteRequest vote(long from, long term, long index, long lastTerm) {
    return new Message.VoteRequest(from, 3, term, index, lastTerm, false);
  }

  private static boolean granted(Ballot ballot) {
    return ((Message.VoteResponse) java.util.Objects.requireNonNull(ballot.answer())).granted();
  }

  @Test
  void oneVoteATermAndTheSameAgain() {
    Ballot first = Ballot.of(HardState.INITIAL, vote(1, 8, 5, 5), false);
    assertThat(granted(first)).isTrue();
    assertThat(first.state()).isEqualTo(new HardState(8, 1, 0));
    assertThat(granted(Ballot.of(first.state(), vote(1, 8, 5, 5), false))).isTrue();
    Ballot other = Ballot.of(first.state(), vote(2, 8, 9, 7), false);
    assertThat(granted(other)).isFalse();
    assertThat(other.state()).isEqualTo(first.state());
    Ballot next = Ballot.of(first.state(), vote(2, 9, 9, 7), false);
    assertThat(granted(next)).isTrue();
    assertThat(next.state()).isEqualTo(new HardState(9, 2, 0));
  }

  @Test
  void anOlderTermIsToldTheNewOne() {
    Ballot ballot = Ballot.of(TERM_7, vote(1, 6, 9, 6), false);
    assertThat(ballot.answer()).isEqualTo(new Message.VoteResponse(3, 1, 7, false));
    assertThat(ballot.state()).isEqualTo(TERM_7);
  }

  @Test
  void aCandidateMustHaveWhatEveryRegionBeginsWith() {
    assertThat(granted(Ballot.of(TERM_7, vote(1, 8, 4, 5), false))).isFalse();
    assertThat(granted(Ballot.of(TERM_7, vote(1, 8, 9, 4), false))).isFalse();
    assertThat(granted(Ballot.of(TERM_7, vote(1, 8, 6, 6), false))).isTrue();
  }

  @Test
  void whoHearsALeaderDoesNotHelpToDeposeIt() {
    assertThat(Ballot.of(TERM_7, vote(1, 8, 9, 7), true).answer()).isNull();
    assertThat(Ballot.of(TERM_7, new Message.PreVoteRequest(1, 3, 8, 9, 7), true).answer())
        .isNull();
    assertThat(granted(Ballot.of(TERM_7, new Message.VoteRequest(1, 3, 8, 9, 7, true), true)))
        .isTrue();
  }

  @Test
  void aPreVotePromisesNothing() {
    Ballot granted = Ballot.of(TERM_7, new Message.PreVoteRequest(1, 3, 8, 9, 7), false);
    assertThat(granted.answer()).isEqualTo(new Message.PreVoteResponse(3, 1, 8, true));
    assertThat(granted.state()).isEqualTo(TERM_7);
    Ballot refused = Ballot.of(TERM_7, new Message.PreVoteRequest(1, 3, 7, 9, 7), false);
    assertThat(refused.answer()).isEqualTo(new Message.PreVoteResponse(3, 1, 7, false));
  }
}
