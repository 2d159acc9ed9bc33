package io.holdfast.sql.session;

import io.holdfast.sql.exec.CopyIn;
import io.holdfast.sql.exec.ExecutionContext;
import io.holdfast.sql.exec.copy.CopyFormat;
import io.holdfast.sql.plan.physical.CopyInPlan;

/** COPY FROM STDIN: what the client sends becomes rows as it comes. */
final class CopyFromRun implements RunningStatement {
  private final CopyIn copy;
  private final Runnable check;
  private final int columns;
  private long rows;
  private boolean done;

  CopyFromRun(CopyInPlan plan, CopyFormat format, StatementScope scope) {
    ExecutionContext execution = scope.newExecution(StatementStarter.NO_VALUES);
    this.copy = CopyIn.open(plan, format, execution);
    this.check = execution.eval()::checkCancel;
    this.columns = plan.columns().size();
  }

  @Override
  public boolean advance(long rowsMax, boolean announce, ResultSink sink) {
    if (!done) {
      done = true;
      CopySource source = sink.copyIn(columns, false);
      for (byte[] piece = source.next(check); piece != null; piece = source.next(check)) {
        copy.accept(piece);
      }
      rows = copy.finish();
    }
    return true;
  }

  @Override
  public String tag() {
    return "COPY " + rows;
  }

  @Override
  public void close() {
    copy.close();
  }
}
