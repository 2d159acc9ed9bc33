package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.WithRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Common table expressions and the query over them. */
final class WithSource implements RowSource {
  private final ExecutionContext ctx;
  private final List<CteRows> ctes = new ArrayList<>();
  private final RowSource body;

  WithSource(WithRows node, ExecutionContext ctx) {
    this.ctx = ctx;
    for (WithRows.Cte cte : node.ctes()) {
      CteRows rows = new CteRows(cte.plan());
      ctx.setCte(cte.number(), rows);
      ctes.add(rows);
    }
    body = Operators.open(node.body(), ctx);
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    return body.next();
  }

  @Override
  public void close() {
    body.close();
    ctes.forEach(cte -> cte.close(ctx));
  }
}
