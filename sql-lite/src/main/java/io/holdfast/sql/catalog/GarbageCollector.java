package io.holdfast.sql.catalog;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.List;

/**
 * Removes the rows of tables that were dropped, truncated or rewritten, and marks that outlived
 * their makers. Somebody calls {@link #runOnce} now and then; several nodes may do it at once.
 */
public final class GarbageCollector {
  /**
   * Age at which unreachable rows are removed: a statement may be reading them at a snapshot from
   * before, and the cluster keeps old versions for about that long.
   */
  static final long GARBAGE_AGE_MILLIS = 600_000;

  /**
   * Age at which a block is taken for abandoned: nobody can write to the table of a node that ended
   * in the middle for so long. Four times what its maker's node lets pass between two signs of life
   * ({@link CatalogCache#keepBlocks}); should they not get through for so long, the maker fails
   * with 40001.
   */
  static final long BLOCK_AGE_MILLIS = 20_000;

  /** Keys removed by one transaction: large enough to be cheap, small enough to hold up nobody. */
  private static final int BATCH_KEYS = 1_000;

  private static final int ENTRIES_PER_RUN = 16;

  private final CatalogStore store;
  private final TableBlocks blocks;

  /** Collects in {@code store}. */
  public GarbageCollector(CatalogStore store) {
    this.store = store;
    this.blocks = new TableBlocks(store);
  }

  /**
   * Removes what is old enough, {@code batchesMax} batches of rows at the most.
   *
   * @return true when more is left that could be removed now
   */
  public boolean runOnce(int batchesMax) {
    long now = store.currentTimestamp();
    liftOld(now, CatalogKeys.blocks());
    liftOld(now, CatalogKeys.locks());
    liftOld(now, CatalogKeys.waits());
    int batches = 0;
    for (KeyValue entry : store.scan(now, CatalogKeys.allGarbage(), ENTRIES_PER_RUN)) {
      if (ageMillis(now, CatalogKeys.number(entry.value())) < GARBAGE_AGE_MILLIS) {
        continue;
      }
      Bytes prefix = SqlKeys.data(CatalogKeys.garbageDataId(entry.key()));
      KeyRange range = new KeyRange(prefix, prefix.prefixEnd());
      while (removeBatch(range, entry.key())) {
        batches++;
        if (batches >= batchesMax) {
          return true;
        }
      }
    }
    return false;
  }

  private static long ageMillis(long now, long ts) {
    return Timestamp.physicalMillis(now) - Timestamp.physicalMillis(ts);
  }

  /** True when there was a full batch; the entry goes with the last one. */
  private boolean removeBatch(KeyRange range, Bytes entry) {
    return store.transact(
        tx -> {
          List<Bytes> keys = tx.keys(range, BATCH_KEYS);
          keys.forEach(tx::delete);
          boolean more = keys.size() == BATCH_KEYS;
          if (!more) {
            tx.delete(entry);
          }
          return more;
        });
  }

  private void liftOld(long now, KeyRange marks) {
    for (KeyValue entry : store.scan(now, marks, ENTRIES_PER_RUN)) {
      Bytes value = entry.value();
      // What cannot be read nobody could give back.
      boolean readable = TableBlocks.isMark(value);
      if (!readable || ageMillis(now, TableBlocks.since(value)) >= BLOCK_AGE_MILLIS) {
        blocks.discard(entry.key(), value);
      }
    }
  }
}
