package io.holdfast.cluster.planted;

import io.holdfast.cluster.ClusterWiring;
import io.holdfast.cluster.seeds.SeedPlan;
import io.holdfast.pd.server.PdNode;
import io.holdfast.pd.server.PdWiring;
import io.holdfast.simulation.world.FaultKind;
import io.holdfast.simulation.world.Profile;
import io.holdfast.store.planted.PlantedCommands;
import io.holdfast.store.region.RegionRules;
import io.holdfast.store.region.RegionRules.PurgeRule;
import io.holdfast.store.server.StoreWiring;
import io.holdfast.store.txn.command.TxnCommands;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One safety rule taken out, and the faults under which that should show.
 *
 * @param name what is planted
 * @param rule the rule of docs/INVARIANTS.md that it breaks
 * @param profile the faults
 * @param wiring the cluster with the bug in it
 * @param shape what the load looks like where the bug hides
 */
record PlantedBug(
    String name,
    String rule,
    Profile profile,
    ClusterWiring wiring,
    UnaryOperator<SeedPlan> shape) {
  static List<PlantedBug> all() {
    return List.of(
        new PlantedBug(
            "syncs do nothing",
            "D9",
            Profile.POWER_CUT,
            ClusterWiring.PRODUCTION.withRuntimes(NoOpSyncRuntime::new),
            UnaryOperator.identity()),
        new PlantedBug(
            "answer before durable",
            "RAFT-6",
            Profile.SWARM,
            rules(PlantedBug::answerWhenAccepted),
            UnaryOperator.identity()),
        new PlantedBug(
            "no epoch check",
            "D1",
            Profile.SWARM,
            rules(PlantedBug::anyEpoch),
            PlantedBug::splitsAllTheTime),
        new PlantedBug(
            "purge ahead of the engine",
            "D3",
            Profile.POWER_CUT,
            rules(PlantedBug::purgeToTheTarget),
            UnaryOperator.identity()),
        new PlantedBug(
            "timestamp window not persisted",
            "T1",
            RESTARTS_AND_JUMPS,
            ClusterWiring.PRODUCTION.withPd(
                (runtime, config) ->
                    PdNode.start(runtime, config, new PdWiring(ForgetfulLog::new))),
            UnaryOperator.identity()),
        new PlantedBug(
            "no conflict check",
            "TXN-3",
            Profile.SWARM,
            commands(PlantedCommands.noConflictCheck()),
            UnaryOperator.identity()),
        new PlantedBug(
            "no rollback record",
            "TXN-2",
            LOST_ANSWERS,
            commands(PlantedCommands.noRollbackRecord()),
            PlantedBug::contended),
        new PlantedBug(
            "resolve ignores a commit",
            "TXN-1",
            Profile.SWARM,
            commands(PlantedCommands.resolveIgnoresCommit()),
            UnaryOperator.identity()),
        new PlantedBug(
            "duplicate prewrite applied again",
            "TXN-4",
            Profile.SWARM,
            commands(PlantedCommands.duplicatePrewriteApplied()),
            UnaryOperator.identity()),
        new PlantedBug(
            "reads ignore locks",
            "TXN-5",
            Profile.SWARM,
            commands(PlantedCommands.readsIgnoreLocks()),
            UnaryOperator.identity()));
  }

  @Override
  public String toString() {
    return name + " (" + rule + ")";
  }

  /** A write must be on its way in the moments between the proposal of a split and its apply. */
  private static SeedPlan splitsAllTheTime(SeedPlan plan) {
    return plan.withLoad(60, 12, Duration.ofMillis(5), Duration.ofSeconds(1))
        .lasting(Duration.ofSeconds(30), 100);
  }

  /** Locks must expire, and be met by others, while their owner still tries. */
  private static SeedPlan contended(SeedPlan plan) {
    return plan.withLoad(6, 6, Duration.ofMillis(50), Duration.ofSeconds(40))
        .lasting(Duration.ofSeconds(60), 50);
  }

  private static final Profile LOST_ANSWERS =
      Profile.of(
          "lost-answers",
          Duration.ofSeconds(2),
          2,
          FaultKind.ONE_WAY,
          FaultKind.ONE_WAY,
          FaultKind.PAUSE,
          FaultKind.CONNECTION_RESET);

  /** A placement driver that comes back while its wall clock stands in the past. */
  private static final Profile RESTARTS_AND_JUMPS =
      Profile.of(
          "restarts-and-jumps",
          Duration.ofSeconds(1),
          1,
          FaultKind.KILL,
          FaultKind.CLOCK_JUMP,
          FaultKind.CLOCK_JUMP);

  /** The plan of a run with the bug in it. */
  SeedPlan plan(long seed) {
    return shape.apply(SeedPlan.of(seed, profile).withWiring(wiring));
  }

  private interface RulesChange {
    RegionRules change(RegionRules safe);
  }

  private static ClusterWiring rules(RulesChange change) {
    return ClusterWiring.PRODUCTION.withStore(
        StoreWiring.PRODUCTION.withRules(change.change(RegionRules.SAFE)));
  }

  private static ClusterWiring commands(TxnCommands planted) {
    return ClusterWiring.PRODUCTION.withStore(StoreWiring.PRODUCTION.withCommands(planted));
  }

  private static RegionRules answerWhenAccepted(RegionRules safe) {
    return new RegionRules(safe.epochs(), () -> true, safe.purge());
  }

  private static RegionRules anyEpoch(RegionRules safe) {
    return new RegionRules((command, region) -> true, safe.reply(), safe.purge());
  }

  private static RegionRules purgeToTheTarget(RegionRules safe) {
    PurgeRule hasty =
        new PurgeRule() {
          @Override
          public long bound(long target, long durableApplied) {
            return target;
          }

          @Override
          public boolean syncsEngineFirst() {
            return false;
          }
        };
    return new RegionRules(safe.epochs(), safe.reply(), hasty);
  }
}
