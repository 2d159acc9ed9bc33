package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The same operator over other inputs, or with other expressions. */
public final class RelTrees {
  private RelTrees() {}

  /** The same operator over other inputs, as many as it has. */
  public static Rel withInputs(Rel rel, List<Rel> inputs) {
    if (inputs.equals(rel.inputs())) {
      return rel;
    }
    Rel first = inputs.get(0);
    if (rel instanceof Filter filter) {
      return new Filter(first, filter.condition());
    }
    if (rel instanceof Project project) {
      return new Project(first, project.exprs(), project.shape());
    }
    if (rel instanceof ProjectSet set) {
      return new ProjectSet(first, set.calls());
    }
    if (rel instanceof Join join) {
      return new Join(join.kind(), first, inputs.get(1), join.condition(), join.feeds());
    }
    if (rel instanceof Aggregate aggregate) {
      return new Aggregate(first, aggregate.keys(), aggregate.calls(), aggregate.names());
    }
    if (rel instanceof Window window) {
      return new Window(first, window.calls());
    }
    if (rel instanceof Sort sort) {
      return new Sort(first, sort.keys());
    }
    if (rel instanceof Limit limit) {
      return new Limit(first, limit.count(), limit.offset());
    }
    if (rel instanceof Distinct distinct) {
      return new Distinct(first, distinct.keys());
    }
    if (rel instanceof LockRows lock) {
      return new LockRows(first, lock.targets());
    }
    if (rel instanceof SetOp set) {
      return new SetOp(set.kind(), set.all(), first, inputs.get(1), set.shape());
    }
    if (rel instanceof RecursiveUnion union) {
      return new RecursiveUnion(union.cte(), union.all(), first, inputs.get(1), union.shape());
    }
    if (rel instanceof With with) {
      return withCtes(with, inputs);
    }
    throw new IllegalStateException("an operator without inputs was given some: " + rel);
  }

  private static Rel withCtes(With with, List<Rel> inputs) {
    List<With.Cte> ctes = new ArrayList<>();
    for (int i = 0; i < with.ctes().size(); i++) {
      With.Cte cte = with.ctes().get(i);
      ctes.add(new With.Cte(cte.number(), cte.name(), inputs.get(i)));
    }
    return new With(ctes, inputs.get(inputs.size() - 1));
  }

  /** The operator, its inputs untouched, with each of its expressions changed. */
  public static Rel mapExpressions(Rel rel, UnaryOperator<Expr> change) {
    if (rel instanceof Filter filter) {
      return new Filter(filter.input(), change.apply(filter.condition()));
    }
    if (rel instanceof Project project) {
      return new Project(project.input(), all(project.exprs(), change), project.shape());
    }
    if (rel instanceof ProjectSet set) {
      return new ProjectSet(set.input(), calls(set.calls(), change));
    }
    if (rel instanceof FunctionScan scan) {
      return new FunctionScan(calls(scan.calls(), change), scan.ordinality(), scan.shape());
    }
    if (rel instanceof Join join) {
      List<OuterFeed> feeds = new ArrayList<>();
      for (OuterFeed feed : join.feeds()) {
        feeds.add(new OuterFeed(feed.execParam(), change.apply(feed.value())));
      }
      return new Join(
          join.kind(), join.left(), join.right(), maybe(join.condition(), change), feeds);
    }
    if (rel instanceof Aggregate aggregate) {
      List<AggregateCall> calls = new ArrayList<>();
      for (AggregateCall call : aggregate.calls()) {
        calls.add(
            new AggregateCall(
                call.function(),
                all(call.args(), change),
                call.distinct(),
                call.orderBy(),
                maybe(call.filter(), change)));
      }
      return new Aggregate(
          aggregate.input(), all(aggregate.keys(), change), calls, aggregate.names());
    }
    if (rel instanceof Limit limit) {
      return new Limit(limit.input(), maybe(limit.count(), change), maybe(limit.offset(), change));
    }
    if (rel instanceof Values values) {
      List<List<Expr>> rows = new ArrayList<>();
      values.rows().forEach(row -> rows.add(all(row, change)));
      return new Values(rows, values.shape());
    }
    return rel;
  }

  private static List<Expr> all(List<Expr> exprs, UnaryOperator<Expr> change) {
    List<Expr> changed = new ArrayList<>(exprs.size());
    exprs.forEach(expr -> changed.add(change.apply(expr)));
    return changed;
  }

  private static @Nullable Expr maybe(@Nullable Expr expr, UnaryOperator<Expr> change) {
    return expr == null ? null : change.apply(expr);
  }

  private static List<SetCall> calls(List<SetCall> calls, UnaryOperator<Expr> change) {
    List<SetCall> changed = new ArrayList<>(calls.size());
    calls.forEach(call -> changed.add(new SetCall(call.function(), all(call.args(), change))));
    return changed;
  }
}
