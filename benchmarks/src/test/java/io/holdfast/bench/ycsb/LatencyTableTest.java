package io.holdfast.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyTableTest {
  @Test
  void percentilesAreInMicrosecondsOneRowAnOperation() {
    OperationRecorder recorder = new OperationRecorder();
    for (int i = 1; i <= 1_000; i++) {
      recorder.succeeded(OperationKind.READ, i * 1_000L);
    }
    recorder.missed(OperationKind.READ);
    recorder.missed(OperationKind.UPDATE);

    assertThat(LatencyTable.lines(recorder))
        .containsExactly(
            "latency, us    ok  absent  errors  mean  p50  p95  p99  p99.9   max",
            "read         1000       1       0   501  500  950  990    999  1000",
            "update          0       1       0     -    -    -    -      -     -");
  }

  @Test
  void mergedRecordersAddUp() {
    OperationRecorder one = new OperationRecorder();
    OperationRecorder two = new OperationRecorder();
    one.succeeded(OperationKind.SCAN, 5_000);
    two.succeeded(OperationKind.SCAN, 7_000);
    two.failed(OperationKind.SCAN, new IllegalStateException("x"));

    one.add(two);

    OperationRecorder.Outcomes scans = one.outcomes(OperationKind.SCAN);
    assertThat(scans).isNotNull();
    assertThat(scans.count()).isEqualTo(2);
    assertThat(scans.failed).isEqualTo(1);
  }
}
