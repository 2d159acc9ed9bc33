package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.ProjectSetRows;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** For each row of the input as many rows as the longest of the functions has. */
final class ProjectSetSource implements RowSource {
  private final ProjectSetRows node;
  private final RowSource input;
  private final ExecutionContext ctx;
  private final SetCallRows calls;
  private @Nullable Object @Nullable [] current;

  ProjectSetSource(ProjectSetRows node, RowSource input, ExecutionContext ctx) {
    this.node = node;
    this.input = input;
    this.ctx = ctx;
    this.calls = new SetCallRows(node.calls(), ctx.eval());
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    while (true) {
      ctx.step();
      @Nullable Object[] row = current;
      if (row == null) {
        row = input.next();
        if (row == null) {
          return null;
        }
        current = row;
        calls.begin(row);
      }
      @Nullable Object[] out = Arrays.copyOf(row, node.shape().width());
      if (calls.next(out, row.length)) {
        return out;
      }
      current = null;
    }
  }

  @Override
  public void close() {
    input.close();
    current = null;
  }
}
