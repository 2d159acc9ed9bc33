package io.holdfast.sql.catalog;

import io.holdfast.sql.txn.TableMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Marks of tables and schemas that those who read or write have to heed: changes that are pending,
 * and locks that keep writers or readers away. Immutable.
 */
final class ObjectMarks {
  static final ObjectMarks NONE = new ObjectMarks(new TreeMap<>());

  /** What a change that is pending keeps away: it lets those pass who read or lock rows. */
  private static final int CHANGE = TableMode.SHARE_ROW_EXCLUSIVE.bit();

  /** The marks of one object: sets of modes by their makers' numbers. */
  private final SortedMap<Integer, SortedMap<Long, Integer>> marks;

  private ObjectMarks(SortedMap<Integer, SortedMap<Long, Integer>> marks) {
    this.marks = marks;
  }

  ObjectMarks withChange(int oid, long maker) {
    return with(oid, maker, CHANGE);
  }

  /** Locks that keep away neither readers nor writers are left out. */
  ObjectMarks withLock(int oid, long maker, int modes) {
    return TableLockMarks.isStrong(modes) ? with(oid, maker, modes) : this;
  }

  private ObjectMarks with(int oid, long maker, int modes) {
    SortedMap<Integer, SortedMap<Long, Integer>> all = new TreeMap<>(marks);
    SortedMap<Long, Integer> makers = new TreeMap<>(marks.getOrDefault(oid, new TreeMap<>()));
    makers.merge(maker, modes, (a, b) -> a | b);
    all.put(oid, makers);
    return new ObjectMarks(all);
  }

  /** The objects that have marks. */
  SortedSet<Integer> oids() {
    return marks.isEmpty()
        ? Collections.emptySortedSet()
        : Collections.unmodifiableSortedSet(new TreeSet<>(marks.keySet()));
  }

  boolean isEmpty() {
    return marks.isEmpty();
  }

  /** Who but {@code own} keeps a mode of a table away. */
  List<Long> against(int oid, TableMode mode, long own) {
    SortedMap<Long, Integer> makers = marks.get(oid);
    if (makers == null) {
      return List.of();
    }
    List<Long> all = new ArrayList<>();
    makers.forEach(
        (maker, modes) -> {
          if (maker != own && mode.conflictsWith(modes)) {
            all.add(maker);
          }
        });
    return all;
  }
}
