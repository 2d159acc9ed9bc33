package io.holdfast.store.engine.rocksdb;

import io.holdfast.runtime.base.Invariant;

/**
 * Sizes of one RocksDB engine.
 *
 * @param blockCacheBytes shared by all families, index and filter blocks included
 * @param memtableBytes of the {@code default} and {@code write} families, each
 * @param smallMemtableBytes of the {@code lock} and {@code raft} families, each
 * @param levelBaseBytes first level of {@code default} and {@code write}
 * @param backgroundJobs flushes and compactions at a time
 * @param spaceBytesMax writes fail once table files take more; 0 is no limit
 * @param reserveBytes disk space kept for the day on which it is full
 */
public record RocksOptions(
    long blockCacheBytes,
    long memtableBytes,
    long smallMemtableBytes,
    long levelBaseBytes,
    int backgroundJobs,
    long spaceBytesMax,
    long reserveBytes) {

  private static final long MIB = 1L << 20;

  /** Validates. */
  public RocksOptions {
    Invariant.check(
        blockCacheBytes > 0 && memtableBytes > 0 && smallMemtableBytes > 0 && levelBaseBytes > 0,
        "Engine sizes must be positive",
        "blockCacheBytes",
        blockCacheBytes,
        "memtableBytes",
        memtableBytes);
    Invariant.check(backgroundJobs > 0, "Engine needs a background job", "jobs", backgroundJobs);
  }

  /**
   * For a few stores on one machine. RocksDB takes no write while it cannot flush, and flushes only
   * where as much is free as a full memtable: a smaller reserve would be given up in vain.
   */
  public static RocksOptions laptop() {
    return new RocksOptions(128 * MIB, 32 * MIB, 8 * MIB, 128 * MIB, 2, 0, 64 * MIB);
  }

  /** For tests that open many engines in one process. */
  public static RocksOptions small() {
    return new RocksOptions(8 * MIB, 4 * MIB, MIB, 16 * MIB, 2, 0, 0);
  }

  /** These sizes with a limit of the space for table files. */
  public RocksOptions withSpaceBytesMax(long limit) {
    return new RocksOptions(
        blockCacheBytes,
        memtableBytes,
        smallMemtableBytes,
        levelBaseBytes,
        backgroundJobs,
        limit,
        reserveBytes);
  }

  /** These sizes with another reserve. */
  public RocksOptions withReserveBytes(long reserve) {
    return new RocksOptions(
        blockCacheBytes,
        memtableBytes,
        smallMemtableBytes,
        levelBaseBytes,
        backgroundJobs,
        spaceBytesMax,
        reserve);
  }
}
