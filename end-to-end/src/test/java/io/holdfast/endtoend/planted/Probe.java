package io.holdfast.endtoend.planted;

import io.holdfast.cluster.ClientHabits;
import io.holdfast.endtoend.sql.wire.WireProbe;
import io.holdfast.raft.driver.GroupSimulation;
import io.holdfast.simulation.world.FaultKind;
import io.holdfast.simulation.world.Profile;
import io.holdfast.simulation.world.SimulationFailure;
import io.holdfast.workload.seeds.SeedPlan;
import io.holdfast.workload.seeds.SeedRun;
import io.holdfast.workload.seeds.Work;
import io.holdfast.workload.sqlbank.SqlSeedPlan;
import io.holdfast.workload.sqlbank.SqlSeedRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one bug with one seed: what noticed it, or null. Lives in the class loader of the bug,
 * hence speaks to the outside in words of the platform only.
 */
public final class Probe implements LongFunction<@Nullable String> {
  private static final String RAFT = "raft";
  private static final String SQL = "sql";
  private static final String WIRE = "wire";

  private final String workload;
  private final @Nullable Work work; // Null for Raft groups alone, SQL and the wire.
  private final Profile profile;
  private final Map<String, String> load;

  /** {@code plan} as the text of a bug has it. */
  public Probe(Map<String, String> plan) {
    this.workload = plan.getOrDefault("workload", "bank");
    boolean ofKeys = !List.of(RAFT, SQL, WIRE).contains(workload);
    this.work = ofKeys ? Work.valueOf(workload.toUpperCase(Locale.ROOT)) : null;
    this.profile = profile(plan.getOrDefault("profile", "swarm"));
    this.load = Words.pairs(plan.getOrDefault("load", ""));
  }

  @Override
  public @Nullable String apply(long seed) {
    try {
      run(seed);
      return null;
    } catch (SimulationFailure e) {
      if (isBroken(e)) {
        throw e; // The patch does not fit the classes around it: nothing is found.
      }
      String message = String.valueOf(e.getMessage());
      return message.lines().findFirst().orElse(message);
    }
  }

  private void run(long seed) {
    if (work != null) {
      SeedRun.run(plan(seed, work));
    } else if (workload.equals(SQL)) {
      SqlSeedRun.run(sqlPlan(seed));
    } else if (workload.equals(WIRE)) {
      WireProbe.run(seed);
    } else {
      GroupSimulation.run(seed);
    }
  }

  private SqlSeedPlan sqlPlan(long seed) {
    SqlSeedPlan usual = SqlSeedPlan.of(seed, profile);
    return usual
        .withPauses(
            Words.time(load, "think", usual.thinkTimeMax()),
            Words.time(load, "changes", usual.changeGapMax()))
        .withLostCommits(Words.chance(load, "lost"))
        .withStreaming(Words.chance(load, "streams") > 0)
        .withSleeping(Words.chance(load, "sleep") > 0)
        .lasting(Words.time(load, "lasting", usual.safety()), Words.number(load, "committed", 50));
  }

  private SeedPlan plan(long seed, Work work) {
    SeedPlan usual = SeedPlan.of(seed, profile, work);
    Duration enough = work == Work.BANK ? Duration.ofSeconds(40) : usual.safety();
    return usual
        .withLoad(
            Words.number(load, "accounts", usual.accounts()),
            Words.number(load, "clients", usual.clients()),
            Words.time(load, "think", usual.thinkTimeMax()),
            Words.time(load, "splits", usual.splitGapMax()))
        .withStores(
            Words.number(load, "stores", usual.stores()),
            Words.number(load, "regions", usual.regions()))
        .withLostCommits(Words.chance(load, "lost"))
        .withHabits(
            new ClientHabits(
                Words.chance(load, "late"),
                Words.chance(load, "tight") > 0,
                Words.chance(load, "streams") > 0))
        .withLeases(Words.chance(load, "leases") > 0)
        .withSleeping(Words.chance(load, "sleep") > 0)
        .withClockRates(Words.number(load, "rates", 0))
        .withMoves(Words.time(load, "moves", usual.moveGapMax()))
        .withPauseAtSplit(Double.parseDouble(load.getOrDefault("pause", "" + usual.pauseAtSplit())))
        .withAmbush(Double.parseDouble(load.getOrDefault("ambush", "" + usual.ambush())))
        .withRare(Words.chance(load, "rare"))
        .withDriverPutBack(
            Double.parseDouble(load.getOrDefault("putback", "" + usual.driverPutBack())))
        .lasting(Words.time(load, "lasting", enough), Words.number(load, "committed", 50));
  }

  private static Profile profile(String words) {
    if (!words.contains(" ")) {
      return Profile.named(words);
    }
    List<FaultKind> kinds = new ArrayList<>();
    for (String word : Words.of(words)) {
      if (!word.contains("=")) {
        kinds.add(FaultKind.valueOf(word));
      }
    }
    Map<String, String> pairs = Words.pairs(words);
    return Profile.of(
        "planted",
        Words.time(pairs, "gap", Duration.ofSeconds(4)),
        Words.number(pairs, "active", 2),
        kinds.toArray(new FaultKind[0]));
  }

  private static boolean isBroken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LinkageError) {
        return true;
      }
    }
    return false;
  }
}
