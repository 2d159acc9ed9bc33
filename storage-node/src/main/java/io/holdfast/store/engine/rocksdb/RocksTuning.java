package io.holdfast.store.engine.rocksdb;

import io.holdfast.store.engine.Family;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionPriority;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileManager;
import org.rocksdb.WALRecoveryMode;

/**
 * Turns {@link RocksOptions} into native options and owns them until the database is closed. The
 * shapes follow what the families hold: locks are few, short-lived and always asked for by their
 * exact key; records and values are many and live long.
 */
final class RocksTuning implements AutoCloseable {
  private static final int BLOOM_BITS = 10;
  private static final long BLOCK_BYTES = 16 * 1024;
  private static final long KEPT_INFO_LOGS = 2;
  private static final int MEMTABLES_MAX = 5;
  private static final int SLOWDOWN_L0_FILES = 20;
  private static final int STOP_L0_FILES = 36;
  private static final long BYTES_PER_SYNC = 1 << 20;
  private static final long WAL_BYTES_MAX = 256L << 20;

  private final RocksOptions options;
  // Freed in reverse order of creation.
  private final ArrayDeque<AbstractNativeReference> owned = new ArrayDeque<>();
  private final Cache blockCache;
  private final BloomFilter bloom;
  private final @Nullable SstFileManager space;

  RocksTuning(RocksOptions options) throws RocksDBException {
    this.options = options;
    this.blockCache = own(new LRUCache(options.blockCacheBytes()));
    this.bloom = own(new BloomFilter(BLOOM_BITS, false));
    if (options.spaceBytesMax() > 0) {
      this.space = own(new SstFileManager(Env.getDefault()));
      this.space.setMaxAllowedSpaceUsage(options.spaceBytesMax());
    } else {
      this.space = null;
    }
  }

  <T extends AbstractNativeReference> T own(T reference) {
    owned.push(reference);
    return reference;
  }

  DBOptions database() {
    DBOptions database =
        own(new DBOptions())
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setAvoidFlushDuringShutdown(true)
            .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
            .setMaxTotalWalSize(WAL_BYTES_MAX)
            .setBytesPerSync(BYTES_PER_SYNC)
            .setMaxBackgroundJobs(options.backgroundJobs())
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(KEPT_INFO_LOGS);
    if (space != null) {
      database.setSstFileManager(space);
    }
    return database;
  }

  ColumnFamilyOptions family(Family family) {
    return switch (family) {
      case DEFAULT -> large().setOptimizeFiltersForHits(true);
      case WRITE -> large();
      case LOCK, RAFT -> small();
    };
  }

  private ColumnFamilyOptions large() {
    return base(options.memtableBytes(), BLOCK_BYTES * 2)
        .setCompressionPerLevel(
            List.of(
                CompressionType.NO_COMPRESSION,
                CompressionType.NO_COMPRESSION,
                CompressionType.LZ4_COMPRESSION,
                CompressionType.LZ4_COMPRESSION,
                CompressionType.LZ4_COMPRESSION,
                CompressionType.ZSTD_COMPRESSION,
                CompressionType.ZSTD_COMPRESSION))
        .setMaxBytesForLevelBase(options.levelBaseBytes());
  }

  private ColumnFamilyOptions small() {
    return base(options.smallMemtableBytes(), BLOCK_BYTES)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setLevel0FileNumCompactionTrigger(1)
        .setMaxBytesForLevelBase(Math.max(1, options.levelBaseBytes() / 4));
  }

  private ColumnFamilyOptions base(long memtableBytes, long blockBytes) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(blockCache)
            .setBlockSize(blockBytes)
            .setFilterPolicy(bloom)
            .setWholeKeyFiltering(true)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setChecksumType(ChecksumType.kCRC32c);
    return own(new ColumnFamilyOptions())
        .setTableFormatConfig(table)
        .setWriteBufferSize(memtableBytes)
        .setMaxWriteBufferNumber(MEMTABLES_MAX)
        .setLevelCompactionDynamicLevelBytes(true)
        .setCompactionPriority(CompactionPriority.MinOverlappingRatio)
        .setLevel0SlowdownWritesTrigger(SLOWDOWN_L0_FILES)
        .setLevel0StopWritesTrigger(STOP_L0_FILES);
  }

  /** The limit of space, null when there is none. */
  @Nullable SstFileManager space() {
    return space;
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }
}
