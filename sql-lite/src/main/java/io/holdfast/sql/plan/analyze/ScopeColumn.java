package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.function.SetFunction;
import io.holdfast.sql.type.SqlType;
import java.util.List;

/**
 * A column that a name can mean.
 *
 * @param expr over the row of the level (mostly a Column; a merged column of FULL JOIN is a
 *     COALESCE)
 * @param tableOid where it comes from; 0 when computed
 * @param attributeNumber where it comes from; 0 when computed
 * @param fields names and types of its parts when it is a row; else empty
 */
record ScopeColumn(
    String name,
    Expr expr,
    int tableOid,
    int attributeNumber,
    List<SetFunction.OutputColumn> fields) {
  SqlType type() {
    return expr.type();
  }

  ScopeColumn shifted(int offset) {
    return new ScopeColumn(
        name, ExprTrees.shiftColumns(expr, offset), tableOid, attributeNumber, fields);
  }

  ScopeColumn named(String other) {
    return new ScopeColumn(other, expr, tableOid, attributeNumber, fields);
  }
}
