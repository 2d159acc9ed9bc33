package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.SetFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value a SELECT computes.
 *
 * @param origin the column it is unchanged; null when computed
 * @param fields its parts when it is a row
 * @param junk only there for ORDER BY, GROUP BY or row locks
 */
record TargetItem(
    Expr expr,
    String name,
    @Nullable ScopeColumn origin,
    List<SetFunction.OutputColumn> fields,
    boolean junk) {
  TargetItem with(Expr other) {
    return new TargetItem(other, name, origin, fields, junk);
  }
}
