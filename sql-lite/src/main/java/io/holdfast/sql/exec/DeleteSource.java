package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.DeletePlan;

/** DELETE. */
final class DeleteSource extends Modification {
  private final DeletePlan plan;

  DeleteSource(DeletePlan plan, ExecutionContext ctx) {
    super(plan.rows(), plan.returning(), ctx);
    this.plan = plan;
  }

  @Override
  String command() {
    return "DELETE";
  }

  @Override
  void run() {
    try (TargetRows targets =
        new TargetRows(plan.rows(), plan.scanId(), plan.source(), plan.sourceLocks(), ctx)) {
      for (TargetRows.Target target = targets.next(); target != null; target = targets.next()) {
        ctx.transaction().delete(target.key());
        changed(target.row());
      }
    }
  }
}
