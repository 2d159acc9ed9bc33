package io.holdfast.sql.plan.logical;

import java.util.List;

/** A relational operator with its inputs: what rows it has, not how they are got. */
public sealed interface Rel
    permits Scan,
        Values,
        FunctionScan,
        CteScan,
        Filter,
        Project,
        ProjectSet,
        Join,
        Aggregate,
        Window,
        Sort,
        Limit,
        Distinct,
        LockRows,
        SetOp,
        RecursiveUnion,
        With {
  /** The columns of its rows. */
  Shape shape();

  /** The operators it reads, left to right; not those inside of expressions. */
  List<Rel> inputs();
}
