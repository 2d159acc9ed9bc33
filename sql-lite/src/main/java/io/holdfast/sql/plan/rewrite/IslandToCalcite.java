package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.SetOp;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalIntersect;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalMinus;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;

/** An island as Calcite's tree. */
final class IslandToCalcite {
  private final RelOptCluster cluster;
  private final ExprToRex expressions;
  private int leafCount;

  IslandToCalcite(RelOptCluster cluster, ExprToRex expressions) {
    this.cluster = cluster;
    this.expressions = expressions;
  }

  RelNode translate(Rel rel) {
    if (!Islands.belongs(rel)) {
      return new LeafRel(cluster, rel, leafCount++);
    }
    if (rel instanceof Filter filter) {
      return LogicalFilter.create(
          translate(filter.input()), expressions.outward(filter.condition()));
    }
    if (rel instanceof Project project) {
      RelNode input = translate(project.input());
      return LogicalProject.create(
          input,
          List.of(),
          project.exprs().stream().map(expressions::outward).toList(),
          OpaqueTypes.row(project.shape()).getFieldNames(),
          Set.of());
    }
    if (rel instanceof Join join) {
      Expr condition = join.condition();
      return LogicalJoin.create(
          translate(join.left()),
          translate(join.right()),
          List.of(),
          condition == null ? expressions.always() : expressions.outward(condition),
          Set.of(),
          type(join.kind()));
    }
    if (rel instanceof SetOp setOp) {
      List<RelNode> inputs = List.of(translate(setOp.left()), translate(setOp.right()));
      return switch (setOp.kind()) {
        case UNION -> LogicalUnion.create(inputs, setOp.all());
        case INTERSECT -> LogicalIntersect.create(inputs, setOp.all());
        case EXCEPT -> LogicalMinus.create(inputs, setOp.all());
      };
    }
    throw new IllegalStateException("no part of an island: " + rel);
  }

  private static JoinRelType type(JoinKind kind) {
    return switch (kind) {
      case INNER -> JoinRelType.INNER;
      case LEFT -> JoinRelType.LEFT;
      case RIGHT -> JoinRelType.RIGHT;
      case FULL -> JoinRelType.FULL;
      case SEMI -> JoinRelType.SEMI;
      case ANTI -> JoinRelType.ANTI;
    };
  }
}
