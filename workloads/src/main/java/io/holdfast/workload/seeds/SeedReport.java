package io.holdfast.workload.seeds;

import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.FaultKind;
import java.util.Map;

/**
 * What one run did.
 *
 * @param seed the seed
 * @param work what the clients did
 * @param did the same with figures, for people
 * @param simulatedSeconds length of the whole run in simulated time
 * @param committed operations that succeeded; at the bank, transfers that moved money
 * @param audits snapshots whose sum was checked
 * @param ledgerChecks transfers that checked their client's ledger
 * @param judged operations in histories that were judged
 * @param splits regions that split under load
 * @param orders moves of replicas and leaders ordered
 * @param faults faults by kind
 * @param lostBytes bytes and names that power cuts took from log files
 * @param comparisons digests of replicas compared at the end
 * @param steps events of the world
 * @param traceHash hash over all of them
 */
public record SeedReport(
    long seed,
    Work work,
    String did,
    double simulatedSeconds,
    long committed,
    long audits,
    long ledgerChecks,
    long judged,
    long splits,
    long orders,
    Map<FaultKind, Long> faults,
    long lostBytes,
    long comparisons,
    long steps,
    long traceHash) {
  /** Faults of all kinds. */
  public long faultCount() {
    return faults.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Number of kinds that occurred. */
  public int faultKinds() {
    return faults.size();
  }

  /** Crashes that may lose bytes. */
  public long crashes() {
    return count(true);
  }

  /** Separations of nodes. */
  public long partitions() {
    return count(false);
  }

  private long count(boolean crash) {
    return faults.entrySet().stream()
        .filter(fault -> crash ? fault.getKey().crash() : fault.getKey().partition())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Override
  public String toString() {
    return String.format(
        "seed %s: %.0f s simulated, %s, %d splits, %d orders, %d faults of %d kinds (%d crashes, %d"
            + " partitions), %d comparisons, trace %016x",
        Seeds.print(seed),
        simulatedSeconds,
        did,
        splits,
        orders,
        faultCount(),
        faultKinds(),
        crashes(),
        partitions(),
        comparisons,
        traceHash);
  }
}
