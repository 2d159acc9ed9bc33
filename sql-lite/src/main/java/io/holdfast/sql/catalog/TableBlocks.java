package io.holdfast.sql.catalog;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.TableMode;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Marks in the catalogue that somebody is about to change a table or a schema: nobody else may
 * change it or write to the table, and nobody may rely on a lease for it any more. Made and removed
 * in small transactions of their own; the commit of the change removes them with it. A mark that
 * its maker could not remove (the node ended) is removed by {@link GarbageCollector} once it is
 * old: the maker, should it still be there, fails at its commit, which writes the mark.
 */
final class TableBlocks {
  private final CatalogStore store;

  TableBlocks(CatalogStore store) {
    this.store = store;
  }

  /**
   * Marks objects, all or none, with one number.
   *
   * @param tables oids with the versions the tables must have
   * @param schemas oids
   * @return false when one of them is another by now, or is marked or locked already
   */
  boolean block(
      int databaseOid, SortedMap<Integer, Long> tables, SortedSet<Integer> schemas, long blockId) {
    return store.transact(
        tx -> {
          Bytes version = tx.getForUpdate(CatalogKeys.VERSION);
          for (Map.Entry<Integer, Long> each : tables.entrySet()) {
            Bytes value = tx.getForUpdate(CatalogKeys.table(databaseOid, each.getKey()));
            if (value == null
                || DescriptorCodec.decodeTable(value).version() != each.getValue()
                || !mark(tx, databaseOid, each.getKey(), blockId)) {
              return false;
            }
          }
          for (int oid : schemas) {
            if (tx.getForUpdate(CatalogKeys.schema(databaseOid, oid)) == null
                || !mark(tx, databaseOid, oid, blockId)) {
              return false;
            }
          }
          nextVersion(tx, version);
          return true;
        });
  }

  private static boolean mark(CatalogStore.Writes tx, int databaseOid, int oid, long blockId) {
    Bytes key = CatalogKeys.block(databaseOid, oid);
    TableMode alone = TableMode.ACCESS_EXCLUSIVE;
    if (tx.getForUpdate(key) != null
        || !TableLockMarks.against(tx, databaseOid, oid, alone, blockId).isEmpty()) {
      return false;
    }
    tx.put(key, entry(tx.timestamp(), blockId));
    return true;
  }

  static Bytes entry(long ts, long blockId) {
    return CatalogKeys.number(ts).concat(CatalogKeys.number(blockId));
  }

  static boolean isMark(Bytes entry) {
    return entry.length() >= 2 * Long.BYTES;
  }

  static long since(Bytes entry) {
    return CatalogKeys.number(entry.slice(0, Long.BYTES));
  }

  /** The number of a mark's maker; 0 when it cannot be read. */
  static long blockId(Bytes entry) {
    return !isMark(entry) ? 0 : CatalogKeys.number(entry.slice(Long.BYTES, 2 * Long.BYTES));
  }

  /** Gives an object back to everybody; nothing if it is not so marked. */
  void unblock(int databaseOid, int oid, long blockId) {
    remove(CatalogKeys.block(databaseOid, oid), entry -> blockId(entry) == blockId);
  }

  /** Removes a mark of any kind if it is still this one. */
  void discard(Bytes key, Bytes value) {
    remove(key, value::equals);
  }

  private void remove(Bytes key, Predicate<Bytes> mine) {
    store.transact(
        tx -> {
          Bytes entry = tx.getForUpdate(key);
          if (entry == null || !mine.test(entry)) {
            return false;
          }
          tx.delete(key);
          nextVersion(tx);
          return true;
        });
  }

  static void nextVersion(CatalogStore.Writes tx) {
    nextVersion(tx, tx.getForUpdate(CatalogKeys.VERSION));
  }

  static void nextVersion(CatalogStore.Writes tx, @Nullable Bytes value) {
    if (value == null) {
      throw new SqlException(SqlState.CANNOT_CONNECT_NOW, "the database system is starting up");
    }
    tx.put(CatalogKeys.VERSION, CatalogKeys.number(CatalogKeys.number(value) + 1));
  }

  /** Returns when every lease on what was in force before this call has ended (rule SQL-1). */
  void waitForLeases() {
    waitUntil(CatalogLease.after(store.currentTimestamp()));
  }

  /** Returns when the cluster's time has come to {@code end}. */
  void waitUntil(long end) {
    for (long now = store.currentTimestamp(); now < end; now = store.currentTimestamp()) {
      long millis = Timestamp.physicalMillis(end) - Timestamp.physicalMillis(now);
      store.sleep(Duration.ofMillis(Math.max(1, millis)));
    }
  }
}
