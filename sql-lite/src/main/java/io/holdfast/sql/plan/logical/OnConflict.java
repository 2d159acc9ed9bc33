package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an INSERT does with a row whose key is there already.
 *
 * @param keyColumns places, in the target's columns, of the key that is watched; empty: any
 * @param assignments over the old row followed by the row that was to be inserted; empty: DO
 *     NOTHING
 * @param condition over the same; the old row stays as it is when it is not true
 */
public record OnConflict(
    List<Integer> keyColumns, List<Assignment> assignments, @Nullable Expr condition) {
  /** Copies the lists. */
  public OnConflict {
    keyColumns = List.copyOf(keyColumns);
    assignments = List.copyOf(assignments);
  }

  /** True for DO NOTHING. */
  public boolean doesNothing() {
    return assignments.isEmpty();
  }
}
