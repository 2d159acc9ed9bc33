package io.holdfast.sql.txn;

import io.holdfast.client.commit.CommitResult;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.txn.Transaction;
import io.holdfast.runtime.base.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commits the writes of one transaction: chooses where to start from, compares what was read
 * earlier, and hands everything to the client. See the package for why no update is lost.
 */
final class SqlCommit {
  /** A start older than this is replaced by a fresh one: old ones meet more and hold up more. */
  private static final long START_AGE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  /** For a large COPY on a slow machine; a commit of ordinary size takes milliseconds. */
  static final Duration TIME_MAX = Duration.ofSeconds(60);

  private final Room room;
  private final CatalogGuard guard;
  private final NavigableMap<Bytes, Write> writes;
  private final @Nullable View fixedStart;
  private final List<TableUse> tables;
  private final Reads reads;

  /** {@code fixedStart} is the snapshot of all reads; null when each statement had its own. */
  SqlCommit(
      Room room,
      CatalogGuard guard,
      NavigableMap<Bytes, Write> writes,
      @Nullable View fixedStart,
      List<TableUse> tables,
      Reads reads) {
    this.room = room;
    this.guard = guard;
    this.writes = writes;
    this.fixedStart = fixedStart;
    this.tables = tables;
    this.reads = reads;
  }

  /**
   * False when there is nothing to write and nothing to keep others from: no row was locked, or
   * only by the statement that ends with the transaction. A transaction that only locks commits its
   * locks: of two that held a row at once, through two nodes, the second fails (rule SQL-9).
   */
  static boolean needed(NavigableMap<Bytes, Write> writes, boolean oneStatement) {
    View only = null;
    for (Write write : writes.values()) {
      View view = write.basis().view();
      if (!oneStatement
          || write.changes()
          || view == null
          || (only != null && only.ts() != view.ts())) {
        return true;
      }
      only = view;
    }
    return false;
  }

  /** Answers the commit timestamp. */
  long run() {
    ReadSet recorded = reads.recorded();
    CommitGate gate =
        tables.isEmpty() && recorded == null ? null : new CommitGate(room, guard, tables, recorded);
    View start = fixedStart != null ? fixedStart : newestView();
    validate(start);
    Transaction tx = room.database().begin(start.start(), room.commits().within(reads.scope()));
    try {
      writes.forEach((key, write) -> hand(tx, key, write));
      CommitResult result = gate == null ? tx.commit() : gate.commit(tx);
      return result.commitTs();
    } catch (TxnException e) {
      throw TxnErrors.committing(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TxnException known
          ? TxnErrors.committing(known)
          : TxnErrors.undetermined(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TxnErrors.undetermined(e);
    } finally {
      tx.close();
    }
  }

  private View newestView() {
    View newest = null;
    for (Write write : writes.values()) {
      View view = write.basis().view();
      if (view != null && (newest == null || view.ts() > newest.ts())) {
        newest = view;
      }
    }
    return newest == null || room.now() - newest.takenNanos() > START_AGE_NANOS_MAX
        ? View.take(room, reads::scope)
        : newest;
  }

  /** What was read before {@code start} must be the same there; from there on the store looks. */
  private void validate(View start) {
    TreeMap<Bytes, Basis> earlier = new TreeMap<>();
    TreeMap<Long, View> views = new TreeMap<>();
    TreeMap<Long, List<Bytes>> unread = new TreeMap<>();
    writes.forEach(
        (key, write) -> {
          Basis basis = write.basis();
          View view = basis.view();
          if (view != null && view.ts() < start.ts()) {
            earlier.put(key, basis);
            if (basis.kind() == Basis.Kind.UNREAD) {
              views.put(view.ts(), view);
              unread.computeIfAbsent(view.ts(), ts -> new ArrayList<>()).add(key);
            }
          }
        });
    if (earlier.isEmpty()) {
      return;
    }
    room.metrics().validations.increment();
    TreeMap<Bytes, Bytes> bases = new TreeMap<>();
    views.forEach((ts, view) -> bases.putAll(view.batchGet(unread.getOrDefault(ts, List.of()))));
    NavigableMap<Bytes, Bytes> found = start.batchGet(earlier.keySet());
    earlier.forEach(
        (key, basis) -> {
          Bytes value = basis.kind() == Basis.Kind.READ ? basis.value() : bases.get(key);
          if (!room.basisCheck().holds(key, value, found.get(key))) {
            throw TxnErrors.conflict();
          }
        });
  }

  private static void hand(Transaction tx, Bytes key, Write write) {
    handKind(tx, key, write);
    View view = write.basis().view();
    if (view != null && (write.basis().held() || !write.changes())) {
      tx.unchangedSince(key, view.ts());
    }
  }

  private static void handKind(Transaction tx, Bytes key, Write write) {
    Basis.Kind basis = write.basis().kind();
    switch (write.kind()) {
      case LOCK -> tx.lock(key);
      case PUT -> {
        if (basis == Basis.Kind.ABSENT) {
          tx.insert(key, write.value());
        } else {
          tx.put(key, write.value());
        }
      }
      case DELETE -> {
        if (basis == Basis.Kind.ABSENT) {
          // Inserted and deleted again: the insert must have been possible.
          tx.insert(key, Bytes.EMPTY);
          tx.delete(key);
        } else if (basis != Basis.Kind.NOTHING) {
          tx.delete(key);
        }
      }
    }
  }

  /** Rows others of this node may have seen and locked before, and see changed now. */
  static List<Bytes> changedRows(NavigableMap<Bytes, Write> writes) {
    List<Bytes> changed = new ArrayList<>();
    writes.forEach(
        (key, write) -> {
          if (write.changes() && write.basis().kind() != Basis.Kind.NOTHING) {
            changed.add(key);
          }
        });
    return changed;
  }
}
