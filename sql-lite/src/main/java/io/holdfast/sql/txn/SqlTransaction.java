package io.holdfast.sql.txn;

import io.holdfast.client.error.KeyExistsException;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a session. Used by one thread at a time. A statement sees the writes of
 * earlier statements over its snapshot, never its own.
 *
 * <p>Any method may throw {@link SqlException}; only {@link #commit}, {@link #rollback} and {@link
 * #rollbackTo} make sense after that.
 */
public final class SqlTransaction {
  private enum State {
    ACTIVE,
    COMMITTED,
    ENDED
  }

  private final Room room;
  private final RowLocker locker;
  private final TableLocker tableLocker;
  private final WriteBuffer buffer = new WriteBuffer();
  private final Reads reads;
  private final CatalogGuard guard;
  private final LockingReads lockingReads;
  private final TreeMap<Long, TableUse> tables = new TreeMap<>();
  private final TreeSet<Long> ownTables = new TreeSet<>();
  private SqlTxOptions options;

  /** True once something newer than the only snapshot was read: the commit starts there. */
  private boolean aheadOfSnapshot;

  private State state = State.ACTIVE;

  SqlTransaction(Room room, SqlTxOptions options) {
    this.room = room;
    this.options = options;
    LockOwner owner = room.locks().newOwner();
    this.locker = new RowLocker(room, owner);
    this.reads = new Reads(room, buffer);
    this.tableLocker = new TableLocker(room, owner, reads::limits);
    this.guard = room.guard().within(reads::limits);
    this.lockingReads = new LockingReads(room, locker, reads, buffer);
    reads.record(checksReads());
  }

  private boolean checksReads() {
    return options.isolation() == Isolation.SERIALIZABLE && !options.readOnly();
  }

  private void checkActive() {
    if (state != State.ACTIVE) {
      throw new IllegalStateException("the transaction has ended: " + state);
    }
  }

  /** Begins a statement: in READ COMMITTED with a new snapshot, taken at its first read. */
  public void beginStatement(StatementLimits statementLimits) {
    checkActive();
    reads.begin(statementLimits, options.isolation().keepsSnapshot());
  }

  /** The limits of what follows: another message of the client, or the commit. */
  public void limit(StatementLimits limits) {
    reads.limit(limits);
  }

  /** As {@link #beginStatement(StatementLimits)} without limits. */
  public void beginStatement() {
    beginStatement(StatementLimits.none());
  }

  /** What the transaction was begun with, as changed since. */
  public SqlTxOptions options() {
    return options;
  }

  /** Timestamp of the statement's snapshot; fetched if need be. */
  public long statementTs() {
    checkActive();
    return reads.view().ts();
  }

  /** The running statement, which has read nothing yet, sees what was committed meanwhile. */
  public void renewSnapshot() {
    checkActive();
    if (!options.isolation().keepsSnapshot()) {
      reads.renew();
    }
  }

  /** The value of a key; null when there is none. */
  public @Nullable Bytes get(Bytes key) {
    checkActive();
    return reads.get(key);
  }

  /** The keys that exist, with their values. */
  public NavigableMap<Bytes, Bytes> batchGet(Collection<Bytes> keys) {
    checkActive();
    return reads.batchGet(keys);
  }

  /**
   * Entries of a range; {@code limitHint} is how many will be wanted, 0 when unknown. To be closed
   * before the transaction ends; stays as it is when later statements write.
   */
  public RowScan scan(KeyRange range, boolean reverse, int limitHint) {
    checkActive();
    return reads.scan(range, reverse, limitHint);
  }

  /** Locks a row and answers its latest value; waits for its holder. */
  public @Nullable Bytes getForUpdate(Bytes key) {
    LockedRow row = lock(List.of(key), LockWait.WAIT).get(key);
    return row == null ? null : row.value();
  }

  /**
   * Locks the rows that exist, in key order, and answers them. Others may insert what does not
   * exist, but under SERIALIZABLE, where its absence was read.
   */
  public NavigableMap<Bytes, Bytes> lockExisting(Collection<Bytes> keys) {
    requireWritable("SELECT FOR UPDATE");
    checkActive();
    SortedSet<Bytes> sorted = new TreeSet<>(keys);
    boolean oneSnapshot = options.isolation().keepsSnapshot();
    return checksReads()
        ? LockingReads.valuesOf(lockingReads.lock(sorted, null, LockWait.WAIT, oneSnapshot))
        : lockingReads.lockExisting(sorted, oneSnapshot);
  }

  /** Locks rows in key order; with SKIP_LOCKED those of others are missing in the answer. */
  public NavigableMap<Bytes, LockedRow> lock(Collection<Bytes> keys, LockWait wait) {
    return lockAll(new TreeSet<>(keys), null, wait);
  }

  /**
   * Locks rows that the statement has just read (with {@code get}, {@code batchGet}, {@code scan})
   * and seen with these values: no read is made for rows that nobody of this node has changed
   * since.
   */
  public NavigableMap<Bytes, LockedRow> lockSeen(NavigableMap<Bytes, Bytes> seen, LockWait wait) {
    return lockAll(seen.navigableKeySet(), seen, wait);
  }

  /**
   * Locks keys that are the same for all snapshots and answers what they hold now, also under one
   * snapshot for all statements. The commit makes sure that it is still so.
   */
  public NavigableMap<Bytes, Bytes> lockNewest(Collection<Bytes> keys) {
    requireWritable("SELECT FOR UPDATE");
    checkActive();
    TreeMap<Bytes, Bytes> values = new TreeMap<>();
    lockingReads
        .lockNewest(new TreeSet<>(keys))
        .forEach(
            (key, row) -> {
              Bytes value = row.value();
              if (value != null) {
                values.put(key, value);
              }
            });
    aheadOfSnapshot = true;
    return values;
  }

  /**
   * Fails unless the committed entries of a range are now what the transaction's only snapshot
   * shows: for those who have to deal with all of them. The caller keeps others from writing.
   */
  public void requireCurrent(KeyRange range) {
    checkActive();
    if (options.isolation().keepsSnapshot() && !reads.isCurrent(range)) {
      throw conflict();
    }
  }

  /** The running statement, for {@link #resume}. */
  public Statement statement() {
    checkActive();
    return reads.running();
  }

  /**
   * Goes on with a statement that was begun earlier and is not done: what it reads is as of its own
   * beginning. Answers the statement that was running, to be resumed next.
   */
  public Statement resume(Statement statement) {
    checkActive();
    Statement running = reads.running();
    reads.resume(statement);
    return running;
  }

  /** A statement of a transaction: its number and its snapshot. */
  public static final class Statement {
    private final int number;
    private final @Nullable View view;

    Statement(int number, @Nullable View view) {
      this.number = number;
      this.view = view;
    }

    int number() {
      return number;
    }

    @Nullable View view() {
      return view;
    }
  }

  /** A statement that may be resumed: what it sees is kept until {@link #closed}. */
  public void opened(Statement statement) {
    buffer.opened(statement.number());
  }

  /** The other end of {@link #opened}. */
  public void closed(Statement statement) {
    buffer.closed(statement.number());
  }

  /** True iff {@code statement} is the one running. */
  public boolean isRunning(Statement statement) {
    return reads.statement() == statement.number();
  }

  private NavigableMap<Bytes, LockedRow> lockAll(
      SortedSet<Bytes> keys, @Nullable NavigableMap<Bytes, Bytes> seen, LockWait wait) {
    requireWritable("SELECT FOR UPDATE");
    checkActive();
    return lockingReads.lock(keys, seen, wait, options.isolation().keepsSnapshot());
  }

  private SqlException conflict() {
    room.metrics().conflicts.increment();
    return TxnErrors.conflict();
  }

  /** Writes a value over what {@code lock} has answered (else: over what the snapshot shows). */
  public void put(Bytes key, Bytes value) {
    write(key, Write.Kind.PUT, value);
  }

  /** Removes a key; as {@link #put} otherwise. */
  public void delete(Bytes key) {
    write(key, Write.Kind.DELETE, Bytes.EMPTY);
  }

  private void write(Bytes key, Write.Kind kind, Bytes value) {
    requireWritable("UPDATE");
    checkActive();
    Write own = buffer.get(key);
    buffer.set(
        key,
        kind,
        value,
        reads.statement(),
        own != null ? basisOver(own) : Basis.unread(reads.view()));
  }

  /** What an earlier statement has locked and left so was meant to be kept from others. */
  private Basis basisOver(Write own) {
    boolean lockedBefore = !own.changes() && own.statement() < reads.statement();
    return lockedBefore ? own.basis().holding() : own.basis();
  }

  /**
   * Writes a value where there is none. Unless the row was locked before (then its absence is
   * known), COMMIT makes the check and fails with 23505, caused by a {@link KeyExistsException}
   * that names the key. In a SERIALIZABLE transaction the row is locked and read first.
   */
  public void insert(Bytes key, Bytes value) {
    requireWritable("INSERT");
    checkActive();
    if (checksReads() && buffer.get(key) == null) {
      lock(List.of(key), LockWait.WAIT);
    }
    Write own = buffer.get(key);
    if (own == null) {
      locker.lock(key, LockWait.WAIT, reads.limits());
      buffer.set(key, Write.Kind.PUT, value, reads.statement(), Basis.ABSENT);
      return;
    }
    boolean present = own.changes() ? own.shown() != null : own.basis().value() != null;
    if (present) {
      throw TxnErrors.duplicate(new KeyExistsException(key));
    }
    buffer.set(key, Write.Kind.PUT, value, reads.statement(), basisOver(own));
  }

  /** Writes a key that cannot exist, such as one with a hidden row id just drawn: no check. */
  public void putFresh(Bytes key, Bytes value) {
    requireWritable("INSERT");
    checkActive();
    Write own = buffer.get(key);
    Basis basis = own == null ? Basis.NOTHING : own.basis();
    buffer.set(key, Write.Kind.PUT, value, reads.statement(), basis);
  }

  /**
   * From now on a change of the catalogue made in this transaction answers for the table: what
   * {@link #useTable} says about it, and has said, is not checked.
   *
   * @param version that the change starts from; what earlier statements have written was meant for
   *     the table in this very form, or the transaction fails
   */
  public void ownTable(long oid, long version) {
    TableUse known = tables.remove(oid);
    if (ownTables.add(oid) && known != null && known.version() != version) {
      throw conflict();
    }
  }

  /**
   * Remembers a table used: COMMIT fails with 40001 when it was changed meanwhile. Statements with
   * a snapshot each may read a table in one form after the other; what they wrote was meant for
   * one.
   */
  public void useTable(long oid, long version) {
    if (ownTables.contains(oid)) {
      return;
    }
    TableUse known = tables.get(oid);
    if (known == null) {
      tables.put(oid, new TableUse(oid, version));
    } else if (known.version() != version) {
      if (known.written() || options.isolation().keepsSnapshot()) {
        throw conflict(); // An earlier statement has seen the table as it was before.
      }
      tables.put(oid, new TableUse(oid, version));
    }
  }

  /** Rows of a table used are about to be changed: nobody may keep it from others at COMMIT. */
  public void writeTable(long oid) {
    tables.computeIfPresent(oid, (same, use) -> new TableUse(oid, use.version(), true));
  }

  /** How it holds tables among the transactions of this node. */
  public TableLocker tableLocker() {
    return tableLocker;
  }

  /** Fails with 25006 in a read-only transaction; {@code command} as in the command tag. */
  public void requireWritable(String command) {
    if (options.readOnly()) {
      throw new SqlException(
          SqlState.READ_ONLY_SQL_TRANSACTION,
          "cannot execute " + command + " in a read-only transaction");
    }
  }

  /** True iff something was written or locked. */
  public boolean hasWrites() {
    return !buffer.isEmpty();
  }

  /** Refuses writes. */
  public boolean readOnly() {
    return options.readOnly();
  }

  /** Changes the access mode (SET TRANSACTION); to read-write only before the first read. */
  public void setReadOnly(boolean readOnly) {
    if (!readOnly && options.readOnly() && started()) {
      throw new SqlException(
          SqlState.ACTIVE_SQL_TRANSACTION,
          "transaction read-write mode must be set before any query");
    }
    options = options.withReadOnly(readOnly);
    if (!started()) {
      reads.record(checksReads());
    }
  }

  /** Changes the level (SET TRANSACTION); 25001 after the first read or write. */
  public void setIsolation(Isolation isolation) {
    if (isolation == options.isolation()) {
      return;
    }
    if (started()) {
      throw new SqlException(
          SqlState.ACTIVE_SQL_TRANSACTION,
          "SET TRANSACTION ISOLATION LEVEL must be called before any query");
    }
    options = options.withIsolation(isolation);
    reads.record(checksReads());
  }

  /** A statement has run. */
  private boolean started() {
    return reads.statement() > 0;
  }

  /** True while reads and writes are possible. */
  public boolean isActive() {
    return state == State.ACTIVE;
  }

  /**
   * True iff all that happened was one statement outside of a block: after a 40001 it may be run
   * again in a new transaction, provided that no row of it was sent.
   */
  public boolean canRetryStatement() {
    return options.implicit() && reads.statement() <= 1 && state != State.COMMITTED;
  }

  /** A place to return to. */
  public Savepoint mark() {
    checkActive();
    return buffer.mark();
  }

  /** Undoes the writes since; the place stays valid, later ones do not. Row locks stay. */
  public void rollbackTo(Savepoint place) {
    checkActive();
    buffer.rollbackTo(place);
  }

  /** Forgets the place and later ones; writes stay. */
  public void release(Savepoint place) {
    checkActive();
    buffer.release(place);
  }

  /**
   * Commits under the last limits; answers the commit timestamp, 0 when there was nothing to write.
   * Ends the transaction and releases its row locks, whatever the outcome.
   *
   * @throws SqlException 40001 when nothing was committed because of others, 57014 when nothing was
   *     committed before the limits were reached, 40003 when the outcome is unknown, 23505 for
   *     {@link #insert}
   */
  public long commit() {
    return commit(false);
  }

  /**
   * As {@link #commit}, but a conflict (40001), after which nothing is committed, leaves the
   * transaction and its row locks as they are: what it rests on can be looked at again, and the
   * commit tried again.
   */
  public long tryCommit() {
    return commit(true);
  }

  private long commit(boolean staysAfterConflict) {
    checkActive();
    state = State.ENDED;
    long commitTs = 0;
    List<Bytes> changed = List.of();
    try {
      if (SqlCommit.needed(buffer.all(), canRetryStatement())) {
        commitTs = commitWrites();
        changed = SqlCommit.changedRows(buffer.all());
        room.metrics().commits.increment();
      } else {
        room.metrics().readOnlyCommits.increment();
      }
      state = State.COMMITTED;
      return commitTs;
    } catch (SqlException e) {
      count(e);
      if (staysAfterConflict
          && e.state() == SqlState.SERIALIZATION_FAILURE
          && !TxnErrors.isReadsChanged(e)) {
        state = State.ACTIVE;
      }
      throw e;
    } finally {
      if (state != State.ACTIVE) {
        locker.release(changed, commitTs);
        tableLocker.release();
      }
    }
  }

  private long commitWrites() {
    boolean atSnapshot = options.isolation().keepsSnapshot() && !aheadOfSnapshot;
    View start = atSnapshot ? reads.taken() : null;
    return new SqlCommit(room, guard, buffer.all(), start, List.copyOf(tables.values()), reads)
        .run();
  }

  private void count(SqlException e) {
    if (e.state() == SqlState.SERIALIZATION_FAILURE) {
      room.metrics().conflicts.increment();
    } else if (e.state() == SqlState.STATEMENT_COMPLETION_UNKNOWN) {
      room.metrics().undetermined.increment();
    }
  }

  /** Forgets all writes and releases the row locks. Does nothing after the end. */
  public void rollback() {
    if (state == State.ACTIVE) {
      state = State.ENDED;
      room.metrics().rollbacks.increment();
      locker.release(List.of(), 0);
      tableLocker.release();
    }
  }
}
