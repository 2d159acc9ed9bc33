package io.holdfast.workload.sqlbank;

import io.holdfast.cluster.ClusterWiring;
import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.Profile;
import io.holdfast.sql.server.SqlWiring;
import io.holdfast.sql.txn.SqlTransactions;
import java.time.Duration;

/**
 * What one run does.
 *
 * @param seed decides everything
 * @param profile which faults, how often
 * @param wiring parts exchanged, to plant a bug
 * @param accounts accounts of the bank
 * @param tellersPerNode sessions that transfer, of each SQL node
 * @param thinkTimeMax longest pause of a session between two transactions
 * @param changeGapMax longest pause between two changes of a table
 * @param splitGapMax longest time between two splits
 * @param rest how long all sessions rest after each {@link #RUSH}; zero for never
 * @param safety shortest simulated length of the safety phase
 * @param safetyMax longest length of it, should commits be slow to come
 * @param transfersMin transfers that must commit in the safety phase
 * @param lostCommits chance that the answer to a commit is lost, and those to its repetitions
 * @param streaming whether SQL nodes send short requests together; every other seed does
 * @param sleeping whether regions sleep to which nothing happens; in three of four seeds they do
 */
public record SqlSeedPlan(
    long seed,
    Profile profile,
    ClusterWiring wiring,
    int accounts,
    int tellersPerNode,
    Duration thinkTimeMax,
    Duration changeGapMax,
    Duration splitGapMax,
    Duration rest,
    Duration safety,
    Duration safetyMax,
    long transfersMin,
    double lostCommits,
    boolean streaming,
    boolean sleeping) {
  /** For so long all sessions work, as densely as they can. */
  public static final Duration RUSH = Duration.ofSeconds(6);

  private static final double LOST_COMMITS = 0.001;
  private static final SqlWiring.Transactions IMPATIENT =
      (database, runtime, guard) ->
          new SqlTransactions(database, runtime, guard, Duration.ofSeconds(5));

  private static final Duration REST = Duration.ofSeconds(14);
  private static final Duration SAFETY_MAX = Duration.ofMinutes(4);

  /**
   * More than a minute of everything on two SQL nodes, in rushes, and thrice as long between them:
   * time for leases and locks to run out, for faults to come and go, and for a rush to begin on
   * what they left.
   */
  public static SqlSeedPlan of(long seed, Profile profile) {
    return new SqlSeedPlan(
            seed,
            profile,
            ClusterWiring.PRODUCTION,
            12,
            3,
            Duration.ofMillis(800),
            Duration.ofSeconds(6),
            Duration.ofSeconds(40),
            REST,
            Duration.ofMinutes(4),
            SAFETY_MAX.multipliedBy(3),
            150,
            0,
            Seeds.random(seed, "choices", "streams").nextBoolean(),
            Seeds.random(seed, "choices", "sleeping").nextInt(4) > 0)
        .withLostCommits(profile.equals(Profile.CALM) ? 0 : LOST_COMMITS);
  }

  /** The same with parts exchanged. */
  public SqlSeedPlan withWiring(ClusterWiring other) {
    return new SqlSeedPlan(
        seed,
        profile,
        other,
        accounts,
        tellersPerNode,
        thinkTimeMax,
        changeGapMax,
        splitGapMax,
        rest,
        safety,
        safetyMax,
        transfersMin,
        lostCommits,
        streaming,
        sleeping);
  }

  /** The same with a shorter or longer safety phase that is one rush. */
  public SqlSeedPlan lasting(Duration shortest, long transfers) {
    return new SqlSeedPlan(
        seed,
        profile,
        wiring,
        accounts,
        tellersPerNode,
        thinkTimeMax,
        changeGapMax,
        splitGapMax,
        Duration.ZERO,
        shortest,
        SAFETY_MAX,
        transfers,
        lostCommits,
        streaming,
        sleeping);
  }

  /** The same with shorter or longer pauses of all. */
  public SqlSeedPlan withPauses(Duration thinkTime, Duration changeGap) {
    return new SqlSeedPlan(
        seed,
        profile,
        wiring,
        accounts,
        tellersPerNode,
        thinkTime,
        changeGap,
        splitGapMax,
        rest,
        safety,
        safetyMax,
        transfersMin,
        lostCommits,
        streaming,
        sleeping);
  }

  /**
   * The same with answers to commits that are lost, each with that chance. A commit is given up
   * sooner then, so that outcomes that are not known come early.
   */
  public SqlSeedPlan withLostCommits(double probability) {
    return new SqlSeedPlan(
        seed,
        profile,
        probability == 0 ? wiring : wiring.withSql(wiring.sql().withTransactions(IMPATIENT)),
        accounts,
        tellersPerNode,
        thinkTimeMax,
        changeGapMax,
        splitGapMax,
        rest,
        safety,
        safetyMax,
        transfersMin,
        probability,
        streaming,
        sleeping);
  }

  /** The same with SQL nodes that send short requests together, or each alone. */
  public SqlSeedPlan withStreaming(boolean together) {
    return new SqlSeedPlan(
        seed,
        profile,
        wiring,
        accounts,
        tellersPerNode,
        thinkTimeMax,
        changeGapMax,
        splitGapMax,
        rest,
        safety,
        safetyMax,
        transfersMin,
        lostCommits,
        together,
        sleeping);
  }

  /** The same with regions that sleep, or without. */
  public SqlSeedPlan withSleeping(boolean on) {
    return new SqlSeedPlan(
        seed,
        profile,
        wiring,
        accounts,
        tellersPerNode,
        thinkTimeMax,
        changeGapMax,
        splitGapMax,
        rest,
        safety,
        safetyMax,
        transfersMin,
        lostCommits,
        streaming,
        on);
  }

  /** The command that replays the run. */
  public String reproduceLine() {
    return "scripts/holdfast sim --workload=sql --seed="
        + Seeds.print(seed)
        + " --profile="
        + profile.name();
  }
}
