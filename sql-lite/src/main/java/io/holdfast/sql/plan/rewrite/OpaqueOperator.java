package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.expr.Expr;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/**
 * One of our expressions without its operands. Two with one number are the same operator; the kind
 * is the truth only for strict comparisons, from which Calcite learns that they reject nulls.
 */
final class OpaqueOperator extends SqlFunction {
  /** The node; its children are replaced by the operands of the call. */
  private final Expr node;

  OpaqueOperator(int number, SqlKind kind, Expr node, RelDataType type) {
    super(
        "x" + number,
        kind,
        ReturnTypes.explicit(type),
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
    this.node = node;
  }

  Expr node() {
    return node;
  }
}
