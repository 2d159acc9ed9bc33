package io.holdfast.sql.plan.physical;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.plan.physical.row.TableRows;
import io.holdfast.sql.txn.TableUse;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is gathered while one statement is planned. */
final class Planning {
  private final @Nullable CatalogSnapshot catalog;
  private final Map<Integer, TableRows> tables = new TreeMap<>();
  private final Set<Long> lockedTables = new TreeSet<>();
  private final Set<Integer> changingCtes = new TreeSet<>();
  private int execParams;
  private int memoSlots;
  private int ctes;
  private int correlation;
  private boolean keepsRows = true;

  Planning(@Nullable CatalogSnapshot catalog) {
    this.catalog = catalog;
  }

  /** The rows of a stored table, which the plan then depends on. */
  TableRows rows(TableDescriptor table) {
    TableRows known = tables.get(table.oid());
    if (known == null) {
      SchemaDescriptor schema = catalog == null ? null : catalog.schemaByOid(table.schemaOid());
      known = TableRows.of(table, schema == null ? null : schema.name());
      tables.put(table.oid(), known);
    }
    return known;
  }

  /** The same where rows are locked. */
  TableRows lockedRows(TableDescriptor table) {
    lockedTables.add(Integer.toUnsignedLong(table.oid()));
    return rows(table);
  }

  void usesExecParam(int number) {
    execParams = Math.max(execParams, number + 1);
  }

  int newMemoSlot() {
    return memoSlots++;
  }

  /** A common table expression; inside of a correlated query its rows change from run to run. */
  void definesCte(int number) {
    ctes = Math.max(ctes, number + 1);
    if (correlation > 0) {
      changingCtes.add(number);
    }
  }

  boolean changes(int cte) {
    return changingCtes.contains(cte);
  }

  /** A common table expression whose rows change while it is computed. */
  <T> T whileComputing(int cte, Supplier<T> step) {
    boolean added = changingCtes.add(cte);
    T planned = step.get();
    if (added) {
      changingCtes.remove(cte);
    }
    return planned;
  }

  /** How many sub-queries that depend on an outer row are around what is planned now. */
  int correlation() {
    return correlation;
  }

  /** Whether rows inside of a correlated query may be kept from one outer row to the next. */
  boolean keepsRows() {
    return correlation > 0 && keepsRows;
  }

  /** Sets that; answers what it was. */
  boolean keepRows(boolean keep) {
    boolean before = keepsRows;
    keepsRows = keep;
    return before;
  }

  void enterCorrelated() {
    correlation++;
  }

  void leaveCorrelated() {
    correlation--;
  }

  PlanFacts facts(List<SqlType> parameterTypes) {
    List<TableUse> uses = new ArrayList<>();
    for (TableRows rows : tables.values()) {
      TableDescriptor table = rows.table();
      uses.add(new TableUse(Integer.toUnsignedLong(table.oid()), table.version()));
    }
    return new PlanFacts(
        parameterTypes, execParams, memoSlots, ctes, uses, List.copyOf(lockedTables));
  }
}
