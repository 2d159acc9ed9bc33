package io.holdfast.raft.quorum;

import io.holdfast.runtime.base.Invariant;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/** A set of voters of which more than half must agree. Ids are kept in ascending order. */
public final class MajorityConfig {
  /** No voters: agrees to everything. */
  public static final MajorityConfig EMPTY = new MajorityConfig(new long[0]);

  private final long[] voters;

  private MajorityConfig(long[] voters) {
    this.voters = voters;
  }

  /** The voters, in any order, without repetition. */
  public static MajorityConfig of(Collection<Long> voters) {
    long[] ids = voters.stream().mapToLong(Long::longValue).sorted().toArray();
    for (int i = 1; i < ids.length; i++) {
      Invariant.check(ids[i - 1] < ids[i], "Voter named twice", "peer", ids[i]);
    }
    return ids.length == 0 ? EMPTY : new MajorityConfig(ids);
  }

  /** Number of voters. */
  public int size() {
    return voters.length;
  }

  /** True iff {@code peer} votes. */
  public boolean contains(long peer) {
    return Arrays.binarySearch(voters, peer) >= 0;
  }

  /** The voters in ascending order; a copy. */
  public long[] voters() {
    return voters.clone();
  }

  /**
   * The highest value that a majority has reached, given what each voter has reached; {@link
   * Long#MAX_VALUE} without voters.
   */
  public long reachedByQuorum(LongUnaryOperator reached) {
    int n = voters.length;
    if (n == 0) {
      return Long.MAX_VALUE;
    }
    long[] values = new long[n];
    for (int i = 0; i < n; i++) {
      values[i] = reached.applyAsLong(voters[i]);
    }
    Arrays.sort(values);
    // The quorum of n/2 + 1 highest values has its minimum here.
    return values[n - (n / 2 + 1)];
  }

  /** The state of an election. {@code granted} is asked only about voters that have answered. */
  public VoteResult voteResult(LongPredicate answered, LongPredicate granted) {
    int yes = 0;
    int missing = 0;
    for (long voter : voters) {
      if (!answered.test(voter)) {
        missing++;
      } else if (granted.test(voter)) {
        yes++;
      }
    }
    int quorum = voters.length / 2 + 1;
    if (voters.length == 0 || yes >= quorum) {
      return VoteResult.WON;
    }
    return yes + missing >= quorum ? VoteResult.PENDING : VoteResult.LOST;
  }

  @Override
  public String toString() {
    return Arrays.toString(voters);
  }
}
