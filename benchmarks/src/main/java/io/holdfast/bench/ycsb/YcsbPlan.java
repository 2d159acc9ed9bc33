package io.holdfast.bench.ycsb;

import io.holdfast.runtime.net.Address;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to do. Validated by whoever builds it.
 *
 * @param phase the phase that was asked for; a run on a cluster of its own loads first
 * @param warmUp operations of the workload before the measured ones
 * @param transactional through transactions, or through the raw interface
 * @param pd placement driver of a running cluster; null: start one, and throw it away at the end
 * @param stores storage nodes of a cluster of its own
 * @param regions parts a cluster of its own cuts its records into beforehand
 * @param pids processes of a running cluster on this machine whose CPU is to be told, by label
 * @param dataParent where a cluster of its own keeps its data while it lives
 */
public record YcsbPlan(
    Phase phase,
    CoreWorkloadPreset workload,
    long records,
    long operations,
    long warmUp,
    int threads,
    boolean transactional,
    @Nullable Address pd,
    int stores,
    int regions,
    Map<String, Long> pids,
    Path dataParent) {
  /** The two phases of YCSB. */
  public enum Phase {
    /** Inserts the records. */
    LOAD,
    /** Does the operations. */
    RUN
  }

  /** More regions than that cannot be cut out of YCSB's keys evenly. */
  public static final int REGIONS_MAX = Layout.REGIONS_MAX;

  boolean loads() {
    return phase == Phase.LOAD || pd == null;
  }

  boolean runs() {
    return phase == Phase.RUN;
  }
}
