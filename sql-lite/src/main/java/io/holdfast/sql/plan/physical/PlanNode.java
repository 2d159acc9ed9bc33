package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.Shape;
import java.util.List;

/** An operator of a physical plan: how rows are got. */
public sealed interface PlanNode
    permits PointGet,
        BatchGet,
        TableScan,
        VirtualScan,
        ValuesScan,
        FunctionRows,
        CteRead,
        FilterRows,
        IndexedRows,
        ProjectRows,
        ProjectSetRows,
        NestedLoopJoin,
        HashJoin,
        LookupJoin,
        Aggregation,
        WindowRows,
        SortRows,
        TopRows,
        LimitRows,
        DistinctRows,
        SetOperation,
        RecursiveRows,
        WithRows,
        LockedRows {
  /** The columns of its rows. */
  Shape shape();

  /** What the planner expects of it. */
  Estimate estimate();

  /** What it reads, as EXPLAIN lists it. */
  List<PlanNode> inputs();
}
