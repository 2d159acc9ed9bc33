package io.holdfast.bench.yardstick;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.NioFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineYardstickTest {
  private static final int KEYS = 6;
  private static final int REGIONS = 3;

  @TempDir Path directory;

  @Test
  void everyPutReachesAllThreeEnginesAndPutsUnderWayShareASync() throws IOException {
    try (NioFileSystem files = new NioFileSystem();
        PipelineYardstick pipeline = new PipelineYardstick(files, directory, REGIONS, KEYS, 20)) {
      PipelineYardstick.Result alone = pipeline.run(1, 10, 50);
      PipelineYardstick.Result together = pipeline.run(64, 64, 1_000);

      assertThat(alone.entriesPerSync()).isLessThanOrEqualTo(2);
      assertThat(together.entriesPerSync()).isGreaterThan(8);
      assertThat(together.cpuNanos()).isPositive();
      for (int key = 0; key < KEYS; key++) {
        List<Bytes> values = pipeline.everywhere(key);
        assertThat(values).hasSize(3).allMatch(values.get(0)::equals);
        assertThat(values.get(0).length()).isEqualTo(20);
      }
    }
  }
}
