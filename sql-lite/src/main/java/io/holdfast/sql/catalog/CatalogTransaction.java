package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.TableMode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
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
 *   catalog.keep(...), change(...), ...      a statement that changes it
 *   catalog.beforeCommit()                   adds the changes to the transaction's writes
 *   txn.commit()
 *   catalog.afterCommit()
 *   catalog.afterRollback()                  instead, after a rollback or a failed commit
 * </pre>
 *
 * <p>Who changes an object that others may be using keeps it from them first: a mark is published
 * (rule SQL-2), and once leases have ended no node relies on one for it (rule SQL-3). So the commit
 * takes effect for everybody at its one timestamp, and nobody waits after it. Changes are written
 * at the commit; all commits that change the catalogue write the version key, hence one after the
 * other.
 */
public final class CatalogTransaction {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogTransaction.class);

  private final SqlTransaction txn;
  private final CatalogCache cache;
  private final CatalogIds ids;
  private final TableBlocks blocks;
  private final HeldTableLocks locks;
  private final MarkWaits waits;
  private final int database;

  /** What marks of this transaction are made with; 0 before the first. */
  private long maker;

  /** True while others are told that it waits. */
  private boolean waiting;

  /** Marks of this transaction: the oids of tables and schemas that it keeps to itself. */
  private final SortedSet<Integer> marks = new TreeSet<>();

  /** When leases from before the last mark have ended; 0 when they have. */
  private long leasesEndTs;

  private CatalogChanges changes = CatalogChanges.NONE;
  private @Nullable CatalogSnapshot base;
  private @Nullable CatalogSnapshot merged;

  /** The catalogue of the database with this oid for the new transaction {@code txn}. */
  public CatalogTransaction(
      CatalogStore store, CatalogCache cache, CatalogIds ids, int database, SqlTransaction txn) {
    this.txn = txn;
    this.cache = cache;
    this.ids = ids;
    this.blocks = new TableBlocks(store);
    this.waits = new MarkWaits(store);
    this.locks = new HeldTableLocks(new TableLockMarks(store), cache.held(), database);
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

  /** The catalogue of exactly this timestamp: for what a lease may not have seen yet. */
  public CatalogSnapshot exactly(long statementTs) {
    return over(cache.exactly(database, statementTs).snapshot());
  }

  private CatalogSnapshot over(CatalogSnapshot snapshot) {
    if (!hasOwnView()) {
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

  /** What this transaction keeps from others is not kept from it. */
  private CatalogSnapshot openToOwn(CatalogSnapshot snapshot) {
    CatalogSnapshot result = snapshot;
    SortedSet<Integer> own = new TreeSet<>(marks);
    own.addAll(locks.strong());
    for (int oid : own) {
      TableDescriptor table = result.tableByOid(oid);
      if (table != null) {
        boolean blocked = !snapshot.marks().against(oid, TableMode.ROW_EXCLUSIVE, maker).isEmpty();
        result = result.with(table.change().writesBlocked(blocked).build(table.version()));
      }
    }
    return result;
  }

  /** True when others see another catalogue than this transaction. */
  public boolean hasOwnView() {
    return !changes.isEmpty() || !marks.isEmpty() || !locks.strong().isEmpty();
  }

  /**
   * True when {@link #beforeCommit} has something to check or to write. Who may not write has
   * locked tables at the most.
   */
  public boolean touched() {
    return hasOwnView() && !txn.readOnly();
  }

  /** True when another transaction keeps this table or schema to itself. Asks the cluster. */
  public boolean keptByOthers(int oid) {
    return !keptFrom(oid, TableMode.ACCESS_EXCLUSIVE).isEmpty();
  }

  /**
   * The numbers of other transactions that keep this one from a mode of a table or schema. Asks the
   * cluster.
   */
  public List<Long> keptFrom(int oid, TableMode mode) {
    return locks.others(oid, mode, maker);
  }

  /**
   * True when a statement that sees {@code snapshot} may not use a table so. Marks that were made
   * after it are heeded by the commit.
   */
  public boolean isKeptFrom(CatalogSnapshot snapshot, int oid, TableMode mode) {
    return !snapshot.marks().isEmpty() && !snapshot.marks().against(oid, mode, maker).isEmpty();
  }

  /**
   * Locks tables until this transaction has ended, or answers that somebody else is in the way or
   * has changed them. In a mode that keeps readers or writers away, {@link #awaitKept} or the
   * commit waits until all nodes know.
   */
  public TableLockOutcome lock(Collection<TableDescriptor> tables, TableMode mode) {
    SortedMap<Integer, Long> versions = new TreeMap<>();
    for (TableDescriptor table : tables) {
      if (!changes.created(table.oid()) && !marks.contains(table.oid())) {
        versions.put(table.oid(), table.version());
      }
    }
    versions.keySet().removeIf(oid -> mode.coveredBy(locks.modes(oid)));
    if (versions.isEmpty()) {
      return TableLockOutcome.MADE;
    }
    TableLockOutcome outcome = locks.make(versions, mode, maker());
    if (outcome == TableLockOutcome.MADE && mode.isStrong()) {
      versions.forEach((oid, version) -> txn.ownTable(oid, version));
      merged = null;
      leasesEndTs = CatalogLease.after(cache.fresh(database).checkedTs());
    }
    return outcome;
  }

  /** True when the transaction has locked the table, and others may change its rows as it may. */
  public boolean sharesLock(int oid) {
    return locks.strong().contains(oid)
        && !marks.contains(oid)
        && !TableMode.ROW_EXCLUSIVE.coveredBy(locks.modes(oid));
  }

  /**
   * The transaction waits for the marks of others (see {@link #keptFrom}), and has for a while.
   *
   * @throws SqlException 40P01 when they wait for its own
   */
  public void waitsFor(List<Long> others) {
    if (!marks.isEmpty() || !locks.keys().isEmpty()) {
      waiting = true;
      waits.begin(maker, others);
    }
  }

  /** The other end of {@link #waitsFor}. */
  public void waitsNoMore() {
    if (waiting) {
      waiting = false;
      waits.end(maker);
    }
  }

  private long maker() {
    if (maker == 0) {
      maker = ids.nextVersion();
      txn.tableLocker().markedAs(maker);
    }
    return maker;
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

  /** Replaces a table that is kept from others. */
  public void change(TableDescriptor old, TableDescriptor changed) {
    requireKept(old);
    apply(changes.change(old, changed));
  }

  /** Removes a table that is kept from others; its rows become garbage. */
  public void drop(TableDescriptor table) {
    requireKept(table);
    apply(changes.drop(table));
  }

  /** Removes an entry that cannot be read. */
  public void drop(DamagedEntry entry) {
    apply(changes.drop(entry));
  }

  private void requireKept(TableDescriptor table) {
    if (!changes.created(table.oid()) && !marks.contains(table.oid())) {
      throw new IllegalStateException(
          "rule SQL-2: table " + table.oid() + " is changed and not kept from others");
    }
  }

  /** Rows of this data id become garbage. */
  public void discard(long dataId) {
    apply(changes.discard(dataId));
  }

  /** Adds a schema, or replaces one that is kept from others. */
  public void put(SchemaDescriptor schema) {
    apply(changes.put(schema));
  }

  /** Removes a schema that is kept from others. */
  public void drop(SchemaDescriptor schema) {
    apply(changes.drop(schema));
  }

  /**
   * Keeps objects from everybody else until this transaction has ended: others neither change them
   * nor write to the tables. Nothing happens for what this transaction has created or keeps
   * already. {@link #awaitKept} or the commit waits until all nodes know.
   *
   * @return false when somebody else has changed one of them or keeps it: look again
   */
  public boolean keep(Collection<TableDescriptor> tables, Collection<SchemaDescriptor> schemas) {
    SortedMap<Integer, Long> versions = new TreeMap<>();
    for (TableDescriptor table : tables) {
      if (!changes.created(table.oid()) && !marks.contains(table.oid())) {
        versions.put(table.oid(), table.version());
      }
    }
    SortedSet<Integer> oids = new TreeSet<>();
    for (SchemaDescriptor schema : schemas) {
      if (!changes.schemas().containsKey(schema.oid()) && !marks.contains(schema.oid())) {
        oids.add(schema.oid());
      }
    }
    if (versions.isEmpty() && oids.isEmpty()) {
      return true;
    }
    if (!mark(versions, oids)) {
      return false;
    }
    versions.forEach((oid, version) -> txn.ownTable(oid, version));
    CatalogChanges based = changes;
    for (Map.Entry<Integer, Long> each : versions.entrySet()) {
      based = based.based(each.getKey(), each.getValue());
    }
    apply(based);
    leasesEndTs = CatalogLease.after(cache.fresh(database).checkedTs());
    return true;
  }

  private boolean mark(SortedMap<Integer, Long> versions, SortedSet<Integer> schemas) {
    long blockId = maker();
    SortedSet<Integer> all = new TreeSet<>(schemas);
    all.addAll(versions.keySet());
    // Before the attempt: should its outcome stay unknown, the end of the transaction removes it.
    marks.addAll(all);
    if (!blocks.block(database, versions, schemas, blockId)) {
      marks.removeAll(all);
      return false;
    }
    all.forEach(oid -> cache.held().add(database, oid, blockId));
    return true;
  }

  /**
   * Returns when all that anybody has committed to the tables kept, or can still be committing, is
   * in a snapshot taken from now on, and no node relies on a lease for them.
   */
  public void awaitKept() {
    if (leasesEndTs > 0) {
      blocks.waitUntil(leasesEndTs);
      leasesEndTs = 0;
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
    awaitKept();
    holdNoMore(); // The entries are written by the commit from here on.
    CatalogLease lease = cache.fresh(database);
    SortedMap<Bytes, Optional<Bytes>> entries = entries(lease.checkedTs());
    SortedSet<Bytes> keys = new TreeSet<>(entries.keySet());
    keys.add(CatalogKeys.VERSION);
    Map<Bytes, Bytes> newest = txn.lockNewest(keys);
    CatalogSnapshot now = lease.snapshot();
    if (!CatalogKeys.number(now.version()).equals(newest.get(CatalogKeys.VERSION))) {
      // Somebody came in between; nobody of this node can any more, and few of another.
      now = cache.fresh(database).snapshot();
    }
    Bytes version = newest.get(CatalogKeys.VERSION);
    if (version == null || CatalogKeys.number(version) > now.version()) {
      throw CatalogConflicts.changedMeanwhile();
    }
    CatalogConflicts.check(changes, now);
    marks.forEach(oid -> requireMark(newest.get(CatalogKeys.block(database, oid))));
    locks.strong().forEach(oid -> requireMark(newest.get(CatalogKeys.lock(database, oid, maker))));
    changes.damaged().forEach((key, entry) -> requireSame(newest.get(key), entry.value()));
    entries.forEach(this::put);
    txn.put(CatalogKeys.VERSION, CatalogKeys.number(CatalogKeys.number(version) + 1));
  }

  private static void requireSame(@Nullable Bytes now, Bytes seen) {
    if (!seen.equals(now)) {
      throw CatalogConflicts.changedMeanwhile(); // Somebody has dropped or mended it.
    }
  }

  private void requireMark(@Nullable Bytes entry) {
    if (entry == null || TableBlocks.blockId(entry) != maker) {
      throw CatalogConflicts.changedMeanwhile(); // Somebody took this node for dead.
    }
  }

  /** What the commit writes; empty values are removed. */
  private SortedMap<Bytes, Optional<Bytes>> entries(long nowTs) {
    SortedMap<Bytes, Optional<Bytes>> entries = new TreeMap<>();
    marks.forEach(oid -> entries.put(CatalogKeys.block(database, oid), Optional.empty()));
    changes.damaged().keySet().forEach(key -> entries.put(key, Optional.empty()));
    locks.keys().forEach(key -> entries.put(key, Optional.empty()));
    changes
        .schemas()
        .forEach(
            (oid, schema) ->
                entries.put(
                    CatalogKeys.schema(database, oid), schema.map(DescriptorCodec::encode)));
    changes
        .tables()
        .forEach(
            (oid, table) ->
                entries.put(CatalogKeys.table(database, oid), table.map(DescriptorCodec::encode)));
    for (long dataId : changes.garbage()) {
      entries.put(CatalogKeys.garbage(dataId), Optional.of(CatalogKeys.number(nowTs)));
    }
    return entries;
  }

  private void put(Bytes key, Optional<Bytes> value) {
    value.ifPresentOrElse(found -> txn.put(key, found), () -> txn.delete(key));
  }

  /**
   * Makes this node see the change at once.
   *
   * @throws SqlException 40003 when it could not look; the change is committed
   */
  public void afterCommit() {
    boolean touched = touched();
    if (touched) {
      locks.forget(); // They went with the commit.
    } else {
      releaseLocks();
    }
    marks.clear();
    apply(CatalogChanges.NONE);
    if (touched) {
      try {
        cache.fresh(database);
      } catch (SqlException e) {
        throw notInForceYet(e);
      }
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
   * Gives back what was kept from others, also after a commit whose outcome is unknown: had it
   * taken effect, the marks went with it. The caller has an error to report already; what cannot be
   * given back now is opened by {@link GarbageCollector} later.
   */
  public void afterRollback() {
    SortedSet<Integer> mine = new TreeSet<>(marks);
    holdNoMore();
    marks.clear();
    leasesEndTs = 0;
    boolean touched = !mine.isEmpty() || !changes.isEmpty();
    releaseLocks();
    apply(CatalogChanges.NONE);
    try {
      mine.forEach(oid -> blocks.unblock(database, oid, maker));
      if (touched) {
        cache.fresh(database);
      }
    } catch (SqlException e) {
      LOG.warn("tables kept from others stay so until they are collected", e);
    }
  }

  private void releaseLocks() {
    boolean strong = !locks.strong().isEmpty();
    try {
      locks.release(maker);
      if (strong) {
        merged = null;
        cache.fresh(database);
      }
    } catch (SqlException e) {
      LOG.warn("locked tables stay so until the locks are collected", e);
    }
  }

  /** What cannot be given back is left to whoever collects. */
  private void holdNoMore() {
    cache.held().remove(maker);
  }
}
