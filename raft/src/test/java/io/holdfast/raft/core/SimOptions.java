package io.holdfast.raft.core;

import java.util.SplittableRandom;

/**
 * What may go wrong in one simulated history. Probabilities are in percent per message, times in
 * units of which a tick has {@link #TICK}.
 */
record SimOptions(
    int nodes,
    int dropPercent,
    int duplicatePercent,
    int delayMax,
    int diskDelayMax,
    int applyDelayMax,
    int faultEvery,
    boolean crashes,
    boolean partitions,
    boolean confChanges,
    boolean compaction,
    boolean preVote,
    boolean checkQuorum,
    int inflightMax,
    int appendBytesMax,
    Plant plant) {
  static final int TICK = 10;

  /** A bug to be found. */
  enum Plant {
    NONE,
    /** The vote is not durable when a crash comes. */
    VOTE_FORGOTTEN,
    /** Votes and acknowledgements leave before the write has ended. */
    ANSWER_BEFORE_DURABLE,
    /** A leader answers reads before it has committed anything of its own term. */
    READ_BEFORE_OWN_TERM
  }

  static SimOptions drawn(SplittableRandom random) {
    return new SimOptions(
        3 + random.nextInt(3),
        random.nextInt(4) == 0 ? 0 : random.nextInt(20),
        random.nextInt(10),
        2 + random.nextInt(random.nextInt(4) == 0 ? 200 : 20),
        1 + random.nextInt(random.nextInt(4) == 0 ? 100 : 10),
        1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 10),
        40 + random.nextInt(300),
        random.nextInt(5) != 0,
        random.nextInt(5) != 0,
        random.nextInt(3) != 0,
        random.nextInt(3) != 0,
        random.nextInt(4) != 0,
        random.nextInt(4) != 0,
        1 + random.nextInt(6),
        appendBytes(random),
        Plant.NONE);
  }

  /** Short elections, many crashes: where forgotten promises matter. */
  static SimOptions crashy(SplittableRandom random, Plant plant) {
    return new SimOptions(
        3 + 2 * random.nextInt(2),
        random.nextInt(20),
        5,
        30,
        20,
        10,
        25,
        true,
        true,
        false,
        false,
        false,
        random.nextBoolean(),
        1 + random.nextInt(6),
        appendBytes(random),
        plant);
  }

  /** Often one entry per message: what arrives apart is acknowledged, and committed, apart. */
  private static int appendBytes(SplittableRandom random) {
    return random.nextBoolean() ? 1 : 400;
  }

  RaftConfig config(long selfId) {
    return new RaftConfig(
        selfId,
        10,
        20,
        2,
        inflightMax,
        2_000,
        appendBytesMax,
        10_000,
        1_000,
        500,
        2_000,
        preVote,
        checkQuorum);
  }
}
