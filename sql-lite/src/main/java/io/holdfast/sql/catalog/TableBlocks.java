package io.holdfast.sql.catalog;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.time.Duration;

/**
 * Marks in the catalogue that nobody may write to a table, made and removed in small transactions
 * of their own. A mark that its maker could not remove (the node ended) is removed by {@link
 * GarbageCollector} once it is old: the maker, should it still be there, fails at its commit,
 * because the version of the table is another one then.
 */
final class TableBlocks {
  private final CatalogStore store;
  private final CatalogIds ids;

  TableBlocks(CatalogStore store, CatalogIds ids) {
    this.store = store;
    this.ids = ids;
  }

  static TableDescriptor blocked(TableDescriptor table, long version) {
    return table.change().writesBlocked(true).build(version);
  }

  /**
   * Blocks writes to a table that has this version; answers the version it has then.
   *
   * @throws SqlException 40001 when the table is another one by now or is blocked already
   */
  long block(int databaseOid, int oid, long version) {
    long blockedVersion = ids.nextVersion();
    store.transact(
        tx -> {
          Bytes key = CatalogKeys.table(databaseOid, oid);
          Bytes value = tx.getForUpdate(key);
          TableDescriptor table = value == null ? null : DescriptorCodec.decodeTable(value);
          if (table == null || table.version() != version || table.writesBlocked()) {
            throw new SqlException(
                SqlState.SERIALIZATION_FAILURE,
                "could not serialize access due to concurrent update");
          }
          tx.put(key, DescriptorCodec.encode(blocked(table, blockedVersion)));
          tx.put(CatalogKeys.block(databaseOid, oid), entry(tx.timestamp(), blockedVersion));
          nextVersion(tx);
          return Boolean.TRUE;
        });
    return blockedVersion;
  }

  static Bytes entry(long ts, long blockId) {
    return CatalogKeys.number(ts).concat(CatalogKeys.number(blockId));
  }

  static long since(Bytes entry) {
    return CatalogKeys.number(entry.slice(0, Long.BYTES));
  }

  static long blockId(Bytes entry) {
    return CatalogKeys.number(entry.slice(Long.BYTES));
  }

  /**
   * Lets everybody write again to a table whose blocker is taken for dead. Should it be alive and
   * not have committed, it will not be able to; should it have, just now, leases end first (rule
   * SQL-3).
   */
  void lift(int databaseOid, int oid, long blockId) {
    if (!unblock(databaseOid, oid, blockId, false)) {
      waitForLeases();
      unblock(databaseOid, oid, blockId);
    }
  }

  /**
   * Lets everybody write again, whatever the table looks like now; nothing if it is not so blocked.
   */
  void unblock(int databaseOid, int oid, long blockId) {
    unblock(databaseOid, oid, blockId, true);
  }

  /** False: nothing was done, since the table has changed and {@code evenChanged} is false. */
  private boolean unblock(int databaseOid, int oid, long blockId, boolean evenChanged) {
    long openVersion = ids.nextVersion();
    return store.transact(
        tx -> {
          Bytes entry = tx.getForUpdate(CatalogKeys.block(databaseOid, oid));
          if (entry == null || blockId(entry) != blockId) {
            return Boolean.TRUE;
          }
          Bytes key = CatalogKeys.table(databaseOid, oid);
          Bytes value = tx.getForUpdate(key);
          TableDescriptor table = value == null ? null : DescriptorCodec.decodeTable(value);
          if (table != null && table.version() != blockId && !evenChanged) {
            return Boolean.FALSE;
          }
          tx.delete(CatalogKeys.block(databaseOid, oid));
          if (table != null && table.writesBlocked()) {
            tx.put(
                key,
                DescriptorCodec.encode(table.change().writesBlocked(false).build(openVersion)));
            nextVersion(tx);
          }
          return Boolean.TRUE;
        });
  }

  static void nextVersion(CatalogStore.Writes tx) {
    Bytes value = tx.getForUpdate(CatalogKeys.VERSION);
    if (value == null) {
      throw new SqlException(SqlState.CANNOT_CONNECT_NOW, "the database system is starting up");
    }
    tx.put(CatalogKeys.VERSION, CatalogKeys.number(CatalogKeys.number(value) + 1));
  }

  /** Returns when every lease on what was in force before this call has ended (rule SQL-1). */
  void waitForLeases() {
    long end = CatalogLease.after(store.currentTimestamp());
    for (long now = store.currentTimestamp(); now < end; now = store.currentTimestamp()) {
      long millis = Timestamp.physicalMillis(end) - Timestamp.physicalMillis(now);
      store.sleep(Duration.ofMillis(Math.max(1, millis)));
    }
  }
}
