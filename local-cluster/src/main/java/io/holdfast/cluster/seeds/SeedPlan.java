package io.holdfast.cluster.seeds;

import io.holdfast.cluster.ClusterWiring;
import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.Profile;
import java.time.Duration;

/**
 * What one run does.
 *
 * @param seed decides everything
 * @param profile which faults, how often
 * @param wiring parts exchanged, to plant a bug
 * @param accounts accounts of the bank
 * @param clients clients that transfer
 * @param thinkTimeMax longest pause of a client between two transfers
 * @param splitGapMax longest time between two splits; the shortest is an eighth of it
 * @param pauseAtSplit chance that the leader of a region stands still just when it splits
 * @param safety shortest simulated length of the safety phase
 * @param safetyMax longest length of it, should commits be slow to come
 * @param committedMin transfers that must commit in the safety phase
 */
public record SeedPlan(
    long seed,
    Profile profile,
    ClusterWiring wiring,
    int accounts,
    int clients,
    Duration thinkTimeMax,
    Duration splitGapMax,
    double pauseAtSplit,
    Duration safety,
    Duration safetyMax,
    long committedMin) {
  /** Two minutes of everything, five clients. */
  public static SeedPlan of(long seed, Profile profile) {
    return new SeedPlan(
        seed,
        profile,
        ClusterWiring.PRODUCTION,
        40,
        5,
        // Five clients then make a thousand transfers in two minutes: enough to meet every fault.
        Duration.ofMillis(600),
        Duration.ofSeconds(40),
        profile.equals(Profile.CALM) ? 0 : 0.3,
        Duration.ofMinutes(2),
        Duration.ofMinutes(5),
        500);
  }

  /** The same with parts exchanged. */
  public SeedPlan withWiring(ClusterWiring other) {
    return new SeedPlan(
        seed,
        profile,
        other,
        accounts,
        clients,
        thinkTimeMax,
        splitGapMax,
        pauseAtSplit,
        safety,
        safetyMax,
        committedMin);
  }

  /** The same with a shorter or longer safety phase. */
  public SeedPlan lasting(Duration shortest, long committed) {
    return new SeedPlan(
        seed,
        profile,
        wiring,
        accounts,
        clients,
        thinkTimeMax,
        splitGapMax,
        pauseAtSplit,
        shortest,
        safetyMax,
        committed);
  }

  /** The same with another number of accounts and clients, and less or more rest for all. */
  public SeedPlan withLoad(
      int accountCount, int clientCount, Duration thinkTime, Duration splitGap) {
    return new SeedPlan(
        seed,
        profile,
        wiring,
        accountCount,
        clientCount,
        thinkTime,
        splitGap,
        pauseAtSplit,
        safety,
        safetyMax,
        committedMin);
  }

  /** The same with leaders that stand still at every split, or at none. */
  public SeedPlan withPauseAtSplit(double probability) {
    return new SeedPlan(
        seed,
        profile,
        wiring,
        accounts,
        clients,
        thinkTimeMax,
        splitGapMax,
        probability,
        safety,
        safetyMax,
        committedMin);
  }

  /** The command that replays the run. */
  public String reproduceLine() {
    return "scripts/holdfast sim --seed=" + Seeds.print(seed) + " --profile=" + profile.name();
  }
}
