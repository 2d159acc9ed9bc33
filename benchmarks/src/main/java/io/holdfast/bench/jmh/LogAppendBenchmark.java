package io.holdfast.bench.jmh;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.wal.LogBatch;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.raft.wal.LogStamp;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.NioFileSystem;
import io.holdfast.runtime.scratch.TemporaryDirectory;
import java.io.IOException;
import java.util.List;
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
 * One batch to the shared log: that many entries of 200 bytes, each of another group, and one sync.
 * Figures are per batch. Truncation and purge are part of it, as in life.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LogAppendBenchmark {
  private static final int ENTRY_BYTES = 200;
  private static final int GROUPS = 64;
  private static final long TERM = 1;

  /** Entries kept per group; what is older is truncated. */
  private static final long KEPT = 256;

  /** Small enough that segments come and go within an iteration. */
  private static final long SEGMENT_BYTES = 16L << 20;

  /** Entries that share a sync. */
  @Param({"1", "8", "64"})
  public int entriesPerSync;

  /** Whether a sync reaches the disk. */
  @Param({"true", "false"})
  public boolean sync;

  private final Bytes data = Bytes.wrap(new byte[ENTRY_BYTES]);
  private final long[] lastIndex = new long[GROUPS + 1];
  private int nextGroup;
  private @Nullable TemporaryDirectory directory;
  private @Nullable NioFileSystem files;
  private @Nullable SharedLog log;

  /** An empty log in a temporary directory. */
  @Setup
  public void open() throws IOException {
    TemporaryDirectory fresh = TemporaryDirectory.create("log");
    NioFileSystem real = new NioFileSystem();
    directory = fresh;
    files = real;
    LogOptions options = LogOptions.defaults().withSegmentBytesMax(SEGMENT_BYTES);
    log =
        SharedLog.open(
            sync ? real : new UnsyncedFiles(real),
            fresh.path().resolve("log"),
            new LogStamp(1, 1),
            options);
  }

  /** Leaves nothing behind. */
  @TearDown
  public void close() throws IOException {
    if (log != null) {
      log.close();
    }
    if (files != null && directory != null) {
      files.close();
      directory.close();
    }
  }

  /** Appends, syncs, and truncates what is old. */
  @Benchmark
  public long append() throws IOException {
    SharedLog open = log;
    if (open == null) {
      throw new IllegalStateException("not set up");
    }
    LogBatch batch = new LogBatch();
    boolean truncated = false;
    for (int i = 0; i < entriesPerSync; i++) {
      int group = nextGroup + 1;
      nextGroup = group % GROUPS;
      long index = ++lastIndex[group];
      batch.append(group, List.of(new Entry(index, TERM, EntryKind.NORMAL, data)));
      if (index % KEPT == 0 && index > KEPT) {
        batch.truncatePrefix(group, index - KEPT, TERM);
        truncated = true;
      }
    }
    open.append(batch);
    if (truncated) {
      open.purge();
    }
    return lastIndex[1];
  }
}
