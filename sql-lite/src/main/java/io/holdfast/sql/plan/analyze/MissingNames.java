package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Errors for names that mean nothing, with PostgreSQL's guesses at what was meant. */
final class MissingNames {
  /** A guess may differ by so much, PostgreSQL's measure. */
  private static final int MAX_DISTANCE = 3;

  private static final String UNREACHABLE =
      ", but it cannot be referenced from this part of the query.";

  private MissingNames() {}

  /** No item of FROM has this name. */
  static SqlException entry(String name, Scope scope, int pos) {
    for (Scope level = scope; level != null; level = level.parent()) {
      List<RangeEntry> all = new ArrayList<>(level.entries());
      all.addAll(level.outOfReach());
      for (RangeEntry entry : all) {
        TableDescriptor table = entry.table();
        boolean aliased = entry.aliased() && table != null && table.name().equals(name);
        if (aliased && !entry.name().equals(name)) {
          return invalid(name, pos)
              .withHint("Perhaps you meant to reference the table alias \"" + entry.name() + "\".");
        }
        if (entry.name().equals(name)) {
          return invalid(name, pos)
              .withHint("There is an entry for table \"" + name + "\"" + UNREACHABLE);
        }
      }
    }
    return new SqlException(
        SqlState.UNDEFINED_TABLE, "missing FROM-clause entry for table \"" + name + "\"", pos);
  }

  private static SqlException invalid(String name, int pos) {
    return new SqlException(
        SqlState.UNDEFINED_TABLE,
        "invalid reference to FROM-clause entry for table \"" + name + "\"",
        pos);
  }

  /**
   * No column has this name.
   *
   * @param within the item it was looked for in; null: any
   */
  static SqlException column(@Nullable RangeEntry within, String name, Scope scope, int pos) {
    SqlException missing =
        new SqlException(
            SqlState.UNDEFINED_COLUMN,
            within == null
                ? "column \"" + name + "\" does not exist"
                : "column " + within.name() + "." + name + " does not exist",
            pos);
    RangeEntry unreachable = within == null ? holder(name, scope) : null;
    if (unreachable != null) {
      return missing.withHint(
          "There is a column named \""
              + name
              + "\" in table \""
              + unreachable.name()
              + "\""
              + UNREACHABLE);
    }
    List<String> guesses = guesses(within, name, scope);
    if (guesses.isEmpty() || guesses.size() > 2) {
      return missing;
    }
    return missing.withHint(
        "Perhaps you meant to reference the column \""
            + String.join("\" or the column \"", guesses)
            + "\".");
  }

  /** An item that has the column but where it can not be used from here. */
  private static @Nullable RangeEntry holder(String name, Scope scope) {
    for (Scope level = scope; level != null; level = level.parent()) {
      for (RangeEntry entry : level.entries()) {
        if (!entry.name().isEmpty() && entry.column(name) != null) {
          return entry;
        }
      }
    }
    return null;
  }

  /** The nearest names; more than two are no help. */
  private static List<String> guesses(@Nullable RangeEntry within, String name, Scope scope) {
    int best = MAX_DISTANCE;
    List<String> nearest = new ArrayList<>();
    for (Scope level = scope; level != null; level = level.parent()) {
      for (RangeEntry entry : level.entries()) {
        if (entry.name().isEmpty() || (within != null && !entry.name().equals(within.name()))) {
          continue;
        }
        for (ScopeColumn column : entry.columns()) {
          int distance = distance(name, column.name());
          if (distance > best || distance > name.length() / 2) {
            continue;
          }
          if (distance < best) {
            best = distance;
            nearest.clear();
          }
          nearest.add(entry.name() + "." + column.name());
        }
      }
    }
    return nearest;
  }

  /** Insertions, deletions and replacements that lead from one name to the other. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
