package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.Aggregation;
import io.holdfast.sql.plan.physical.BatchGet;
import io.holdfast.sql.plan.physical.CteRead;
import io.holdfast.sql.plan.physical.DistinctRows;
import io.holdfast.sql.plan.physical.FilterRows;
import io.holdfast.sql.plan.physical.FunctionRows;
import io.holdfast.sql.plan.physical.HashJoin;
import io.holdfast.sql.plan.physical.IndexedRows;
import io.holdfast.sql.plan.physical.LimitRows;
import io.holdfast.sql.plan.physical.LockedRows;
import io.holdfast.sql.plan.physical.LookupJoin;
import io.holdfast.sql.plan.physical.NestedLoopJoin;
import io.holdfast.sql.plan.physical.PlanNode;
import io.holdfast.sql.plan.physical.PointGet;
import io.holdfast.sql.plan.physical.ProjectRows;
import io.holdfast.sql.plan.physical.ProjectSetRows;
import io.holdfast.sql.plan.physical.RecursiveRows;
import io.holdfast.sql.plan.physical.SetOperation;
import io.holdfast.sql.plan.physical.SortRows;
import io.holdfast.sql.plan.physical.TableScan;
import io.holdfast.sql.plan.physical.TopRows;
import io.holdfast.sql.plan.physical.ValuesScan;
import io.holdfast.sql.plan.physical.VirtualScan;
import io.holdfast.sql.plan.physical.WindowRows;
import io.holdfast.sql.plan.physical.WithRows;

/** Makes the operators of an execution out of the nodes of a plan. */
final class Operators {
  private Operators() {}

  /** Opens a node; nothing is read before the first row is asked for. */
  static RowSource open(PlanNode node, ExecutionContext ctx) {
    // The short statements first: a point read passes two tests.
    if (node instanceof ProjectRows project) {
      return new ProjectSource(open(project.input(), ctx), project.exprs(), ctx.eval());
    }
    if (node instanceof PointGet get) {
      return new PointGetSource(get, ctx);
    }
    if (node instanceof FilterRows filter) {
      return new FilterSource(open(filter.input(), ctx), filter.condition(), ctx);
    }
    if (node instanceof ValuesScan values) {
      return new ValuesSource(values.rows(), ctx.eval());
    }
    if (node instanceof TableScan scan) {
      return new TableScanSource(scan, ctx);
    }
    if (node instanceof BatchGet get) {
      return new BatchGetSource(get, ctx);
    }
    return openJoin(node, ctx);
  }

  private static RowSource openJoin(PlanNode node, ExecutionContext ctx) {
    if (node instanceof HashJoin join) {
      return new HashJoinSource(join, open(join.left(), ctx), open(join.right(), ctx), ctx);
    }
    if (node instanceof LookupJoin join) {
      return new LookupJoinSource(join, open(join.left(), ctx), ctx);
    }
    if (node instanceof NestedLoopJoin join) {
      return new NestedLoopSource(join, open(join.left(), ctx), ctx);
    }
    if (node instanceof VirtualScan scan) {
      return new VirtualScanSource(scan, ctx);
    }
    if (node instanceof FunctionRows functions) {
      return new FunctionSource(functions, ctx);
    }
    if (node instanceof CteRead read) {
      return ctx.cte(read.cte()).open(ctx);
    }
    return openOrdered(node, ctx);
  }

  private static RowSource openOrdered(PlanNode node, ExecutionContext ctx) {
    if (node instanceof LimitRows limit) {
      return new LimitSource(limit, open(limit.input(), ctx), ctx.eval());
    }
    if (node instanceof SortRows sort) {
      RowOrder order = RowOrder.of(sort.keys(), sort.shape().types());
      return new SortSource(open(sort.input(), ctx), order, ctx);
    }
    if (node instanceof TopRows top) {
      return new TopSource(top, open(top.input(), ctx), ctx);
    }
    if (node instanceof Aggregation aggregation) {
      return new AggregateSource(aggregation, open(aggregation.input(), ctx), ctx);
    }
    if (node instanceof DistinctRows distinct) {
      return new DistinctSource(distinct, open(distinct.input(), ctx), ctx);
    }
    if (node instanceof SetOperation operation) {
      return SetOperationSource.open(operation, ctx);
    }
    return openRare(node, ctx);
  }

  private static RowSource openRare(PlanNode node, ExecutionContext ctx) {
    if (node instanceof ProjectSetRows project) {
      return new ProjectSetSource(project, open(project.input(), ctx), ctx);
    }
    if (node instanceof WindowRows window) {
      return new WindowSource(window, open(window.input(), ctx), ctx);
    }
    if (node instanceof WithRows with) {
      return new WithSource(with, ctx);
    }
    if (node instanceof RecursiveRows recursive) {
      return new RecursiveSource(recursive, ctx);
    }
    if (node instanceof IndexedRows indexed) {
      return new IndexedRowsSource(indexed, ctx);
    }
    if (node instanceof LockedRows locked) {
      return new LockedRowsSource(locked, ctx);
    }
    throw new IllegalStateException("no operator for " + node.getClass().getSimpleName());
  }
}
