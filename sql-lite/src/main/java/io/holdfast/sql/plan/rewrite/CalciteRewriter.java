package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.plan.LogicalRewriter;
import io.holdfast.sql.plan.logical.LogicalSubquery;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.RelTrees;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;

/** The rewriter in use; see the package for what it does. */
public final class CalciteRewriter implements LogicalRewriter {
  /**
   * The time to find an order grows faster than the square of the number of joins. Above this the
   * physical planner's own order will do, which takes the smallest connected input each time.
   */
  private static final int ORDERED_JOINS_MAX = 10;

  private final Runnable check;

  /** Rewrites without any state of its own. */
  public CalciteRewriter() {
    this(() -> {});
  }

  private CalciteRewriter(Runnable check) {
    this.check = check;
  }

  @Override
  public LogicalRewriter within(Runnable limits) {
    return new CalciteRewriter(limits);
  }

  @Override
  public Rel rewrite(Rel rel) {
    Rel pushed = AggregateFilters.push(rel);
    if (!Islands.belongs(pushed)) {
      return RelTrees.withInputs(
          inExpressions(pushed), pushed.inputs().stream().map(this::rewrite).toList());
    }
    if (!Islands.worthwhile(pushed)) {
      return withLeaves(pushed);
    }
    return throughCalcite(pushed);
  }

  /** The island as it is, its leaves rewritten. */
  private Rel withLeaves(Rel rel) {
    if (!Islands.belongs(rel)) {
      return rewrite(rel);
    }
    return RelTrees.withInputs(
        inExpressions(rel), rel.inputs().stream().map(this::withLeaves).toList());
  }

  private Rel throughCalcite(Rel island) {
    Watched watched = new Watched(check);
    HepPlanner planner = watched.planner(Rules.pushDown());
    RelOptCluster cluster = RelOptCluster.create(planner, watched.expressions());
    cluster.setMetadataQuerySupplier(watched::guesses);
    ExprToRex expressions = new ExprToRex(cluster.getRexBuilder());
    IslandToCalcite outward = new IslandToCalcite(cluster, expressions);
    RelNode node = outward.translate(withLeaves(island));
    node = apply(planner, node);
    int joins = Rules.innerJoins(node);
    if (joins > 1 && joins <= ORDERED_JOINS_MAX) {
      for (HepProgram program : List.of(Rules.orderJoins(), Rules.pushDown())) {
        HepPlanner next = watched.planner(program);
        node = apply(next, node);
      }
    }
    Rel back = new IslandFromCalcite(expressions).translate(node);
    return named(back, island.shape());
  }

  private static RelNode apply(HepPlanner planner, RelNode node) {
    planner.setRoot(node);
    return planner.findBestExp();
  }

  /** Calcite makes names unique; the original ones are what EXPLAIN shows. */
  private static Rel named(Rel rel, Shape shape) {
    if (rel instanceof Project project && !project.shape().equals(shape)) {
      return new Project(project.input(), project.exprs(), shape);
    }
    return rel;
  }

  /** The same operator with the sub-queries of its expressions rewritten. */
  private Rel inExpressions(Rel rel) {
    return RelTrees.mapExpressions(rel, this::inExpression);
  }

  private Expr inExpression(Expr expr) {
    return ExprTrees.transform(
        expr,
        node -> node instanceof LogicalSubquery query ? query.withRel(rewrite(query.rel())) : node);
  }

  /** Loads and compiles what the first rewriting would otherwise wait for. */
  public void warmUp() {
    rewrite(WarmUpTree.threeJoins());
  }
}
