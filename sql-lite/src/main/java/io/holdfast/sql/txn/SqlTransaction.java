package io.holdfast.sql.txn;

import io.holdfast.client.Database;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import java.util.Collection;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a session. Used by one thread at a time. A statement sees the writes of
 * earlier statements over its snapshot, never its own.
 */
public final class SqlTransaction {
  private final SqlTxOptions options;

  SqlTransaction(Database database, NodeRuntime runtime, CatalogGuard guard, SqlTxOptions options) {
    this.options = options;
  }

  private static UnsupportedOperationException later() {
    return new UnsupportedOperationException("not built yet");
  }

  /** Begins a statement: in READ COMMITTED with a new snapshot, taken at its first read. */
  public void beginStatement(StatementLimits limits) {
    throw later();
  }

  /** As {@link #beginStatement(StatementLimits)} without limits. */
  public void beginStatement() {
    beginStatement(StatementLimits.none());
  }

  /** What the transaction was begun with. */
  public SqlTxOptions options() {
    return options;
  }

  /** Timestamp of the statement's snapshot; fetched if need be. */
  public long statementTs() {
    throw later();
  }

  /** The value of a key; null when there is none. */
  public @Nullable Bytes get(Bytes key) {
    throw later();
  }

  /** The keys that exist, with their values. */
  public NavigableMap<Bytes, Bytes> batchGet(Collection<Bytes> keys) {
    throw later();
  }

  /** Entries of a range; {@code limitHint} is how many will be wanted, 0 when unknown. */
  public RowScan scan(KeyRange range, boolean reverse, int limitHint) {
    throw later();
  }

  /** Locks a row and answers its latest value; waits for its holder. */
  public @Nullable Bytes getForUpdate(Bytes key) {
    throw later();
  }

  /** Locks rows in key order and answers those that exist. */
  public NavigableMap<Bytes, Bytes> batchGetForUpdate(Collection<Bytes> keys) {
    throw later();
  }

  /** Locks rows in key order; with SKIP_LOCKED those of others are missing in the answer. */
  public NavigableMap<Bytes, LockedRow> lock(Collection<Bytes> keys, LockWait wait) {
    throw later();
  }

  /**
   * Locks rows that the statement has just read (with {@code get}, {@code batchGet}, {@code scan})
   * and seen with these values: no read is made for rows that nobody of this node has changed
   * since.
   */
  public NavigableMap<Bytes, LockedRow> lockSeen(NavigableMap<Bytes, Bytes> seen, LockWait wait) {
    throw later();
  }

  /** Writes a value over what {@code lock} has answered (else: over what the snapshot shows). */
  public void put(Bytes key, Bytes value) {
    throw later();
  }

  /**
   * Writes a value where there is none. Unless the row was locked before (then its absence is
   * known), COMMIT makes the check and fails with 23505, caused by a {@link
   * io.holdfast.client.error.KeyExistsException} that names the key.
   */
  public void insert(Bytes key, Bytes value) {
    throw later();
  }

  /** Writes a key that cannot exist, such as one with a hidden row id just drawn: no check. */
  public void putFresh(Bytes key, Bytes value) {
    throw later();
  }

  /** Removes a key; as {@link #put} otherwise. */
  public void delete(Bytes key) {
    throw later();
  }

  /** Remembers a table used: COMMIT fails with 40001 when it was changed meanwhile. */
  public void useTable(long oid, long version) {
    throw later();
  }

  /** Fails with 25006 in a read-only transaction; {@code command} as in the command tag. */
  public void requireWritable(String command) {
    throw later();
  }

  /** True iff something was written or locked. */
  public boolean hasWrites() {
    throw later();
  }

  /** Refuses writes. */
  public boolean readOnly() {
    return options.readOnly();
  }

  /** Changes the access mode (SET TRANSACTION); to read-write only before the first statement. */
  public void setReadOnly(boolean readOnly) {
    throw later();
  }

  /** Changes the level (SET TRANSACTION); 25001 after the first statement. */
  public void setIsolation(Isolation isolation) {
    throw later();
  }

  /** True while reads and writes are possible. */
  public boolean isActive() {
    throw later();
  }

  /**
   * True iff all that happened was one statement outside of a block: after a 40001 it may be run
   * again in a new transaction, provided that no row of it was sent.
   */
  public boolean canRetryStatement() {
    throw later();
  }

  /** A place to return to. */
  public Savepoint mark() {
    throw later();
  }

  /** Undoes the writes since; the place stays valid, later ones do not. Row locks stay. */
  public void rollbackTo(Savepoint place) {
    throw later();
  }

  /** Forgets the place and later ones; writes stay. */
  public void release(Savepoint place) {
    throw later();
  }

  /**
   * Commits; answers the commit timestamp, 0 when there was nothing to write. Ends the transaction
   * and releases its row locks, whatever the outcome.
   *
   * @throws io.holdfast.sql.error.SqlException 40001 when nothing was committed because of others,
   *     40003 when the outcome is unknown, 23505 for {@link #insert}
   */
  public long commit() {
    throw later();
  }

  /** Forgets all writes and releases the row locks. Does nothing after the end. */
  public void rollback() {
    throw later();
  }
}
