package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.expr.And;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.expr.Or;
import io.holdfast.sql.plan.logical.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/** Our expressions as Calcite's, and back. One for each island: operators are numbered in it. */
final class ExprToRex {
  private final RexBuilder builder;

  /** By the node with placeholders for its operands; looked up only, never iterated. */
  private final Map<Expr, OpaqueOperator> operators = new HashMap<>();

  private int numbers;

  ExprToRex(RexBuilder builder) {
    this.builder = builder;
  }

  RexNode outward(Expr expr) {
    if (expr instanceof Column column) {
      return builder.makeInputRef(OpaqueTypes.of(column.type()), column.index());
    }
    List<RexNode> operands = new ArrayList<>();
    for (Expr child : expr.children()) {
      operands.add(outward(child));
    }
    if (expr instanceof And && operands.size() > 1) {
      return builder.makeCall(SqlStdOperatorTable.AND, flat(operands, SqlKind.AND));
    }
    if (expr instanceof Or && operands.size() > 1) {
      return builder.makeCall(SqlStdOperatorTable.OR, flat(operands, SqlKind.OR));
    }
    OpaqueOperator operator =
        expr instanceof Const
            ? newOperator(expr) // Equal numerics (1.0, 1.00) are not the same value to show.
            : operators.computeIfAbsent(skeleton(expr), this::newOperator);
    return builder.makeCall(OpaqueTypes.of(expr.type()), operator, operands);
  }

  /** Calcite knows no conjunction of conjunctions. */
  private static List<RexNode> flat(List<RexNode> operands, SqlKind kind) {
    List<RexNode> all = new ArrayList<>();
    for (RexNode operand : operands) {
      if (operand.getKind() == kind) {
        all.addAll(((RexCall) operand).getOperands());
      } else {
        all.add(operand);
      }
    }
    return all;
  }

  private OpaqueOperator newOperator(Expr node) {
    return new OpaqueOperator(numbers++, node, OpaqueTypes.of(node.type()));
  }

  /** The node with the places of its operands in their stead. */
  private static Expr skeleton(Expr expr) {
    List<Expr> places = new ArrayList<>();
    for (Expr child : expr.children()) {
      places.add(new Column(places.size(), child.type()));
    }
    return places.isEmpty() ? expr : expr.withChildren(places);
  }

  /** Back to ours, over an input of that shape. */
  Expr inward(RexNode node, Shape input) {
    if (node instanceof RexInputRef column) {
      return new Column(column.getIndex(), input.type(column.getIndex()));
    }
    if (node instanceof RexLiteral literal && literal.isAlwaysTrue()) {
      return ExprTrees.and(List.of());
    }
    if (!(node instanceof RexCall call)) {
      throw new IllegalStateException("Calcite answered an expression of its own: " + node);
    }
    List<Expr> operands = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      operands.add(inward(operand, input));
    }
    if (call.getOperator() instanceof OpaqueOperator opaque) {
      return operands.isEmpty() ? opaque.node() : opaque.node().withChildren(operands);
    }
    return switch (call.getKind()) {
      case AND -> new And(operands);
      case OR -> new Or(operands);
      default ->
          throw new IllegalStateException("Calcite answered an operator of its own: " + call);
    };
  }

  /** The condition of a join without one. */
  RexNode always() {
    return builder.makeLiteral(true);
  }
}
