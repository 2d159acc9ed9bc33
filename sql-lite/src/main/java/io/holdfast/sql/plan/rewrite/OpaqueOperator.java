package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Expr;
import java.util.function.Supplier;
import org.apache.calcite.plan.Strong;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/**
 * One of our expressions without its operands. Two with one number are the same operator. Of what
 * it means Calcite learns only whether it is an equality (a join may be on it) and whether it is
 * null as soon as an operand is (a filter on it rejects the nulls of an outer join).
 */
final class OpaqueOperator extends SqlFunction {
  /** The node; its children are replaced by the operands of the call. */
  private final Expr node;

  OpaqueOperator(int number, Expr node, RelDataType type) {
    super(
        "x" + number,
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.explicit(type),
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
    this.node = node;
  }

  Expr node() {
    return node;
  }

  @Override
  public Supplier<Strong.Policy> getStrongPolicyInference() {
    boolean strict = node instanceof Call call && call.function().strict();
    return () -> strict ? Strong.Policy.ANY : Strong.Policy.AS_IS;
  }
}
