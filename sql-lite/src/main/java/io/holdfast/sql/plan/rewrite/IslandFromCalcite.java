package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.SetOp;
import io.holdfast.sql.plan.logical.Shape;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexNode;

/** What Calcite answers, as ours again. */
final class IslandFromCalcite {
  private final ExprToRex expressions;

  IslandFromCalcite(ExprToRex expressions) {
    this.expressions = expressions;
  }

  Rel translate(RelNode node) {
    if (node instanceof LeafRel leaf) {
      return leaf.rel();
    }
    if (node instanceof org.apache.calcite.rel.core.Filter filter) {
      Rel input = translate(filter.getInput());
      return new Filter(input, expressions.inward(filter.getCondition(), input.shape()));
    }
    if (node instanceof org.apache.calcite.rel.core.Project project) {
      return project(project);
    }
    if (node instanceof org.apache.calcite.rel.core.Join join) {
      return join(join);
    }
    if (node instanceof org.apache.calcite.rel.core.SetOp setOp) {
      return setOp(setOp);
    }
    throw new IllegalStateException("Calcite answered an operator of its own: " + node);
  }

  private Rel project(org.apache.calcite.rel.core.Project project) {
    Rel input = translate(project.getInput());
    List<Expr> exprs = new ArrayList<>();
    for (RexNode expr : project.getProjects()) {
      exprs.add(expressions.inward(expr, input.shape()));
    }
    if (exprs.isEmpty()) {
      return new Project(input, exprs, Shape.EMPTY);
    }
    return Project.of(input, exprs, project.getRowType().getFieldNames());
  }

  private Rel join(org.apache.calcite.rel.core.Join join) {
    Rel left = translate(join.getLeft());
    Rel right = translate(join.getRight());
    Expr condition =
        join.getCondition().isAlwaysTrue()
            ? null
            : expressions.inward(join.getCondition(), left.shape().concat(right.shape()));
    return new Join(kind(join.getJoinType()), left, right, condition, List.of());
  }

  private static JoinKind kind(JoinRelType type) {
    return switch (type) {
      case INNER -> JoinKind.INNER;
      case LEFT -> JoinKind.LEFT;
      case RIGHT -> JoinKind.RIGHT;
      case FULL -> JoinKind.FULL;
      case SEMI -> JoinKind.SEMI;
      case ANTI -> JoinKind.ANTI;
      default -> throw new IllegalStateException("no such join here: " + type);
    };
  }

  private Rel setOp(org.apache.calcite.rel.core.SetOp setOp) {
    SetOp.Kind kind =
        switch (setOp.kind) {
          case UNION -> SetOp.Kind.UNION;
          case INTERSECT -> SetOp.Kind.INTERSECT;
          case EXCEPT -> SetOp.Kind.EXCEPT;
          default -> throw new IllegalStateException("no such operation here: " + setOp.kind);
        };
    Rel result = translate(setOp.getInput(0));
    for (RelNode next : setOp.getInputs().subList(1, setOp.getInputs().size())) {
      result = new SetOp(kind, setOp.all, result, translate(next), result.shape());
    }
    return result;
  }
}
