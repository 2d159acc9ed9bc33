package io.holdfast.bench.yardstick;

import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.file.FileSystem.AppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** What one durable append costs on the file system under the data: 4 KiB, then a sync. */
public final class SyncYardstick {
  private static final int APPEND_BYTES = 4_096;
  private static final int WARM_UP = 50;
  private static final int APPENDS = 300;
  private static final long LOWEST_NANOS = 100;
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 3;

  private SyncYardstick() {}

  /** Latency of append and sync together, nanoseconds; the file is deleted afterwards. */
  public static Histogram run(FileSystem files, Path directory) throws IOException {
    Path file = directory.resolve("sync-yardstick");
    Histogram latencyNanos = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    try (AppendFile target = files.create(file)) {
      for (int i = 0; i < WARM_UP + APPENDS; i++) {
        long startNanos = System.nanoTime();
        target.append(ByteBuffer.allocate(APPEND_BYTES));
        target.sync();
        if (i >= WARM_UP) {
          latencyNanos.recordValue(Math.min(System.nanoTime() - startNanos, HIGHEST_NANOS));
        }
      }
    } finally {
      files.delete(file);
    }
    return latencyNanos;
  }
}
