package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.txn.StatementLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes and removes databases, each in a transaction of its own. Thread-safe; blocks. */
public final class DatabaseCatalog {
  private final CatalogStore store;
  private final CatalogCache cache;
  private final CatalogIds ids;

  /** Databases of the cluster behind {@code store}. */
  public DatabaseCatalog(CatalogStore store, CatalogCache cache, CatalogIds ids) {
    this.store = store;
    this.cache = cache;
    this.ids = ids;
  }

  /** The same for one session: what it asks the cluster for ends with its limits. */
  public DatabaseCatalog within(Supplier<StatementLimits> limits) {
    return new DatabaseCatalog(store.within(limits), cache.within(limits), ids.within(limits));
  }

  /** Makes an empty database; false when there is one of this name. */
  public boolean create(String name, int ownerOid, boolean template) {
    DatabaseDescriptor database =
        new DatabaseDescriptor(ids.nextOid(), name, ownerOid, true, template, null);
    return store.transact(
        tx -> {
          TableBlocks.nextVersion(tx);
          if (exists(tx, name)) {
            return false;
          }
          CatalogBootstrap.make(tx, database);
          return true;
        });
  }

  private static boolean exists(CatalogStore.Writes tx, String name) {
    for (Bytes key : tx.keys(CatalogKeys.databases(), Integer.MAX_VALUE)) {
      Bytes value = tx.getForUpdate(key);
      if (value != null && name.equals(nameOf(key, value))) {
        return true;
      }
    }
    return false;
  }

  /** Also of an entry that is damaged, as far as it can be read. */
  private static @Nullable String nameOf(Bytes key, Bytes value) {
    try {
      return DescriptorCodec.decodeDatabase(value).name();
    } catch (SqlException | IllegalArgumentException e) {
      return DescriptorCodec.damaged(key, value, String.valueOf(e.getMessage())).name();
    }
  }

  /**
   * Removes a database with everything in it; false when there is none. Sessions of other nodes
   * that are in it find out at their next statement.
   */
  public boolean drop(int oid) {
    CatalogSnapshot catalog = cache.fresh(oid).snapshot();
    List<Long> dataIds = new ArrayList<>();
    catalog.tables().forEach(table -> dataIds.add(table.dataId()));
    return drop(oid, catalog.version(), dataIds);
  }

  /** As {@link #drop(int)}, of one whose entry cannot be read; {@code seen} beside it. */
  public boolean drop(DamagedEntry entry, CatalogSnapshot seen) {
    return drop(entry.oid(), seen.version(), List.of());
  }

  private boolean drop(int oid, long seenVersion, List<Long> dataIds) {
    boolean dropped =
        store.transact(
            tx -> {
              Bytes version = tx.getForUpdate(CatalogKeys.VERSION);
              if (version == null || CatalogKeys.number(version) != seenVersion) {
                throw CatalogConflicts.changedMeanwhile();
              }
              TableBlocks.nextVersion(tx);
              if (tx.getForUpdate(CatalogKeys.database(oid)) == null) {
                return false;
              }
              tx.delete(CatalogKeys.database(oid));
              tx.keys(CatalogKeys.schemas(oid), Integer.MAX_VALUE).forEach(tx::delete);
              tx.keys(CatalogKeys.tables(oid), Integer.MAX_VALUE).forEach(tx::delete);
              tx.keys(CatalogKeys.blocks(oid), Integer.MAX_VALUE).forEach(tx::delete);
              tx.keys(CatalogKeys.locks(oid), Integer.MAX_VALUE).forEach(tx::delete);
              Bytes now = CatalogKeys.number(tx.timestamp());
              dataIds.forEach(dataId -> tx.put(CatalogKeys.garbage(dataId), now));
              return true;
            });
    try {
      new TableBlocks(store).waitForLeases();
    } catch (SqlException e) {
      throw CatalogTransaction.notInForceYet(e);
    }
    return dropped;
  }
}
