package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.txn.TableMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables that one transaction has locked with LOCK TABLE. */
final class HeldTableLocks {
  private final TableLockMarks marks;
  private final HeldBlocks young;
  private final int database;
  private final SortedMap<Integer, Integer> modes = new TreeMap<>();
  private final SortedSet<Integer> strong = new TreeSet<>();
  private final SortedSet<Bytes> keys = new TreeSet<>();

  HeldTableLocks(TableLockMarks marks, HeldBlocks young, int database) {
    this.marks = marks;
    this.young = young;
    this.database = database;
  }

  /** The modes a table is locked in; 0 for none. */
  int modes(int oid) {
    return modes.getOrDefault(oid, 0);
  }

  /** Tables locked in a mode that keeps readers or writers away. */
  SortedSet<Integer> strong() {
    return strong;
  }

  /** The marks, all made by the same maker. */
  SortedSet<Bytes> keys() {
    return keys;
  }

  /** Who else keeps a mode of a table away. */
  List<Long> others(int oid, TableMode mode, long maker) {
    return marks.against(database, oid, mode, maker);
  }

  TableLockOutcome make(SortedMap<Integer, Long> versions, TableMode mode, long maker) {
    // Before the attempt: should its outcome stay unknown, the end of the transaction removes them.
    SortedSet<Bytes> added = new TreeSet<>();
    versions.keySet().forEach(oid -> added.add(CatalogKeys.lock(database, oid, maker)));
    added.removeAll(keys);
    keys.addAll(added);
    TableLockOutcome outcome = marks.make(database, versions, mode, maker);
    if (outcome != TableLockOutcome.MADE) {
      keys.removeAll(added);
      return outcome;
    }
    added.forEach(key -> young.add(key, maker));
    for (int oid : versions.keySet()) {
      modes.merge(oid, mode.bit(), (a, b) -> a | b);
      if (mode.isStrong()) {
        strong.add(oid);
      }
    }
    return outcome;
  }

  /** Gives everything back. */
  void release(long maker) {
    List<Bytes> held = new ArrayList<>(keys);
    young.remove(maker);
    forget();
    if (!held.isEmpty()) {
      marks.remove(held, maker);
    }
  }

  /** Everything was given back. */
  void forget() {
    modes.clear();
    strong.clear();
    keys.clear();
  }
}
