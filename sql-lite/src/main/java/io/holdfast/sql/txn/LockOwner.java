package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as the locks of its node know it: what it holds and what it waits for. Fields are
 * guarded by the monitor of the node's {@link RowLocks}.
 */
final class LockOwner {
  final long number;
  final ArrayList<Bytes> rows = new ArrayList<>();

  /** Sets of modes by the oids of tables. */
  final TreeMap<Long, Integer> tables = new TreeMap<>();

  /** The number other nodes know it by; 0 while they need not know it. */
  long mark;

  RowLocks.@Nullable Waiter waitingForRow;
  TableHolds.@Nullable Waiter waitingForTable;

  /** Those of this node whose marks it waits for. */
  List<LockOwner> waitingForMarks = List.of();

  LockOwner(long number) {
    this.number = number;
  }
}
