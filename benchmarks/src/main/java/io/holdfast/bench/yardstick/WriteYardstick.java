package io.holdfast.bench.yardstick;

import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.file.FileSystem.AppendFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * What one write costs one replica at least, in batches: its bytes appended to a file, the sync
 * shared by the batch, its insertion into RocksDB without a log of its own. Processor time of the
 * calling thread, nanoseconds an entry.
 */
public final class WriteYardstick {
  /** Entries of one append, of one sync, of one engine batch. */
  public static final int BATCH = 64;

  private static final int ROUNDS = 1_500;
  private static final int WARM_UP = 500;

  private WriteYardstick() {}

  /** Appends of entries of that size; with a sync after each batch or without. */
  public static double appendNanos(FileSystem files, Path directory, int entryBytes, boolean sync)
      throws IOException {
    Path file = directory.resolve("append-yardstick");
    ByteBuffer batch = ByteBuffer.allocate(entryBytes * BATCH);
    long began = 0;
    try (AppendFile target = files.create(file)) {
      for (int i = 0; i < WARM_UP + ROUNDS; i++) {
        if (i == WARM_UP) {
          began = cpuNanos();
        }
        target.append(batch.duplicate());
        if (sync) {
          target.sync();
        }
      }
      return (double) (cpuNanos() - began) / ROUNDS / BATCH;
    } finally {
      files.delete(file);
    }
  }

  /** Insertions of values of that size under random keys. */
  public static double engineNanos(Path directory, int keys, int valueBytes)
      throws RocksDBException {
    RocksDB.loadLibrary();
    SplittableRandom random = new SplittableRandom(1);
    byte[] value = new byte[valueBytes];
    random.nextBytes(value);
    long began = 0;
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB engine = RocksDB.open(options, directory.resolve("engine-yardstick").toString());
        WriteOptions unlogged = new WriteOptions().setDisableWAL(true)) {
      for (int i = 0; i < WARM_UP + ROUNDS; i++) {
        if (i == WARM_UP) {
          began = cpuNanos();
        }
        try (WriteBatch batch = new WriteBatch()) {
          for (int j = 0; j < BATCH; j++) {
            batch.put(NumberedKeys.key(random.nextInt(keys)), value);
          }
          engine.write(unlogged, batch);
        }
      }
      return (double) (cpuNanos() - began) / ROUNDS / BATCH;
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
