package io.holdfast.bench.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuTreeMeterTest {
  private static final long ROOT = 7;

  @TempDir Path proc;
  private final List<Long> children = new ArrayList<>();

  private void process(long pid, String title, long cpuNanos) throws IOException {
    Path home = proc.resolve(Long.toString(pid));
    Path task = Files.createDirectories(home.resolve("task/" + pid));
    Files.writeString(task.resolve("comm"), "postgres\n");
    Files.writeString(task.resolve("schedstat"), cpuNanos + " 0 1\n");
    Files.writeString(home.resolve("cmdline"), title + "\0");
    if (pid != ROOT && !children.contains(pid)) {
      children.add(pid);
    }
  }

  private CpuTreeMeter meter() {
    return new CpuTreeMeter(
        "pg", ROOT, proc, root -> children, title -> title.substring(title.indexOf(' ') + 1));
  }

  @Test
  void eachProcessIsBookedUnderWhatItsTitleTells() throws IOException {
    process(ROOT, "pg main", 100);
    process(8, "pg backend", 20);
    process(9, "pg backend", 30);

    CpuTimes times = meter().sample();

    assertThat(times.cpuNanos("main")).isEqualTo(100);
    assertThat(times.cpuNanos("backend")).isEqualTo(50);
  }

  @Test
  void aChildThatEndedKeepsWhatItUsed() throws IOException {
    CpuTreeMeter meter = meter();
    process(ROOT, "pg main", 100);
    process(8, "pg backend", 20);
    CpuTimes before = meter.sample();
    process(8, "pg backend", 70);
    meter.sample();
    children.clear();

    assertThat(meter.sample().since(before).cpuNanos("backend")).isEqualTo(50);
  }

  @Test
  void aProcessThatTakesAnotherTitleIsBookedUnderBoth() throws IOException {
    CpuTreeMeter meter = meter();
    process(ROOT, "pg main", 0);
    process(8, "pg fork", 20);
    meter.sample();
    process(8, "pg backend", 70);

    CpuTimes times = meter.sample();

    assertThat(times.cpuNanos("fork")).isEqualTo(20);
    assertThat(times.cpuNanos("backend")).isEqualTo(50);
  }
}
