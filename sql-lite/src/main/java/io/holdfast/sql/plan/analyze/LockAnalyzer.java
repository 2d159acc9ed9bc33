package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.Query.Locking;
import io.holdfast.sql.plan.logical.LockRows;
import io.holdfast.sql.plan.logical.LockStrength;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** FOR UPDATE and its like: which scans' rows are locked, and where their keys are. */
final class LockAnalyzer {
  /** The clause as errors call it. */
  static String name(Locking locking) {
    return switch (locking.strength()) {
      case KEY_SHARE -> "FOR KEY SHARE";
      case SHARE -> "FOR SHARE";
      case NO_KEY_UPDATE -> "FOR NO KEY UPDATE";
      case UPDATE -> "FOR UPDATE";
    };
  }

  void lock(List<Locking> clauses, Query.Select select, SelectDraft draft) {
    List<LockRows.Target> targets = new ArrayList<>();
    for (Locking clause : clauses) {
      requireRows(clause, select, draft);
      if (clause.of().isEmpty()) {
        for (RangeEntry entry : draft.scope().entries()) {
          add(entry, clause, draft, targets, false);
        }
      }
      for (QualifiedName name : clause.of()) {
        RangeEntry entry = named(name, draft);
        if (entry == null) {
          throw new SqlException(
              SqlState.UNDEFINED_TABLE,
              "relation \""
                  + name.name()
                  + "\" in "
                  + name(clause)
                  + " clause not found in FROM clause",
              name.pos());
        }
        add(entry, clause, draft, targets, true);
      }
    }
    draft.setLocks(targets);
  }

  private static void requireRows(Locking clause, Query.Select select, SelectDraft draft) {
    String reason = null;
    if (select.distinct()) {
      reason = "DISTINCT clause";
    } else if (!select.groupBy().isEmpty()) {
      reason = "GROUP BY clause";
    } else if (select.having() != null) {
      reason = "HAVING clause";
    } else if (!draft.scope().aggregates().isEmpty()) {
      reason = "aggregate functions";
    } else if (!draft.scope().windows().isEmpty()) {
      reason = "window functions";
    } else if (!draft.scope().sets().isEmpty()) {
      reason = "set-returning functions in the target list";
    }
    if (reason != null) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, name(clause) + " is not allowed with " + reason);
    }
  }

  private static @Nullable RangeEntry named(QualifiedName name, SelectDraft draft) {
    for (RangeEntry entry : draft.scope().entries()) {
      if (entry.tableVisible() && entry.name().equals(name.name())) {
        return entry;
      }
    }
    return null;
  }

  private static void add(
      RangeEntry entry,
      Locking clause,
      SelectDraft draft,
      List<LockRows.Target> targets,
      boolean named) {
    TableDescriptor table = entry.table();
    if (table == null) {
      refuse(entry, clause, named);
      return;
    }
    if (NullableSides.stayNullable(entry, draft.where())) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          name(clause) + " cannot be applied to the nullable side of an outer join");
    }
    if (table.isVirtual()) {
      // Nobody writes to it.
      return;
    }
    List<Integer> keys = new ArrayList<>();
    for (Expr key : keyOf(entry, table)) {
      keys.add(draft.addJunk(key));
    }
    LockRows.Target target =
        new LockRows.Target(
            entry.scanId(),
            keys,
            LockStrength.valueOf(clause.strength().name()),
            LockRows.WaitPolicy.valueOf(clause.waitPolicy().name()));
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).scanId() == target.scanId()) {
        // The stronger of two clauses counts.
        if (targets.get(i).strength().compareTo(target.strength()) < 0) {
          targets.set(i, target);
        }
        return;
      }
    }
    targets.add(target);
  }

  private static void refuse(RangeEntry entry, Locking clause, boolean named) {
    if (named || (!entry.name().isEmpty() && entry.scanId() == -1)) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          name(clause) + " of a sub-query or a function is not supported",
          clause.pos());
    }
  }

  private static List<Expr> keyOf(RangeEntry entry, TableDescriptor table) {
    if (table.primaryKey() == null) {
      return List.of(Objects.requireNonNull(entry.hidden("ctid")).expr());
    }
    List<Expr> keys = new ArrayList<>();
    for (int id : table.primaryKey().columnIds()) {
      for (ScopeColumn column : entry.columns()) {
        if (column.attributeNumber() == id) {
          keys.add(column.expr());
        }
      }
    }
    return keys;
  }
}
