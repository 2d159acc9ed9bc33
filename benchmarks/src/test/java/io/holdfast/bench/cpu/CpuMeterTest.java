package io.holdfast.bench.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuMeterTest {
  @TempDir Path proc;

  private void thread(int id, String name, long cpuNanos, long waitNanos) throws IOException {
    Path task = Files.createDirectories(proc.resolve("7/task/" + id));
    Files.writeString(task.resolve("comm"), name + "\n");
    Files.writeString(task.resolve("schedstat"), cpuNanos + " " + waitNanos + " 1\n");
  }

  private void end(int id) throws IOException {
    Path task = proc.resolve("7/task/" + id);
    Files.delete(task.resolve("comm"));
    Files.delete(task.resolve("schedstat"));
    Files.delete(task);
  }

  @Test
  void threadsOfOneRoleAreSummedAndJvmThreadsToldApart() throws IOException {
    thread(1, "store-loop-0", 100, 10);
    thread(2, "store-loop-1", 200, 20);
    thread(3, "C2 CompilerThre", 1000, 0);
    thread(4, "GC Thread#0", 500, 0);

    CpuTimes times = new CpuMeter("store", 7, proc).sample();

    assertThat(times.cpuNanos("store-loop")).isEqualTo(300);
    assertThat(times.jitNanos()).isEqualTo(1000);
    assertThat(times.gcNanos()).isEqualTo(500);
    assertThat(times.workNanos()).isEqualTo(300);
    assertThat(times.waitNanos()).isEqualTo(30);
  }

  @Test
  void aThreadThatEndedKeepsItsTime() throws IOException {
    CpuMeter meter = new CpuMeter("store", 7, proc);
    thread(1, "apply-0", 100, 0);
    thread(2, "apply-1", 50, 0);
    CpuTimes before = meter.sample();
    end(2);
    thread(1, "apply-0", 130, 0);

    assertThat(meter.sample().since(before).cpuNanos("apply")).isEqualTo(30);
  }

  @Test
  void aReusedThreadIdStartsAnew() throws IOException {
    CpuMeter meter = new CpuMeter("store", 7, proc);
    thread(1, "apply-0", 100, 0);
    meter.sample();
    thread(1, "reader-0", 5, 0);

    CpuTimes times = meter.sample();

    assertThat(times.cpuNanos("apply")).isEqualTo(100);
    assertThat(times.cpuNanos("reader")).isEqualTo(5);
  }

  @Test
  void aProcessThatIsGoneKeepsItsLastFigures() throws IOException {
    CpuMeter meter = new CpuMeter("store", 7, proc);
    thread(1, "apply-0", 100, 0);
    meter.sample();
    end(1);
    Files.delete(proc.resolve("7/task"));

    assertThat(meter.sample().cpuNanos()).isEqualTo(100);
  }

  @Test
  void thisProcessHasUsedCpu() {
    if (CpuMeter.supported()) {
      assertThat(CpuMeter.ofThisProcess("me").sample().cpuNanos()).isPositive();
    }
  }
}
