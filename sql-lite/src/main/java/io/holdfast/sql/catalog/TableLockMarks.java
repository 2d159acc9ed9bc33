package io.holdfast.sql.catalog;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.txn.TableMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The marks of LOCK TABLE: who holds a table in which modes, for all nodes. They are made and
 * removed as {@link TableBlocks} are, and age as they do. All who make marks of either kind write
 * or lock the catalogue's version, so that of two that conflict the second sees the first.
 */
final class TableLockMarks {
  /** Holders of one table; as many as a cluster has sessions. */
  private static final int HOLDERS_MAX = 100_000;

  private final CatalogStore store;

  TableLockMarks(CatalogStore store) {
    this.store = store;
  }

  /**
   * Marks tables, all or none, in addition to what the maker has.
   *
   * @param tables oids with the versions the tables must have
   */
  TableLockOutcome make(
      int databaseOid, SortedMap<Integer, Long> tables, TableMode mode, long maker) {
    return store.transact(
        tx -> {
          Bytes version = tx.getForUpdate(CatalogKeys.VERSION);
          for (Map.Entry<Integer, Long> each : tables.entrySet()) {
            int oid = each.getKey();
            Bytes value = tx.getForUpdate(CatalogKeys.table(databaseOid, oid));
            if (value == null || DescriptorCodec.decodeTable(value).version() != each.getValue()) {
              return TableLockOutcome.CHANGED;
            }
            if (!against(tx, databaseOid, oid, mode, maker).isEmpty()) {
              return TableLockOutcome.KEPT;
            }
            Bytes key = CatalogKeys.lock(databaseOid, oid, maker);
            Bytes own = tx.getForUpdate(key);
            int modes = mode.bit() | (own == null ? 0 : modes(own));
            tx.put(key, entry(tx.timestamp(), maker, modes));
          }
          if (isStrong(mode.bit())) {
            TableBlocks.nextVersion(tx, version);
          }
          return TableLockOutcome.MADE;
        });
  }

  /** Who but {@code maker} has a mark that keeps a mode away. */
  static List<Long> against(
      CatalogStore.Writes tx, int databaseOid, int oid, TableMode mode, long maker) {
    List<Long> makers = new ArrayList<>();
    Bytes change = tx.getForUpdate(CatalogKeys.block(databaseOid, oid));
    if (change != null && TableBlocks.blockId(change) != maker) {
      makers.add(TableBlocks.blockId(change));
    }
    KeyRange locks = CatalogKeys.locks(databaseOid, oid);
    for (Bytes key : tx.keys(locks, HOLDERS_MAX)) {
      Bytes entry = tx.getForUpdate(key);
      if (entry != null) {
        addIfAgainst(makers, entry, mode, maker);
      }
    }
    return makers;
  }

  /** As above, as of now. */
  List<Long> against(int databaseOid, int oid, TableMode mode, long maker) {
    long now = store.currentTimestamp();
    List<Long> makers = new ArrayList<>();
    Bytes change = store.get(now, CatalogKeys.block(databaseOid, oid));
    if (change != null && TableBlocks.blockId(change) != maker) {
      makers.add(TableBlocks.blockId(change));
    }
    for (KeyValue lock : store.scan(now, CatalogKeys.locks(databaseOid, oid), HOLDERS_MAX)) {
      addIfAgainst(makers, lock.value(), mode, maker);
    }
    return makers;
  }

  private static void addIfAgainst(List<Long> makers, Bytes lock, TableMode mode, long maker) {
    if (TableBlocks.blockId(lock) != maker && mode.conflictsWith(modes(lock))) {
      makers.add(TableBlocks.blockId(lock));
    }
  }

  /** Removes marks of one maker. */
  void remove(List<Bytes> keys, long maker) {
    store.transact(
        tx -> {
          boolean strong = false;
          for (Bytes key : keys) {
            Bytes entry = tx.getForUpdate(key);
            if (entry != null && TableBlocks.blockId(entry) == maker) {
              tx.delete(key);
              strong |= isStrong(modes(entry));
            }
          }
          if (strong) {
            TableBlocks.nextVersion(tx);
          }
          return true;
        });
  }

  /** True when those who read or write have to heed a lock. */
  static boolean isStrong(int modes) {
    for (TableMode mode : TableMode.values()) {
      if ((modes & mode.bit()) != 0 && mode.isStrong()) {
        return true;
      }
    }
    return false;
  }

  static Bytes entry(long ts, long maker, int modes) {
    return TableBlocks.entry(ts, maker).concat(Bytes.wrap(new byte[] {(byte) modes}));
  }

  /** What cannot be read keeps everybody away until it is collected. */
  static int modes(Bytes entry) {
    return entry.length() == 2 * Long.BYTES + 1
        ? entry.byteAt(2 * Long.BYTES) & 0xFF
        : TableMode.ACCESS_EXCLUSIVE.bit();
  }
}
