package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.plan.logical.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The common table expressions that one WITH clause has defined so far. */
final class CteScope {
  /** One of them: as a table, its columns over its own row. */
  record Entry(int number, String name, Shape shape, List<ScopeColumn> columns) {}

  private final @Nullable CteScope outer;
  private final List<Entry> entries = new ArrayList<>();
  private final List<String> pending;
  private final List<Integer> scanned = new ArrayList<>();

  /**
   * A WITH clause.
   *
   * @param names of all its queries, also those that are not there yet
   * @param outer the WITH clause of the same level around this one
   */
  CteScope(List<String> names, @Nullable CteScope outer) {
    this.outer = outer;
    pending = List.copyOf(names);
  }

  @Nullable CteScope outer() {
    return outer;
  }

  void add(Entry entry) {
    entries.add(entry);
  }

  void replaceLast(Entry entry) {
    entries.set(entries.size() - 1, entry);
  }

  void removeLast() {
    entries.remove(entries.size() - 1);
  }

  @Nullable Entry find(String name) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).name().equals(name)) {
        return entries.get(i);
      }
    }
    return null;
  }

  /** True for a query of this clause that is defined further on. */
  boolean comesLater(String name) {
    return pending.contains(name) && find(name) == null;
  }

  void markScanned(int number) {
    scanned.add(number);
  }

  boolean isScanned(int number) {
    return scanned.contains(number);
  }
}
