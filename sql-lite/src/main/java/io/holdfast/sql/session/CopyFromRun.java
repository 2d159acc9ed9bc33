package io.holdfast.sql.session;

import io.holdfast.sql.exec.CopyIn;
import io.holdfast.sql.exec.copy.CopyFormat;
import io.holdfast.sql.plan.physical.CopyInPlan;

/** COPY FROM STDIN: what the client sends becomes rows as it comes. */
final class CopyFromRun implements RunningStatement {
  private final CopyIn copy;
  private final int columns;
  private long rows;
  private boolean done;

  CopyFromRun(CopyInPlan plan, CopyFormat format, StatementScope scope) {
    this.copy = CopyIn.open(plan, format, scope.newExecution(StatementStarter.NO_VALUES));
    this.columns = plan.columns().size();
  }

  @Override
  public boolean advance(long rowsMax, boolean announce, ResultSink sink) {
    if (!done) {
      done = true;
      CopySource source = sink.copyIn(columns, false);
      for (byte[] piece = source.next(); piece != null; piece = source.next()) {
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
