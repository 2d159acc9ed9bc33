package io.holdfast.workload.sqlbank;

import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.FaultKind;
import java.util.List;
import java.util.Map;

/**
 * What one run did.
 *
 * @param seed the seed
 * @param simulatedSeconds length of the whole run in simulated time
 * @param transfers transfers that committed
 * @param audits snapshots of the bank that were checked
 * @param dutyChanges SERIALIZABLE transactions that committed
 * @param inserts rows inserted and counted up in tables that change
 * @param tableReads reads of such tables that were checked
 * @param tableChanges statements that changed a table
 * @param unknown outcomes that stayed unknown
 * @param sqlLives lives of the SQL nodes
 * @param splits regions that split under load
 * @param nodeFaults faults made for SQL nodes alone
 * @param faults faults of the profile by kind
 * @param comparisons digests of replicas compared at the end
 * @param steps events of the world
 * @param traceHash hash over all of them
 */
public record SqlSeedReport(
    long seed,
    double simulatedSeconds,
    long transfers,
    long audits,
    long dutyChanges,
    long inserts,
    long tableReads,
    long tableChanges,
    long unknown,
    long sqlLives,
    long splits,
    long nodeFaults,
    Map<FaultKind, Long> faults,
    long comparisons,
    long steps,
    long traceHash) {
  /** Faults of all kinds. */
  public long faultCount() {
    return nodeFaults + faults.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What one run falls short of; empty when it is enough. */
  public List<String> missed() {
    return SqlSeedGoals.missed(this);
  }

  @Override
  public String toString() {
    return String.format(
        "seed %s: %.0f s simulated, %d transfers, %d audits, %d serializable, %d inserts, %d reads"
            + " of %d times changed tables, %d unknown, %d lives, %d splits, %d faults of %d kinds,"
            + " trace %016x",
        Seeds.print(seed),
        simulatedSeconds,
        transfers,
        audits,
        dutyChanges,
        inserts,
        tableReads,
        tableChanges,
        unknown,
        sqlLives,
        splits,
        faultCount(),
        faults.size(),
        traceHash);
  }
}
