package io.holdfast.bench.load;

import io.holdfast.bench.cpu.CpuMeters;
import io.holdfast.bench.cpu.CpuTimes;
import io.holdfast.bench.load.OfferedLoad.Count;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Warms a load up, by number of operations and then until the compilers have come to rest, and
 * measures it for a fixed time. One thread.
 */
public final class Measurement {
  /** What has not become warm by then is measured all the same, and says so. */
  private static final int WARM_UP_PATIENCE = 4;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Duration measured;
  private final long warmUpOperations;

  /** One that can be repeated with other loads. */
  public Measurement(Duration measured, long warmUpOperations) {
    this.measured = measured;
    this.warmUpOperations = warmUpOperations;
  }

  /**
   * Measures a load that is under way; does not stop it.
   *
   * @param servers their processor time is told
   * @param alive fails when a process that is needed has ended
   * @param begin called when the warm-up is over, for counters of other kinds
   */
  public Window run(OfferedLoad load, CpuMeters servers, Runnable alive, Begin begin)
      throws IOException, InterruptedException {
    warmUp(load, servers, alive);
    begin.measuring();
    Map<String, CpuTimes> before = servers.sample();
    load.latencies();
    Count countBefore = load.count();
    long beganNanos = System.nanoTime();
    long endNanos = beganNanos + measured.toNanos();
    while (System.nanoTime() < endNanos) {
      everySecond(servers, alive, endNanos);
    }
    Count count = load.count().since(countBefore);
    Map<String, CpuTimes> used = servers.since(before);
    double seconds = (System.nanoTime() - beganNanos) / NANOS_PER_SECOND;
    return new Window(seconds, count, load.latencies(), used);
  }

  /** Told between warm-up and measurement. */
  @FunctionalInterface
  public interface Begin {
    /** On the driver's thread. */
    void measuring() throws IOException;
  }

  private void warmUp(OfferedLoad load, CpuMeters servers, Runnable alive)
      throws IOException, InterruptedException {
    long giveUpNanos = System.nanoTime() + WARM_UP_PATIENCE * measured.toNanos();
    double compiling = 1;
    while (System.nanoTime() < giveUpNanos
        && (load.count().done() < warmUpOperations || compiling >= CpuTimes.JIT_SHARE_WARM_MAX)) {
      Map<String, CpuTimes> before = servers.sample();
      everySecond(servers, alive, giveUpNanos);
      compiling = CpuMeters.together(servers.since(before)).jitShare();
    }
  }

  /** Threads that end between two samples must have been seen. */
  private static void everySecond(CpuMeters servers, Runnable alive, long endNanos)
      throws InterruptedException {
    long leftNanos = endNanos - System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(Math.max(1, Math.min(leftNanos, TimeUnit.SECONDS.toNanos(1))));
    alive.run();
    servers.sample();
  }
}
