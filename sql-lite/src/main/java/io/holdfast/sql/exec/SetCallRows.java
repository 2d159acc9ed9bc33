package io.holdfast.sql.exec;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.function.SetFunction;
import io.holdfast.sql.plan.logical.SetCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Set-returning functions side by side; the shorter ones are padded with nulls. */
final class SetCallRows {
  private final List<SetCall> calls;
  private final int[] widths;
  private final EvalContext eval;
  private final SetFunction.@Nullable Rows[] open;

  SetCallRows(List<SetCall> calls, EvalContext eval) {
    this.calls = calls;
    this.eval = eval;
    this.widths = calls.stream().mapToInt(call -> call.shape().width()).toArray();
    this.open = new SetFunction.@Nullable Rows[calls.size()];
  }

  /** Begins all calls with the values of a row. */
  void begin(@Nullable Object[] row) {
    for (int i = 0; i < open.length; i++) {
      SetCall call = calls.get(i);
      @Nullable Object[] args = ProjectSource.compute(call.args(), row, eval);
      SetFunction function = call.function();
      open[i] = function == null ? new OneRow(args) : function.open(eval, args);
    }
  }

  /** A plain value as rows. */
  private static final class OneRow implements SetFunction.Rows {
    private @Nullable Object @Nullable [] row;

    OneRow(@Nullable Object[] row) {
      this.row = row;
    }

    @Override
    public @Nullable Object @Nullable [] next() {
      @Nullable Object[] now = row;
      row = null;
      return now;
    }
  }

  /** Writes the next row to {@code into[at...]}; false when all calls have ended. */
  boolean next(@Nullable Object[] into, int at) {
    boolean any = false;
    int place = at;
    for (int i = 0; i < open.length; i++) {
      SetFunction.Rows rows = open[i];
      @Nullable Object[] row = rows == null ? null : rows.next();
      if (row == null) {
        open[i] = null;
      } else {
        any = true;
        System.arraycopy(row, 0, into, place, widths[i]);
      }
      place += widths[i];
    }
    return any;
  }
}
