package io.holdfast.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  void oneRegionNeedsNoCut() {
    assertThat(Layout.cuts(1)).isEmpty();
  }

  @Test
  void cutsAreAscendingAndDistinct() {
    for (int regions = 2; regions <= Layout.REGIONS_MAX; regions++) {
      List<Bytes> cuts = Layout.cuts(regions);
      assertThat(cuts).hasSize(regions - 1).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void theCutsShareOutTheRecordsOfYcsb() throws Exception {
    int records = 3_000;
    MapRecordStore store = new MapRecordStore();
    MeasuredWorkload workload = MeasuredWorkload.of(CoreWorkloadPreset.C, records, 1, 1);
    new ClosedLoop("load", 1, records, line -> {})
        .run(store, db -> workload.doInsert(db, null), () -> {});

    List<Bytes> cuts = Layout.cuts(3);

    assertThat(store.records.headMap(cuts.get(0))).hasSizeBetween(800, 1_200);
    assertThat(store.records.tailMap(cuts.get(1))).hasSizeBetween(800, 1_200);
  }
}
