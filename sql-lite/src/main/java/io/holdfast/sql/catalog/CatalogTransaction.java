package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.SqlTransaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue as one transaction sees it: the node's leased snapshot with the transaction's own
 * changes over it. Used by the session's thread, next to its {@link SqlTransaction}:
 *
 * <pre>
 *   catalog.snapshot(txn.statementTs())      for every statement
 *   catalog.beforeCommit()                   adds the changes to the transaction's writes
 *   txn.commit()
 *   catalog.afterCommit()                    waits until the change is in force everywhere
 *   catalog.afterRollback()                  instead, after a rollback or a failed commit
 * </pre>
 *
 * <p>Changes are written at the commit, not before: two transactions that change different objects
 * do not wait for each other, and each checks at its commit that what it changed is as it found it.
 * All commits that change the catalogue write the version key, hence one after the other.
 */
public final class CatalogTransaction {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogTransaction.class);

  private final SqlTransaction txn;
  private final CatalogCache cache;
  private final TableBlocks blocks;
  private final String database;
  private final SortedMap<Integer, Long> blocked = new TreeMap<>();
  private CatalogChanges changes = CatalogChanges.NONE;
  private @Nullable CatalogSnapshot base;
  private @Nullable CatalogSnapshot merged;

  /** The catalogue of {@code database} for the new transaction {@code txn}. */
  public CatalogTransaction(
      CatalogStore store, CatalogCache cache, CatalogIds ids, String database, SqlTransaction txn) {
    this.txn = txn;
    this.cache = cache;
    this.blocks = new TableBlocks(store, ids);
    this.database = database;
  }

  /** A place to return to, see {@link #mark}. */
  public static final class Mark {
    private final CatalogChanges changes;

    private Mark(CatalogChanges changes) {
      this.changes = changes;
    }
  }

  /** The catalogue for a statement with this timestamp. */
  public CatalogSnapshot snapshot(long statementTs) {
    return over(cache.at(database, statementTs).snapshot());
  }

  /** The catalogue as it is now: for a name that the statement's snapshot does not have. */
  public CatalogSnapshot fresh() {
    return over(cache.fresh(database).snapshot());
  }

  private CatalogSnapshot over(CatalogSnapshot snapshot) {
    if (changes.isEmpty() && blocked.isEmpty()) {
      return snapshot;
    }
    CatalogSnapshot known = merged;
    if (known == null || base != snapshot) {
      known = changes.over(openToOwn(snapshot));
      base = snapshot;
      merged = known;
    }
    return known;
  }

  /** What is kept from others is not kept from this transaction. */
  private CatalogSnapshot openToOwn(CatalogSnapshot snapshot) {
    CatalogSnapshot result = snapshot;
    for (int oid : blocked.keySet()) {
      TableDescriptor table = result.tableByOid(oid);
      if (table != null) {
        result = result.with(table.change().writesBlocked(false).build(table.version()));
      }
    }
    return result;
  }

  /** True when this transaction has changed the catalogue. */
  public boolean changed() {
    return !changes.isEmpty();
  }

  /** True when others see another catalogue than this transaction. */
  public boolean hasOwnView() {
    return !changes.isEmpty() || !blocked.isEmpty();
  }

  /** True when {@link #beforeCommit} has something to check or to write. */
  public boolean touched() {
    return !changes.isEmpty() || !changes.bases().isEmpty();
  }

  /** True for a table that this transaction created. */
  public boolean created(int tableOid) {
    return changes.created(tableOid);
  }

  /** Where to return to when statements are undone. */
  public Mark mark() {
    return new Mark(changes);
  }

  /** Forgets the changes made since. What was kept from others stays so until the end. */
  public void rollbackTo(Mark mark) {
    apply(mark.changes.withBases(changes.bases()));
  }

  private void apply(CatalogChanges newChanges) {
    changes = newChanges;
    merged = null;
  }

  /** Adds a table. */
  public void create(TableDescriptor table) {
    txn.ownTable(table.oid(), table.version());
    apply(changes.create(table));
  }

  /** Replaces a table. */
  public void change(TableDescriptor old, TableDescriptor changed) {
    txn.ownTable(old.oid(), old.version());
    apply(changes.change(old, changed));
  }

  /** Removes a table; its rows become garbage. */
  public void drop(TableDescriptor table) {
    txn.ownTable(table.oid(), table.version());
    apply(changes.drop(table));
  }

  /** Rows of this data id become garbage. */
  public void discard(long dataId) {
    apply(changes.discard(dataId));
  }

  /** Adds or replaces a schema. */
  public void put(SchemaDescriptor schema) {
    apply(changes.put(schema));
  }

  /** Removes a schema. */
  public void drop(SchemaDescriptor schema) {
    apply(changes.drop(schema));
  }

  /**
   * Keeps everybody else from writing to tables until this transaction has ended. When it returns,
   * all that anybody has committed to them, or can still be committing, is in a snapshot taken from
   * now on (rule SQL-2). Nothing happens for a table that this transaction has created.
   */
  public void exclusive(List<TableDescriptor> tables) {
    int databaseOid = cache.fresh(database).snapshot().database().oid();
    boolean waits = false;
    for (TableDescriptor table : tables) {
      int oid = table.oid();
      if (!changes.created(oid) && !blocked.containsKey(oid)) {
        Long met = changes.bases().get(oid);
        long version = met == null ? table.version() : met;
        txn.ownTable(oid, version);
        long blockedVersion = blocks.block(databaseOid, oid, version);
        blocked.put(oid, blockedVersion);
        cache.held().add(databaseOid, oid, blockedVersion);
        apply(changes.blocked(oid, blockedVersion));
        waits = true;
      }
    }
    if (waits) {
      blocks.waitForLeases();
      cache.fresh(database);
    }
  }

  /**
   * Adds the changes to the writes of the transaction, which is committed next.
   *
   * @throws SqlException 40001 when somebody else has changed the same objects
   */
  public void beforeCommit() {
    if (!touched()) {
      return;
    }
    Bytes versionValue = txn.lockNewest(List.of(CatalogKeys.VERSION)).get(CatalogKeys.VERSION);
    CatalogLease lease = cache.fresh(database);
    CatalogSnapshot now = lease.snapshot();
    if (versionValue == null || now.version() != CatalogKeys.number(versionValue)) {
      throw changedMeanwhile();
    }
    check(now);
    write(now.database().oid(), lease.checkedTs());
    txn.put(CatalogKeys.VERSION, CatalogKeys.number(now.version() + 1));
  }

  private void check(CatalogSnapshot now) {
    for (Map.Entry<Integer, Long> each : changes.bases().entrySet()) {
      TableDescriptor table = now.tableByOid(each.getKey());
      if (table == null || table.version() != each.getValue()) {
        throw changedMeanwhile();
      }
    }
    checkSchemas(now);
    CatalogSnapshot result = changes.over(now);
    for (SchemaDescriptor schema : result.schemas()) {
      List<String> names = result.relationNames(schema);
      if (new TreeSet<>(names).size() != names.size()) {
        throw changedMeanwhile();
      }
    }
    for (TableDescriptor table : result.tables()) {
      if (result.schemaByOid(table.schemaOid()) == null) {
        throw changedMeanwhile();
      }
    }
  }

  private void checkSchemas(CatalogSnapshot now) {
    for (Map.Entry<Integer, Optional<SchemaDescriptor>> each : changes.schemas().entrySet()) {
      Optional<SchemaDescriptor> schema = each.getValue();
      SchemaDescriptor named = schema.map(s -> now.schema(s.name())).orElse(null);
      boolean taken =
          named != null
              && named.oid() != each.getKey()
              && !Optional.empty().equals(changes.schemas().get(named.oid()));
      if (taken || (schema.isEmpty() && now.schemaByOid(each.getKey()) == null)) {
        throw changedMeanwhile();
      }
    }
  }

  private void write(int databaseOid, long nowTs) {
    SortedMap<Bytes, Optional<Bytes>> entries = new TreeMap<>();
    changes
        .schemas()
        .forEach(
            (oid, schema) ->
                entries.put(
                    CatalogKeys.schema(databaseOid, oid), schema.map(DescriptorCodec::encode)));
    changes
        .tables()
        .forEach(
            (oid, table) ->
                entries.put(
                    CatalogKeys.table(databaseOid, oid),
                    table.map(this::stored).map(DescriptorCodec::encode)));
    for (long dataId : changes.garbage()) {
      entries.put(CatalogKeys.garbage(dataId), Optional.of(CatalogKeys.number(nowTs)));
    }
    txn.lockNewest(entries.keySet());
    entries.forEach(this::put);
  }

  /** What others see of a table that stays blocked until their leases have ended. */
  private TableDescriptor stored(TableDescriptor table) {
    return blocked.containsKey(table.oid()) ? TableBlocks.blocked(table, table.version()) : table;
  }

  private void put(Bytes key, Optional<Bytes> value) {
    value.ifPresentOrElse(found -> txn.put(key, found), () -> txn.delete(key));
  }

  private static SqlException changedMeanwhile() {
    return new SqlException(
        SqlState.SERIALIZATION_FAILURE, "could not serialize access due to concurrent update");
  }

  /**
   * Returns when no statement of any node uses an older form of what was changed (rule SQL-1), and
   * tables kept from others are theirs again.
   *
   * @throws SqlException 40003 when that could not be learnt; the change is committed
   */
  public void afterCommit() {
    try {
      if (changes.seen()) {
        blocks.waitForLeases();
      }
      end();
    } catch (SqlException e) {
      throw notInForceYet(e);
    } finally {
      holdNoMore();
    }
  }

  /** What is true when the wait after a commit had to be given up. */
  static SqlException notInForceYet(SqlException e) {
    return new SqlException(
            SqlState.STATEMENT_COMPLETION_UNKNOWN,
            "the change was committed but may not be in force everywhere yet")
        .withDetail(e.message())
        .causedBy(e);
  }

  /**
   * Gives back what was kept from others; {@code maybeCommitted} when a commit was tried and its
   * outcome is unknown. The caller has an error to report already; a table that cannot be given
   * back now is opened by {@link GarbageCollector} later.
   */
  public void afterRollback(boolean maybeCommitted) {
    try {
      if (!blocked.isEmpty() && maybeCommitted) {
        // Unknown may mean committed: then the leases have to end before others may write.
        blocks.waitForLeases();
      }
      end();
    } catch (SqlException e) {
      LOG.warn("tables kept from others stay so until they are collected", e);
    } finally {
      holdNoMore();
    }
  }

  /** What could not be given back is left to whoever collects. */
  private void holdNoMore() {
    blocked.values().forEach(cache.held()::remove);
  }

  private void end() {
    SortedMap<Integer, Long> mine = new TreeMap<>(blocked);
    holdNoMore();
    blocked.clear();
    boolean changed = changed();
    apply(CatalogChanges.NONE);
    if (!mine.isEmpty()) {
      int databaseOid = cache.fresh(database).snapshot().database().oid();
      mine.forEach((oid, blockId) -> blocks.unblock(databaseOid, oid, blockId));
    }
    if (changed || !mine.isEmpty()) {
      cache.fresh(database);
    }
  }
}
