package io.holdfast.sql.exec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.plan.logical.Assignment;
import io.holdfast.sql.plan.physical.UpdatePlan;
import org.jspecify.annotations.Nullable;

/** UPDATE. Row by row as the source yields them; a new key must be free at that moment. */
final class UpdateSource extends Modification {
  private final UpdatePlan plan;
  private final boolean changesKey;

  UpdateSource(UpdatePlan plan, ExecutionContext ctx) {
    super(plan.rows(), plan.returning(), ctx);
    this.plan = plan;
    this.changesKey = changesKey(plan);
  }

  private static boolean changesKey(UpdatePlan plan) {
    for (int place : plan.rows().keyPlaces()) {
      for (Assignment assignment : plan.assignments()) {
        if (assignment.column() == place) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  String command() {
    return "UPDATE";
  }

  @Override
  void run() {
    try (TargetRows targets =
        new TargetRows(plan.rows(), plan.scanId(), plan.source(), plan.sourceLocks(), ctx)) {
      for (TargetRows.Target target = targets.next(); target != null; target = targets.next()) {
        update(target);
      }
    }
  }

  private void update(TargetRows.Target target) {
    @Nullable Object[] row = newRow(target.row());
    RowErrors.checkNotNull(rows, row, ctx.eval());
    Bytes value = rows.value(row);
    Bytes key = changesKey ? rows.key(row) : target.key();
    if (key.equals(target.key())) {
      ctx.transaction().put(key, value);
    } else {
      ctx.transaction().delete(target.key());
      if (ctx.transaction().getForUpdate(key) != null) {
        throw RowErrors.duplicateKey(rows, row, ctx.eval());
      }
      ctx.transaction().put(key, value);
    }
    changed(row);
  }

  private @Nullable Object[] newRow(@Nullable Object[] old) {
    @Nullable Object[] row = old.clone();
    for (Assignment assignment : plan.assignments()) {
      row[assignment.column()] = assignment.value().eval(old, ctx.eval());
    }
    return row;
  }
}
