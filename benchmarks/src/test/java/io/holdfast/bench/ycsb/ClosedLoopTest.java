package io.holdfast.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClosedLoopTest {
  private static final int THREADS = 4;
  private static final long RECORDS = 300;
  private static final long OPERATIONS = 2_000;

  @ParameterizedTest
  @EnumSource(CoreWorkloadPreset.class)
  void everyWorkloadLoadsAndRunsWithoutErrors(CoreWorkloadPreset preset) throws Exception {
    MapRecordStore store = new MapRecordStore();
    MeasuredWorkload workload = MeasuredWorkload.of(preset, RECORDS, OPERATIONS, THREADS);
    List<String> progress = new ArrayList<>();

    ClosedLoop.Outcome load =
        new ClosedLoop("load", THREADS, RECORDS, progress::add)
            .run(store, db -> workload.doInsert(db, null), () -> {});
    assertThat(store.records).hasSize((int) RECORDS);
    assertThat(load.operations()).isEqualTo(RECORDS);

    ClosedLoop.Outcome run =
        new ClosedLoop("run", THREADS, OPERATIONS, progress::add)
            .run(store, db -> workload.doTransaction(db, null), () -> {});

    assertThat(run.operations()).isEqualTo(OPERATIONS);
    assertThat(run.recorder().failed()).isZero();
    assertThat(count(run, preset)).isEqualTo(OPERATIONS);
  }

  /** Top-level operations: a read-modify-write also counts as its read and its update. */
  private static long count(ClosedLoop.Outcome outcome, CoreWorkloadPreset preset) {
    long sum = 0;
    for (OperationKind kind : OperationKind.values()) {
      OperationRecorder.Outcomes outcomes = outcome.recorder().outcomes(kind);
      boolean partOfAnother = preset == CoreWorkloadPreset.F && kind != OperationKind.READ;
      if (outcomes != null && !partOfAnother) {
        sum += outcomes.count() + outcomes.missed;
      }
    }
    return sum;
  }
}
