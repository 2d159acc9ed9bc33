package io.holdfast.sql.exec;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.physical.LimitRows;
import org.jspecify.annotations.Nullable;

/** A window of the input's rows; stops reading at its end. */
final class LimitSource implements RowSource {
  private static final @Nullable Object[] NO_COLUMNS = {};

  private final LimitRows node;
  private final RowSource input;
  private final EvalContext eval;
  private boolean begun;
  private long left;

  LimitSource(LimitRows node, RowSource input, EvalContext eval) {
    this.node = node;
    this.input = input;
    this.eval = eval;
  }

  /** Rows to take; {@link Long#MAX_VALUE} for all. */
  static long count(@Nullable Expr expr, EvalContext eval) {
    Object value = expr == null ? null : expr.eval(NO_COLUMNS, eval);
    if (value == null) {
      return Long.MAX_VALUE;
    }
    if ((Long) value < 0) {
      throw new SqlException(SqlState.INVALID_ROW_COUNT_IN_LIMIT, "LIMIT must not be negative");
    }
    return (Long) value;
  }

  /** Rows to leave out. */
  static long offset(@Nullable Expr expr, EvalContext eval) {
    Object value = expr == null ? null : expr.eval(NO_COLUMNS, eval);
    if (value == null) {
      return 0;
    }
    if ((Long) value < 0) {
      throw new SqlException(SqlState.INVALID_ROW_COUNT_IN_OFFSET, "OFFSET must not be negative");
    }
    return (Long) value;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    if (!begun) {
      begun = true;
      long skip = offset(node.offset(), eval);
      left = count(node.count(), eval);
      for (long i = 0; i < skip && left > 0; i++) {
        if (input.next() == null) {
          left = 0;
        }
      }
    }
    if (left == 0) {
      return null;
    }
    left--;
    @Nullable Object[] row = input.next();
    if (row == null) {
      left = 0;
    }
    return row;
  }

  @Override
  public void close() {
    input.close();
  }
}
