package io.holdfast.bench.jmh;

import io.holdfast.pd.tso.TimestampOracle;
import io.holdfast.runtime.node.SystemClock;
import io.holdfast.runtime.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Timestamps as the placement driver gives them out, by request: without the message, and with a
 * window that is there as soon as it is asked for.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimestampBenchmark {
  private static final int MANY = 64;

  private final TimestampOracle oracle;

  /** An oracle under the machine's own clock. */
  public TimestampBenchmark() {
    Clock clock = new SystemClock();
    oracle = new TimestampOracle(clock, clock.wallMillis());
  }

  /** A request for one. */
  @Benchmark
  public long one() {
    return allocate(1);
  }

  /** A request for 64, as a client sends it that many wait for. */
  @Benchmark
  public long sixtyFour() {
    return allocate(MANY);
  }

  private long allocate(int count) {
    long last = oracle.allocate(count);
    while (last == TimestampOracle.NONE) {
      oracle.windowApplied(oracle.wantedWindowMillis());
      last = oracle.allocate(count);
    }
    return last;
  }
}
