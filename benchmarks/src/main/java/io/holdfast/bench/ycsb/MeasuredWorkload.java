package io.holdfast.bench.ycsb;

import java.util.Properties;
import site.ycsb.DB;
import site.ycsb.WorkloadException;
import site.ycsb.measurements.Measurements;
import site.ycsb.workloads.CoreWorkload;

/** YCSB's core workload, with read-modify-write measured as a whole. Shared by all workers. */
final class MeasuredWorkload extends CoreWorkload {
  private MeasuredWorkload() {}

  static MeasuredWorkload of(CoreWorkloadPreset preset, long records, long operations, int threads)
      throws WorkloadException {
    Properties properties = preset.properties(records, operations, threads);
    // YCSB keeps its own statistics in a process-wide object that must exist before a workload; the
    // driver reads none of them.
    Measurements.setProperties(properties);
    MeasuredWorkload workload = new MeasuredWorkload();
    workload.init(properties);
    return workload;
  }

  @Override
  public void doTransactionReadModifyWrite(DB db) {
    if (!(db instanceof RecordDb measured)) {
      throw new IllegalArgumentException("not the binding of this driver: " + db);
    }
    long failedBefore = measured.recorder().failed();
    long startNanos = System.nanoTime();
    super.doTransactionReadModifyWrite(db);
    if (measured.recorder().failed() == failedBefore) {
      measured
          .recorder()
          .succeeded(OperationKind.READ_MODIFY_WRITE, System.nanoTime() - startNanos);
    }
  }
}
