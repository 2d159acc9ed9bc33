package io.holdfast.sql.exec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.plan.logical.Assignment;
import io.holdfast.sql.plan.logical.OnConflict;
import io.holdfast.sql.plan.physical.InsertPlan;
import io.holdfast.sql.txn.LockedRow;
import org.jspecify.annotations.Nullable;

/** INSERT, with or without ON CONFLICT. */
final class InsertSource extends Modification implements RowInserter.Listener {
  private final InsertPlan plan;

  InsertSource(InsertPlan plan, ExecutionContext ctx) {
    super(plan.rows(), plan.returning(), ctx);
    this.plan = plan;
  }

  @Override
  String command() {
    return "INSERT";
  }

  @Override
  void run() {
    RowInserter inserter = new RowInserter(rows, ctx, this);
    try (RowSource source = Operators.open(plan.source(), ctx)) {
      while (true) {
        @Nullable Object[] row = nextRow(source, inserter);
        if (row == null) {
          break;
        }
        inserter.add(row);
        if (inserter.isFull()) {
          inserter.flush();
        }
      }
    }
    inserter.flush();
  }

  private @Nullable Object @Nullable [] nextRow(RowSource source, RowInserter inserter) {
    try {
      @Nullable Object[] row = source.next();
      if (row != null) {
        RowErrors.checkNotNull(rows, row, ctx.eval());
      }
      return row;
    } catch (SqlException error) {
      // Rows before this one come first, and so do their errors.
      inserter.flush();
      throw error;
    }
  }

  @Override
  public void inserted(@Nullable Object[] row) {
    changed(row);
  }

  @Override
  public void conflict(@Nullable Object[] row, int index, Bytes key, LockedRow old) {
    OnConflict action = plan.onConflict();
    if (action == null) {
      throw RowErrors.duplicateKey(rows, row, ctx.eval());
    }
    if (action.doesNothing()) {
      return;
    }
    if (old.writtenByStatement()) {
      throw new SqlException(
              SqlState.CARDINALITY_VIOLATION,
              "ON CONFLICT DO UPDATE command cannot affect row a second time")
          .withHint(
              "Ensure that no rows proposed for insertion within the same command have duplicate"
                  + " constrained values.");
    }
    Bytes value = old.value();
    if (value != null) {
      updateOld(action, key, rows.row(key, value), row);
    }
  }

  private void updateOld(
      OnConflict action, Bytes key, @Nullable Object[] oldRow, @Nullable Object[] proposed) {
    int width = rows.table().columns().size();
    @Nullable Object[] both = new Object[2 * width];
    System.arraycopy(oldRow, 0, both, 0, width);
    System.arraycopy(proposed, 0, both, width, width);
    if (action.condition() != null && !action.condition().test(both, ctx.eval())) {
      return;
    }
    @Nullable Object[] newRow = oldRow.clone();
    for (Assignment assignment : action.assignments()) {
      newRow[assignment.column()] = assignment.value().eval(both, ctx.eval());
    }
    RowErrors.checkNotNull(rows, newRow, ctx.eval());
    Bytes newKey = rows.key(newRow);
    if (!newKey.equals(key)) {
      ctx.transaction().delete(key);
      if (ctx.transaction().getForUpdate(newKey) != null) {
        throw RowErrors.duplicateKey(rows, newRow, ctx.eval());
      }
    }
    ctx.transaction().put(newKey, rows.value(newRow));
    changed(newRow);
  }
}
