package io.holdfast.cli;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;

/** Numbers of a whole process, looked up when someone asks. */
final class ProcessMeters {
  private ProcessMeters() {}

  /** Allocation holds on a crowded machine, where times do not. */
  static void register(MeterRegistry meters) {
    if (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
        && threads.isThreadAllocatedMemorySupported()) {
      Gauge.builder("holdfast.process.allocated.bytes", threads, ProcessMeters::allocated)
          .register(meters);
    }
  }

  private static double allocated(ThreadMXBean threads) {
    double sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes); // Negative for a thread that has just ended.
    }
    return sum;
  }
}
