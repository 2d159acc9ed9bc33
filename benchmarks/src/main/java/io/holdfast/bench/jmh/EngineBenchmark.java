package io.holdfast.bench.jmh;

import io.holdfast.bench.yardstick.NumberedKeys;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The engine as stores use it: 100,000 keys of 16 bytes with values of 100, flushed to files.
 * Figures of writes are per key, of scans per row.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineBenchmark {
  private static final int KEYS = 100_000;
  private static final int BATCH = 64;
  private static final int ROWS = 20;

  private final SplittableRandom random = new SplittableRandom(3);
  private final Bytes value = Bytes.wrap(new byte[100]);
  private @Nullable BenchEngine opened;
  private @Nullable KvEngine engine;

  /** Fills it. */
  @Setup
  public void fill() {
    BenchEngine fresh = new BenchEngine();
    opened = fresh;
    KvEngine target = fresh.engine();
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < KEYS; i++) {
      batch.put(Family.DEFAULT, key(i), value);
      if (i % BATCH == BATCH - 1) {
        target.write(batch);
        batch.clear();
      }
    }
    target.write(batch);
    target.flush();
    engine = target;
  }

  /** Leaves nothing behind. */
  @TearDown
  public void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private static Bytes key(int number) {
    return Bytes.wrap(NumberedKeys.key(number));
  }

  private KvEngine engine() {
    if (engine == null) {
      throw new IllegalStateException("not set up");
    }
    return engine;
  }

  /** One key that is there. */
  @Benchmark
  public Bytes get() {
    Bytes found = engine().get(Family.DEFAULT, key(random.nextInt(KEYS)));
    if (found == null) {
      throw Invariant.unreachable("A key is missing");
    }
    return found;
  }

  /** One key that is not. */
  @Benchmark
  public boolean getAbsent() {
    return engine().get(Family.DEFAULT, key(KEYS + random.nextInt(KEYS))) == null;
  }

  /** A batch of one. */
  @Benchmark
  public int writeOne() {
    engine().write(new WriteBatch().put(Family.DEFAULT, key(random.nextInt(KEYS)), value));
    return 1;
  }

  /** A batch of 64, as one round of applying writes it. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int writeSixtyFour() {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < BATCH; i++) {
      batch.put(Family.DEFAULT, key(random.nextInt(KEYS)), value);
    }
    engine().write(batch);
    return batch.count();
  }

  /** A new iterator, a seek, twenty rows. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long scanTwenty() {
    int from = random.nextInt(KEYS - ROWS);
    long bytes = 0;
    try (EngineIterator rows = engine().iterator(Family.DEFAULT, key(from), key(from + ROWS))) {
      for (rows.seekToFirst(); rows.valid(); rows.next()) {
        bytes += rows.key().length() + rows.value().length();
      }
    }
    return bytes;
  }
}
