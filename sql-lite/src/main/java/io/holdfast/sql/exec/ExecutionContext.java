package io.holdfast.sql.exec;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.plan.physical.IndexedRows;
import io.holdfast.sql.plan.physical.PlanFacts;
import io.holdfast.sql.plan.physical.PlannedSubquery;
import io.holdfast.sql.plan.physical.SubqueryRunner;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.TableUse;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One execution of one plan: what its operators share. One thread at a time. */
public final class ExecutionContext implements SubqueryRunner {
  private static final @Nullable Object[] NOTHING = {};

  /** A step takes some microseconds, a look less than one. */
  private static final int STEPS_PER_CHECK = 256;

  private final @Nullable SqlTransaction transaction;
  private final EvalContext eval;
  private final VirtualTables virtualTables;
  private final RowIds rowIds;
  private final MemoryTracker memory;
  private @Nullable Object[] memos = NOTHING;
  private @Nullable CteRows[] ctes = {};
  private @Nullable ScanWatch watch;
  private int steps;

  /**
   * A context.
   *
   * @param transaction null is enough for plans that read no stored table
   * @param eval with the parameters set; room for values of outer queries is made here
   */
  public ExecutionContext(
      @Nullable SqlTransaction transaction,
      EvalContext eval,
      VirtualTables virtualTables,
      RowIds rowIds,
      MemoryTracker memory) {
    this.transaction = transaction;
    this.eval = eval;
    this.virtualTables = virtualTables;
    this.rowIds = rowIds;
    this.memory = memory;
  }

  /** Makes room for what the plan needs and tells the transaction which tables it rests on. */
  void begin(PlanFacts facts) {
    eval.setExecution(this);
    if (facts.execParams() > 0) {
      eval.reserveExecParams(facts.execParams());
    }
    memos = facts.memoSlots() == 0 ? NOTHING : new @Nullable Object[facts.memoSlots()];
    ctes = new @Nullable CteRows[facts.ctes()];
    for (int i = 0; i < facts.tables().size(); i++) {
      TableUse use = facts.tables().get(i);
      transaction().useTable(use.oid(), use.version());
    }
  }

  SqlTransaction transaction() {
    SqlTransaction present = transaction;
    if (present == null) {
      throw new IllegalStateException("a plan over stored tables without a transaction");
    }
    return present;
  }

  @Nullable SqlTransaction transactionIfAny() {
    return transaction;
  }

  /**
   * One step of a loop that may be a long one: looks from time to time whether the statement has
   * ended (rule SQL-8). Every loop over rows that holds more than one of them calls it.
   */
  void step() {
    if (++steps % STEPS_PER_CHECK == 0) {
      eval.checkCancel();
    }
  }

  /** An order whose comparisons are steps. */
  <T> Comparator<T> stepping(Comparator<T> order) {
    return (a, b) -> {
      step();
      return order.compare(a, b);
    };
  }

  /** What expressions are evaluated with. */
  public EvalContext eval() {
    return eval;
  }

  VirtualTables virtualTables() {
    return virtualTables;
  }

  RowIds rowIds() {
    return rowIds;
  }

  MemoryTracker memory() {
    return memory;
  }

  /** Installs the rows of a common table expression; answers what was there. */
  @Nullable CteRows setCte(int number, @Nullable CteRows rows) {
    CteRows before = ctes[number];
    ctes[number] = rows;
    return before;
  }

  CteRows cte(int number) {
    CteRows rows = ctes[number];
    if (rows == null) {
      throw new IllegalStateException("common table expression " + number + " is not open");
    }
    return rows;
  }

  @Override
  public @Nullable Object value(PlannedSubquery subquery, @Nullable Object[] outerRow) {
    int slot = subquery.memoSlot();
    if (slot < 0) {
      return SubqueryValues.compute(subquery, outerRow, this);
    }
    Object memo = memos[slot];
    if (memo == null) {
      memo = SubqueryMemo.of(subquery, this);
      memos[slot] = memo;
    }
    return ((SubqueryMemo) memo).value(subquery, outerRow, this);
  }

  /** What is kept of rows that depend on an outer row. */
  RowIndex rowIndex(IndexedRows node) {
    Object memo = memos[node.memoSlot()];
    if (memo == null) {
      memo = new RowIndex(node);
      memos[node.memoSlot()] = memo;
    }
    return (RowIndex) memo;
  }

  /** Begins to remember the stored form of what scan {@code scanId} yields. */
  ScanWatch watchScan(int scanId) {
    ScanWatch added = new ScanWatch(scanId, watch);
    watch = added;
    return added;
  }

  /** Ends a watch; the last one begun ends first, or all end together with the statement. */
  void unwatch(ScanWatch ended) {
    memory.release((long) ScanWatch.ENTRY_BYTES * ended.seen.size());
    ended.seen.clear();
    if (watch == ended) {
      watch = ended.outer;
    }
  }

  /** Remembers an entry that a scan has yielded, if anybody wants it. */
  void seen(@Nullable ScanWatch watched, Bytes key, Bytes value) {
    if (watched != null && watched.seen.put(key, value) == null) {
      memory.reserve(ScanWatch.ENTRY_BYTES);
    }
  }

  /** The watch over a scan; null when nobody cares. */
  @Nullable ScanWatch watch(int scanId) {
    for (ScanWatch each = watch; each != null; each = each.outer) {
      if (each.scanId == scanId) {
        return each;
      }
    }
    return null;
  }

  /** What is known of one scan whose rows are locked or changed. */
  static final class ScanWatch {
    static final int ENTRY_BYTES = 100;

    final int scanId;
    final @Nullable ScanWatch outer;
    final NavigableMap<Bytes, Bytes> seen = new TreeMap<>();

    /** While a changed row is checked again: the only entry the scan has. */
    @Nullable KeyValue only;

    ScanWatch(int scanId, @Nullable ScanWatch outer) {
      this.scanId = scanId;
      this.outer = outer;
    }

    /** What was seen under a key. */
    Bytes seenValue(Bytes key) {
      Bytes value = seen.get(key);
      Invariant.check(value != null, "a row to be changed was not read", "key", key);
      return value == null ? Bytes.EMPTY : value;
    }
  }
}
