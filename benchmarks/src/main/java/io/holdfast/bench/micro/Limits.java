package io.holdfast.bench.micro;

import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.bench.yardstick.EchoYardstick;
import io.holdfast.bench.yardstick.FloorYardstick;
import io.holdfast.bench.yardstick.PipelineYardstick;
import io.holdfast.bench.yardstick.WriteYardstick;
import io.holdfast.runtime.file.NioFileSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The yardsticks of a run, and which of them an operation is held against. */
final class Limits {
  static final String PUT = "three appends, their sync, three insertions";

  static final String PIPELINE = "replication without a network";

  private static final int PIPELINE_ROUNDS = 3_000;
  private static final long PIPELINE_PUTS_MAX = 300_000;
  private static final List<String> JVM =
      List.of("-XX:+UseParallelGC", "-XX:-UsePerfData", "-Xmx256m");
  private static final double NANOS_PER_MICRO = 1_000;
  private static final int REPLICAS = 3;

  /** Key, record and envelope of one entry beside its value. */
  private static final int ENTRY_OVERHEAD_BYTES = 80;

  private Limits() {}

  static List<Limit> measure(ProcessGroup group, MicroPlan plan, Consumer<String> progress)
      throws Exception {
    int most = plan.shapes().stream().mapToInt(Shape::concurrent).max().orElse(1);
    List<Integer> sizes = plan.shapes().stream().map(Shape::concurrent).distinct().toList();
    List<Limit> limits = new ArrayList<>();
    progress.accept("limits of the machine: gRPC that does nothing");
    for (EchoYardstick.Result echo : EchoYardstick.run(group, JVM, most)) {
      limits.add(
          new Limit(
              echo.title(),
              echo.inFlight() + " in flight",
              micros(echo.server().workNanos(), echo.calls())));
    }
    progress.accept("limits of the machine: floor server");
    for (FloorYardstick.Result floor :
        FloorYardstick.run(group, JVM, plan.keys(), plan.valueBytes(), sizes)) {
      limits.add(
          new Limit(
              floor.title(),
              shape(floor.outstanding()),
              micros(floor.server().workNanos(), floor.calls())));
    }
    progress.accept("limits of the machine: log and engine");
    try (NioFileSystem files = new NioFileSystem()) {
      int entry = plan.valueBytes() + ENTRY_OVERHEAD_BYTES;
      String batches = "in batches of " + WriteYardstick.BATCH;
      double synced = WriteYardstick.appendNanos(files, group.directory(), entry, true);
      double unsynced = WriteYardstick.appendNanos(files, group.directory(), entry, false);
      double engine = WriteYardstick.engineNanos(group.directory(), plan.keys(), plan.valueBytes());
      limits.add(new Limit("append to a log, synced", batches, synced / NANOS_PER_MICRO));
      limits.add(new Limit("append to a log, not synced", batches, unsynced / NANOS_PER_MICRO));
      limits.add(new Limit("insertion into the engine, no log", batches, engine / NANOS_PER_MICRO));
      limits.add(new Limit(PUT, batches, REPLICAS * (synced + engine) / NANOS_PER_MICRO));
    }
    pipeline(group, plan, sizes, limits, progress);
    return limits;
  }

  /** What a replicated put costs without a network, with as many under way as in each shape. */
  private static void pipeline(
      ProcessGroup group,
      MicroPlan plan,
      List<Integer> sizes,
      List<Limit> limits,
      Consumer<String> progress)
      throws IOException {
    progress.accept("limits of the machine: replication without a network");
    try (NioFileSystem files = new NioFileSystem();
        PipelineYardstick pipeline =
            new PipelineYardstick(
                files, group.directory(), plan.regions(), plan.keys(), plan.valueBytes())) {
      for (int outstanding : sizes) {
        long puts = pipelinePuts(outstanding);
        PipelineYardstick.Result result = pipeline.run(outstanding, puts / 2, puts);
        limits.add(new Limit(PIPELINE, shape(outstanding), result.cpuNanos() / NANOS_PER_MICRO));
      }
    }
  }

  /** Few syncs a second are to be had: with few under way, fewer puts tell as much. */
  private static long pipelinePuts(int outstanding) {
    return Math.min(PIPELINE_PUTS_MAX, (long) PIPELINE_ROUNDS * outstanding);
  }

  private static String shape(int outstanding) {
    return outstanding + " outstanding";
  }

  private static double micros(long nanos, long calls) {
    return nanos / NANOS_PER_MICRO / calls;
  }

  /**
   * What the operation is held against; null where there is no such limit, or none was measured.
   */
  static @Nullable Limit of(Cell cell, List<Limit> limits) {
    return switch (cell.operation()) {
      case GET, TXN_GET -> floor(cell.shape(), limits);
      case PUT -> cell.transactional() ? null : pipeline(cell.shape(), limits);
      case SCAN, BATCH, TXN_PUT, TRANSFER -> null;
    };
  }

  private static @Nullable Limit floor(Shape shape, List<Limit> limits) {
    for (Limit limit : limits) {
      if (limit.name().startsWith("floor server, in batches")
          && limit.shape().equals(shape(shape.concurrent()))) {
        return limit;
      }
    }
    return null;
  }

  private static @Nullable Limit pipeline(Shape shape, List<Limit> limits) {
    for (Limit limit : limits) {
      if (limit.name().equals(PIPELINE) && limit.shape().equals(shape(shape.concurrent()))) {
        return limit;
      }
    }
    return null;
  }
}
