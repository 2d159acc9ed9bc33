package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.WindowRows;
import org.jspecify.annotations.Nullable;

/** Window functions. */
final class WindowSource implements RowSource {
  private final RowSource input;

  WindowSource(WindowRows node, RowSource input, ExecutionContext ctx) {
    this.input = input;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    return input.next();
  }

  @Override
  public void close() {
    input.close();
  }
}
