package io.holdfast.bench.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time as the kernel would tell it. */
public final class FakeProcess {
  private FakeProcess() {}

  /** What a process with one thread of that name used. */
  public static CpuTimes used(Path proc, String thread, long cpuNanos) throws IOException {
    Path task = Files.createDirectories(proc.resolve("1/task/1"));
    Files.writeString(task.resolve("comm"), thread + "\n");
    Files.writeString(task.resolve("schedstat"), cpuNanos + " 0 1\n");
    return new CpuMeter("fake", 1, proc).sample();
  }
}
