package io.holdfast.bench.jmh;

import io.holdfast.bench.yardstick.NumberedKeys;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccReader;
import io.holdfast.store.mvcc.PointReads;
import io.holdfast.store.mvcc.ReadView;
import io.holdfast.store.mvcc.Write;
import io.holdfast.store.read.task.ReadTurn;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a transactional get does once its region is known: snapshot of the engine, look-up of the
 * lock, search for the record, its value. 20,000 keys, on files.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MvccReadBenchmark {
  private static final int KEYS = 20_000;
  private static final int BATCH = 64;
  private static final long FIRST_TS = 1_000_000;
  private static final long STEP_TS = 10;

  /** Versions of each key. */
  @Param({"1", "10", "100"})
  public int versions;

  private final SplittableRandom random = new SplittableRandom(5);
  private final Bytes value = Bytes.wrap(new byte[100]);
  private @Nullable BenchEngine opened;
  private @Nullable KvEngine engine;

  /** Writes all versions of all keys. */
  @Setup
  public void fill() {
    BenchEngine fresh = new BenchEngine();
    opened = fresh;
    KvEngine target = fresh.engine();
    WriteBatch batch = new WriteBatch();
    for (int version = 0; version < versions; version++) {
      long commitTs = FIRST_TS + version * STEP_TS;
      Bytes record = new Write(Write.Type.PUT, commitTs - 1, value, false).encode();
      for (int i = 0; i < KEYS; i++) {
        batch.put(Family.WRITE, MvccKeys.versioned(key(i), commitTs), record);
        if (batch.count() == BATCH) {
          target.write(batch);
          batch.clear();
        }
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
    return MvccKeys.encode(Bytes.wrap(NumberedKeys.key(number)));
  }

  /** The newest version. */
  @Benchmark
  public Bytes getNewest() {
    return get(MvccKeys.TS_MAX);
  }

  /** The oldest one, below all others. */
  @Benchmark
  public Bytes getOldest() {
    return get(FIRST_TS);
  }

  private Bytes get(long ts) {
    if (engine == null) {
      throw new IllegalStateException("not set up");
    }
    Bytes key = key(random.nextInt(KEYS));
    try (EngineSnapshot snapshot = engine.snapshot();
        MvccReader reader = new MvccReader(snapshot, new KeyRange(key, key.prefixEnd()))) {
      PointReads reads = new PointReads(reader, ReadView.at(ts));
      reads.seek(key);
      boolean known = reads.step(ReadTurn.endless());
      Bytes found = reads.entry() == null ? null : reads.entry().value();
      if (!known || found == null) {
        throw Invariant.unreachable("A key is missing");
      }
      return found;
    }
  }
}
