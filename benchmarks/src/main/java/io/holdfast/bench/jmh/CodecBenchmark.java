package io.holdfast.bench.jmh;

import io.holdfast.protocol.key.MemcomparableCodec;
import io.holdfast.protocol.key.TimestampCodec;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.Write;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What every request pays: keys into the engine's order and back, lock and write records. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  private static final long START_TS = 449_000_000_000_000_001L;
  private static final long COMMIT_TS = START_TS + 77;
  private static final long TTL_MILLIS = 3_000;

  private final Bytes key = Bytes.utf8("usertable:user6284781860667377211");
  private final Bytes value = Bytes.wrap(new byte[100]);
  private final Bytes encodedKey = MemcomparableCodec.encode(key);
  private final Lock lock =
      new Lock(Lock.Type.PUT, key, START_TS, TTL_MILLIS, 0, 2, START_TS + 1, value);
  private final Bytes encodedLock = lock.encode();
  private final Write write = new Write(Write.Type.PUT, START_TS, value, false);
  private final Bytes encodedWrite = write.encode();

  /** User key to engine key. */
  @Benchmark
  public Bytes encodeKey() {
    return MemcomparableCodec.encode(key);
  }

  /** Engine key to user key. */
  @Benchmark
  public Bytes decodeKey() {
    return MemcomparableCodec.decode(encodedKey);
  }

  /** User key and timestamp to the key of a version. */
  @Benchmark
  public Bytes encodeVersionedKey() {
    return TimestampCodec.encode(key, COMMIT_TS);
  }

  /** Lock record with a value of 100 bytes. */
  @Benchmark
  public Bytes encodeLock() {
    return lock.encode();
  }

  /** The same back. */
  @Benchmark
  public Lock decodeLock() {
    return Lock.decode(encodedLock);
  }

  /** Write record with a value of 100 bytes. */
  @Benchmark
  public Bytes encodeWrite() {
    return write.encode();
  }

  /** The same back. */
  @Benchmark
  public Write decodeWrite() {
    return Write.decode(encodedWrite);
  }
}
