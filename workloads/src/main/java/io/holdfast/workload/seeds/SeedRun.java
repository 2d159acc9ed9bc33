package io.holdfast.workload.seeds;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedClusterOptions;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.workload.BankWork;
import io.holdfast.workload.Workload;
import io.holdfast.workload.bank.BankFigures;
import java.util.stream.LongStream;

/** One run of a plan, from its options to its report. */
public final class SeedRun {
  private static final double LATE_DUPLICATES = 0.03;

  private SeedRun() {}

  /**
   * Runs the plan from beginning to end.
   *
   * @throws io.holdfast.simulation.world.SimulationFailure when anything is wrong; its message
   *     carries the line that reproduces the run
   */
  public static SeedReport run(SeedPlan plan) {
    Workload workload = plan.work().workload(plan);
    SimulatedClusterOptions options =
        SimulatedClusterOptions.of(plan.seed())
            .withStores(plan.stores())
            .withKeyMode(workload.keyMode())
            .withProfile(plan.profile())
            .withWiring(
                plan.wiring()
                    .withStore(
                        plan.wiring()
                            .store()
                            .withRaft(usual -> SeedChoices.raft(plan.seed(), plan.rare(), usual))
                            .withLog(usual -> SeedChoices.log(plan.seed(), plan.rare(), usual))))
            .withLateDuplicates(plan.profile().activeMax() == 0 ? 0 : LATE_DUPLICATES)
            .withLostCommits(plan.lostCommits())
            .withHabits(plan.habits())
            .withLeases(plan.leases())
            .withSleeping(plan.sleeping())
            .withPipeline(SeedChoices.pipeline(plan.seed()))
            .withLimits(SeedChoices.limits(plan.seed()))
            .withReproduceLine(plan.reproduceLine());
    try (SimulatedCluster cluster = SimulatedCluster.start(options)) {
      Scenario.Outcome outcome = new Scenario(plan, cluster, workload).run();
      return report(plan, workload, outcome, cluster.world());
    }
  }

  private static SeedReport report(
      SeedPlan plan, Workload workload, Scenario.Outcome outcome, SimWorld world) {
    BankFigures bank = workload instanceof BankWork work ? work.figures() : new BankFigures();
    long successes =
        LongStream.range(0, plan.seats()).map(client -> workload.successes((int) client)).sum();
    return new SeedReport(
        plan.seed(),
        plan.work(),
        plan.work().word() + ": " + workload.describe(),
        world.nowNanos() / 1e9,
        plan.work() == Work.BANK ? bank.committed() : successes,
        bank.audits(),
        bank.ledgerChecks(),
        outcome.judged(),
        outcome.life().splits(),
        outcome.life().orders(),
        outcome.faults().counts(),
        outcome.faults().lost(),
        outcome.comparisons(),
        world.steps(),
        world.traceHash());
  }
}
