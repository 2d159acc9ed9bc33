package io.holdfast.bench.jmh;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A proposal from the leader to applied on the leader, in a group of three: all steps of all three
 * cores, without wire, disk or threads. Figures are per entry.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RaftStepBenchmark {
  private static final int MANY = 64;

  private final Bytes data = Bytes.wrap(new byte[116]);
  private final ThreeNodes group = new ThreeNodes();

  /** One entry in a round of its own. */
  @Benchmark
  public long replicateOne() {
    group.propose(data);
    group.settle();
    return group.appliedIndex();
  }

  /** 64 entries that share a round. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public long replicateSixtyFour() {
    for (int i = 0; i < MANY; i++) {
      group.propose(data);
    }
    group.settle();
    return group.appliedIndex();
  }

  /** A benchmark of something that does not happen is worth nothing. */
  @TearDown
  public void everythingWasApplied() {
    Invariant.check(
        group.appliedIndex() == group.lastIndex() && group.lastIndex() > 1,
        "Entries were not applied",
        "applied",
        group.appliedIndex(),
        "last",
        group.lastIndex());
  }
}
