package io.holdfast.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Seeded histories of a whole group; see {@link SimChecker} for what is asserted. */
final class RaftSimulationTest {
  private static final int SEEDS = Integer.getInteger("raft.seeds", 200);
  private static final int PLANT_SEEDS_MAX = 100;
  private static final int CLEAN_SEEDS = 40;
  private static final long SEED_FIRST = Long.getLong("raft.seed", 1);

  private static RaftSimulation history(long seed) {
    SimOptions options = SimOptions.drawn(new SplittableRandom(seed));
    RaftSimulation simulation = new RaftSimulation(seed, options);
    try {
      simulation.run();
    } catch (Throwable broken) {
      throw new AssertionError(
          "REPRODUCE: -Draft.seed="
              + seed
              + " -Draft.seeds=1 at time "
              + simulation.now
              + " with "
              + options
              + simulation.describe(),
          broken);
    }
    return simulation;
  }

  @Test
  void allInvariantsHoldInRandomHistoriesAndTheGroupConvergesAfterwards() {
    long committed = 0;
    int leaders = 0;
    int reads = 0;
    int confs = 0;
    int snapshots = 0;
    for (long seed = SEED_FIRST; seed < SEED_FIRST + SEEDS; seed++) {
      RaftSimulation simulation = history(seed);
      committed += simulation.checker.maxCommitted();
      leaders += simulation.checker.leadersSeen;
      reads += simulation.checker.readsAnswered;
      confs += simulation.checker.confsApplied;
      snapshots += simulation.checker.snapshotsRestored;
    }
    if (SEEDS >= 200) {
      // The histories must not be boring.
      assertThat(committed).isGreaterThan(SEEDS * 50L);
      assertThat(leaders).isGreaterThan(SEEDS * 3);
      assertThat(reads).isGreaterThan(SEEDS * 20);
      assertThat(confs).isGreaterThan(SEEDS * 3);
      assertThat(snapshots).isGreaterThan(SEEDS);
    }
  }

  @Test
  void aVoteThatACrashForgetsGivesTwoLeadersInATerm() {
    assertThat(firstFailure(SimOptions.Plant.VOTE_FORGOTTEN)).contains("two leaders in term");
  }

  @Test
  void anAnswerBeforeItIsDurableLosesCommittedEntries() {
    assertThat(firstFailure(SimOptions.Plant.ANSWER_BEFORE_DURABLE))
        .contains("committed without a durable quorum");
  }

  @Test
  void aReadBeforeAnEntryOfTheOwnTermIsCommittedIsStale() {
    assertThat(firstFailure(SimOptions.Plant.READ_BEFORE_OWN_TERM)).contains("stale read");
  }

  @Test
  void theSameHistoriesWithoutThePlantedBugsAreClean() {
    for (long seed = 1; seed <= CLEAN_SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      new RaftSimulation(seed, SimOptions.crashy(random, SimOptions.Plant.NONE)).run();
    }
  }

  /** What the checker says of the first history in which the planted bug shows. */
  private static String firstFailure(SimOptions.Plant plant) {
    for (long seed = 1; seed <= PLANT_SEEDS_MAX; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      try {
        new RaftSimulation(seed, SimOptions.crashy(random, plant)).run();
      } catch (AssertionError found) {
        return String.valueOf(found.getMessage());
      }
    }
    return "not found in " + PLANT_SEEDS_MAX + " histories";
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    assertThat(history(42).traceHash()).isEqualTo(history(42).traceHash());
    assertThat(history(42).traceHash()).isNotEqualTo(history(43).traceHash());
  }
}
