package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The blocks that transactions of this node hold now. Their entries are made young again from time
 * to time, so that other nodes can tell them from those of a node that has ended: these need not
 * wait for as long as the longest change of a table may take. Only how soon a table can be written
 * to depends on it: who loses a block fails at its commit. Thread-safe.
 */
final class HeldBlocks {
  /**
   * So long a block is kept young. A copy as large as a transaction can be takes some ten seconds
   * and its commit a minute at the most; a client that leaves its transaction open after a change
   * must not keep everybody from a table for ever.
   */
  static final long HOLD_NANOS_MAX = TimeUnit.SECONDS.toNanos(120);

  private record Held(Bytes key, long sinceNanos) {}

  private final CatalogStore store;
  private final ConcurrentSkipListMap<Long, List<Held>> held = new ConcurrentSkipListMap<>();

  HeldBlocks(CatalogStore store) {
    this.store = store;
  }

  /** A transaction of this node has made a block. */
  void add(int databaseOid, int tableOid, long blockId) {
    add(CatalogKeys.block(databaseOid, tableOid), blockId);
  }

  /** The same for a mark of any kind. */
  void add(Bytes key, long blockId) {
    Held one = new Held(key, store.nanos());
    held.merge(
        blockId,
        List.of(one),
        (known, more) -> Stream.concat(known.stream(), more.stream()).toList());
  }

  /** The transaction has ended; somebody else may remove the block when it could not. */
  void remove(long blockId) {
    held.remove(blockId);
  }

  /** Makes the entries of all young. */
  void refresh() {
    held.forEach(
        (blockId, objects) -> {
          for (Held each : objects) {
            if (store.nanos() - each.sinceNanos() >= HOLD_NANOS_MAX || !refreshed(each, blockId)) {
              held.remove(blockId);
            }
          }
        });
  }

  /** False when the block is gone: it is not made again. */
  private boolean refreshed(Held block, long blockId) {
    return store.transact(
        tx -> {
          Bytes entry = held.containsKey(blockId) ? tx.getForUpdate(block.key()) : null;
          if (entry == null || TableBlocks.blockId(entry) != blockId) {
            return false;
          }
          Bytes since = CatalogKeys.number(tx.timestamp());
          tx.put(block.key(), since.concat(entry.slice(Long.BYTES)));
          return true;
        });
  }
}
