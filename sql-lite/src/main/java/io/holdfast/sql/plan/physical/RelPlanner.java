package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.plan.logical.Aggregate;
import io.holdfast.sql.plan.logical.AggregateCall;
import io.holdfast.sql.plan.logical.CteScan;
import io.holdfast.sql.plan.logical.Distinct;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.FunctionScan;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.Limit;
import io.holdfast.sql.plan.logical.LockRows;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.ProjectSet;
import io.holdfast.sql.plan.logical.RecursiveUnion;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Scan;
import io.holdfast.sql.plan.logical.SetCall;
import io.holdfast.sql.plan.logical.SetOp;
import io.holdfast.sql.plan.logical.Sort;
import io.holdfast.sql.plan.logical.Values;
import io.holdfast.sql.plan.logical.Window;
import io.holdfast.sql.plan.logical.WindowCall;
import io.holdfast.sql.plan.logical.With;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plans trees of the algebra. Conditions travel down as far as they can; columns that nobody reads
 * keep their places but are not fetched.
 */
final class RelPlanner {
  private static final double GROUPS_FRACTION = 0.1;
  private static final double FUNCTION_ROWS_GUESS = 100;

  private final Planning planning;
  private final ExprPlanner exprs;
  private final JoinPlanner joins;
  private final Correlated correlated;
  private final Map<Integer, Scan> scans = new TreeMap<>();

  RelPlanner(Planning planning) {
    this.planning = planning;
    this.exprs = new ExprPlanner(planning, this);
    this.joins = new JoinPlanner(planning, this, exprs);
    this.correlated = new Correlated(planning, this);
  }

  ExprPlanner exprs() {
    return exprs;
  }

  /** A plan of which the columns {@code wanted} are read. */
  PlanNode plan(Rel rel, BitSet wanted) {
    return plan(rel, wanted, List.of());
  }

  /** As above; the rows have to fulfil conditions over the columns of {@code rel}. */
  PlanNode plan(Rel rel, BitSet wanted, List<Expr> conditions) {
    for (Expr condition : conditions) {
      if (Conditions.neverHolds(condition)) {
        return new ValuesScan(List.of(), rel.shape(), Estimate.ONE.withRows(0));
      }
    }
    PlanNode kept = correlated.plan(rel, wanted, conditions);
    return kept == null ? planAsIs(rel, wanted, conditions) : kept;
  }

  /** The same, always read as the tree says. */
  PlanNode planAsIs(Rel rel, BitSet wanted, List<Expr> conditions) {
    if (rel instanceof Filter filter) {
      List<Expr> all = Conditions.split(filter.condition());
      all.addAll(conditions);
      return plan(filter.input(), wanted, all);
    }
    if (rel instanceof Scan scan) {
      return planScan(scan, wanted, conditions);
    }
    if (rel instanceof Project project) {
      return planProject(project, wanted, conditions);
    }
    if (rel instanceof Join join) {
      return joins.plan(join, wanted, conditions);
    }
    if (rel instanceof Sort sort) {
      return planSort(sort, wanted, conditions);
    }
    if (rel instanceof Aggregate aggregate) {
      return planAggregate(aggregate, conditions);
    }
    return filtered(planOther(rel, withColumns(wanted, conditions)), conditions);
  }

  static BitSet withColumns(BitSet wanted, List<? extends Expr> exprs) {
    BitSet all = (BitSet) wanted.clone();
    Conditions.addColumns(all, exprs);
    return all;
  }

  static BitSet allOf(Rel rel) {
    BitSet all = new BitSet();
    all.set(0, rel.shape().width());
    return all;
  }

  PlanNode filtered(PlanNode input, List<Expr> conditions) {
    Expr condition = Conditions.join(exprs.planAll(conditions));
    if (condition == null) {
      return input;
    }
    Estimate before = input.estimate();
    Estimate estimate =
        before
            .plusPerRow(0.5)
            .withRows(Math.max(1, before.rows() * Conditions.fraction(conditions)));
    return new FilterRows(input, condition, estimate);
  }

  private PlanNode planScan(Scan scan, BitSet wanted, List<Expr> conditions) {
    scans.put(scan.scanId(), scan);
    List<Expr> planned = exprs.planAll(conditions);
    if (scan.table().isVirtual()) {
      double rows = conditions.isEmpty() ? FUNCTION_ROWS_GUESS : FUNCTION_ROWS_GUESS / 10;
      return new VirtualScan(
          scan.scanId(),
          scan.table(),
          scan.alias(),
          scan.columns(),
          Conditions.join(planned),
          scan.shape(),
          new Estimate(0, FUNCTION_ROWS_GUESS, rows));
    }
    return AccessPaths.choose(scan, planning.rows(scan.table()), wanted, planned);
  }

  /** The stored rows that a scan reads. */
  TableRows rows(Scan scan) {
    scans.put(scan.scanId(), scan);
    return planning.rows(scan.table());
  }

  /** The scan of a number, once it has been planned. */
  @Nullable Scan scan(int scanId) {
    return scans.get(scanId);
  }

  private PlanNode planProject(Project project, BitSet wanted, List<Expr> conditions) {
    List<Expr> below = new ArrayList<>();
    List<Expr> above = new ArrayList<>();
    for (Expr condition : conditions) {
      (canPassThrough(project, condition) ? below : above).add(condition);
    }
    below.replaceAll(condition -> ExprTrees.substituteColumns(condition, project.exprs()));
    BitSet read = new BitSet();
    BitSet wantedHere = withColumns(wanted, above);
    for (int i = 0; i < project.exprs().size(); i++) {
      // What nobody reads is still computed: it may fail. Plain columns can not.
      if (wantedHere.get(i) || !(project.exprs().get(i) instanceof Column)) {
        read.or(ExprTrees.columns(project.exprs().get(i)));
      }
    }
    PlanNode input = plan(project.input(), read, below);
    if (isIdentity(project)) {
      return filtered(input, above);
    }
    Estimate estimate = input.estimate().plusPerRow(0.1);
    PlanNode node =
        new ProjectRows(input, exprs.planAll(project.exprs()), project.shape(), estimate);
    return filtered(node, above);
  }

  /** True iff the rows of the input are the rows of the projection. */
  private static boolean isIdentity(Project project) {
    if (project.exprs().size() != project.input().shape().width()) {
      return false;
    }
    for (int i = 0; i < project.exprs().size(); i++) {
      if (!(project.exprs().get(i) instanceof Column column) || column.index() != i) {
        return false;
      }
    }
    return true;
  }

  /** A condition goes below if what it reads is no dearer and no less certain to compute there. */
  private static boolean canPassThrough(Project project, Expr condition) {
    BitSet columns = ExprTrees.columns(condition);
    for (int i = columns.nextSetBit(0); i >= 0; i = columns.nextSetBit(i + 1)) {
      Expr source = project.exprs().get(i);
      if (Conditions.isVolatile(source) || Conditions.runsSubquery(source)) {
        return false;
      }
    }
    return true;
  }

  private PlanNode planSort(Sort sort, BitSet wanted, List<Expr> conditions) {
    BitSet read = (BitSet) wanted.clone();
    sort.keys().forEach(key -> read.set(key.column()));
    PlanNode input = plan(sort.input(), read, conditions);
    PlanNode ordered = Orders.inOrder(input, sort.keys());
    if (ordered != null) {
      return ordered;
    }
    double rows = input.estimate().rows();
    double cost = input.estimate().totalCost() + rows * Math.log(rows + 2);
    return new SortRows(input, sort.keys(), new Estimate(cost, cost + rows, rows));
  }

  private PlanNode planAggregate(Aggregate aggregate, List<Expr> conditions) {
    List<Expr> below = new ArrayList<>();
    List<Expr> above = new ArrayList<>();
    int keys = aggregate.keys().size();
    for (Expr condition : conditions) {
      boolean onKeys =
          keys > 0
              && Conditions.readsOnly(condition, 0, keys)
              && !Conditions.isVolatile(condition)
              && !ExprTrees.columns(condition).isEmpty();
      (onKeys ? below : above).add(condition);
    }
    below.replaceAll(condition -> ExprTrees.substituteColumns(condition, aggregate.keys()));
    BitSet read = new BitSet();
    Conditions.addColumns(read, aggregate.keys());
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.calls()) {
      Conditions.addColumns(read, call.args());
      call.orderBy().forEach(key -> read.or(ExprTrees.columns(key.value())));
      if (call.filter() != null) {
        read.or(ExprTrees.columns(call.filter()));
      }
      calls.add(planCall(call));
    }
    PlanNode input = plan(aggregate.input(), read, below);
    double rows = keys == 0 ? 1 : Math.max(1, input.estimate().rows() * GROUPS_FRACTION);
    double cost = input.estimate().totalCost() + input.estimate().rows();
    PlanNode node =
        new Aggregation(
            input,
            exprs.planAll(aggregate.keys()),
            calls,
            aggregate.shape(),
            new Estimate(cost, cost + rows, rows));
    return filtered(node, above);
  }

  private AggregateCall planCall(AggregateCall call) {
    List<AggregateCall.OrderKey> orderBy = new ArrayList<>();
    for (AggregateCall.OrderKey key : call.orderBy()) {
      orderBy.add(
          new AggregateCall.OrderKey(exprs.plan(key.value()), key.descending(), key.nullsFirst()));
    }
    return new AggregateCall(
        call.function(),
        exprs.planAll(call.args()),
        call.distinct(),
        orderBy,
        exprs.planNullable(call.filter()));
  }

  private PlanNode planOther(Rel rel, BitSet wanted) {
    if (rel instanceof Limit limit) {
      return planLimit(limit, wanted);
    }
    if (rel instanceof Values values) {
      List<List<Expr>> rows = new ArrayList<>();
      values.rows().forEach(row -> rows.add(exprs.planAll(row)));
      return new ValuesScan(rows, values.shape(), new Estimate(0, rows.size(), rows.size()));
    }
    if (rel instanceof Distinct distinct) {
      return planDistinct(distinct, wanted);
    }
    if (rel instanceof FunctionScan scan) {
      Estimate estimate = new Estimate(0, FUNCTION_ROWS_GUESS, FUNCTION_ROWS_GUESS);
      return new FunctionRows(planCalls(scan.calls()), scan.ordinality(), scan.shape(), estimate);
    }
    if (rel instanceof SetOp setOp) {
      PlanNode left = plan(setOp.left(), allOf(setOp.left()));
      PlanNode right = plan(setOp.right(), allOf(setOp.right()));
      double rows = left.estimate().rows() + right.estimate().rows();
      double cost = left.estimate().totalCost() + right.estimate().totalCost() + rows;
      return new SetOperation(
          setOp.kind(), setOp.all(), left, right, setOp.shape(), new Estimate(0, cost, rows));
    }
    return planRare(rel, wanted);
  }

  private PlanNode planRare(Rel rel, BitSet wanted) {
    if (rel instanceof With with) {
      return planWith(with, wanted);
    }
    if (rel instanceof CteScan scan) {
      return new CteRead(
          scan.cte(),
          scan.name(),
          scan.shape(),
          new Estimate(0, FUNCTION_ROWS_GUESS, FUNCTION_ROWS_GUESS));
    }
    if (rel instanceof RecursiveUnion union) {
      planning.definesCte(union.cte());
      PlanNode base = plan(union.base(), allOf(union.base()));
      PlanNode step =
          planning.whileComputing(union.cte(), () -> plan(union.step(), allOf(union.step())));
      double rows = base.estimate().rows() * 10;
      return new RecursiveRows(
          union.cte(), union.all(), base, step, union.shape(), new Estimate(0, rows * 10, rows));
    }
    if (rel instanceof ProjectSet set) {
      PlanNode input = plan(set.input(), allOf(set.input()));
      double rows = input.estimate().rows() * FUNCTION_ROWS_GUESS;
      Estimate estimate = new Estimate(0, input.estimate().totalCost() + rows, rows);
      return new ProjectSetRows(input, planCalls(set.calls()), set.shape(), estimate);
    }
    if (rel instanceof Window window) {
      PlanNode input = plan(window.input(), allOf(window.input()));
      Estimate estimate = input.estimate().plusPerRow(2);
      return new WindowRows(input, planWindows(window.calls()), window.shape(), estimate);
    }
    if (rel instanceof LockRows lock) {
      return planLock(lock, wanted);
    }
    throw new IllegalStateException("no plan for " + rel.getClass().getSimpleName());
  }

  private List<SetCall> planCalls(List<SetCall> calls) {
    List<SetCall> planned = new ArrayList<>();
    for (SetCall call : calls) {
      planned.add(new SetCall(call.function(), exprs.planAll(call.args())));
    }
    return planned;
  }

  private List<WindowCall> planWindows(List<WindowCall> calls) {
    List<WindowCall> planned = new ArrayList<>();
    for (WindowCall call : calls) {
      planned.add(
          new WindowCall(
              call.function(),
              call.aggregate(),
              exprs.planAll(call.args()),
              call.partitionBy(),
              call.orderBy(),
              call.type()));
    }
    return planned;
  }

  private PlanNode planWith(With with, BitSet wanted) {
    List<WithRows.Cte> ctes = new ArrayList<>();
    double cost = 0;
    for (With.Cte cte : with.ctes()) {
      planning.definesCte(cte.number());
    }
    for (With.Cte cte : with.ctes()) {
      PlanNode node = plan(cte.rel(), allOf(cte.rel()));
      cost += node.estimate().totalCost();
      ctes.add(new WithRows.Cte(cte.number(), cte.name(), node));
    }
    PlanNode body = plan(with.body(), wanted);
    Estimate own = body.estimate();
    return new WithRows(
        ctes, body, new Estimate(own.startupCost(), own.totalCost() + cost, own.rows()));
  }

  private PlanNode planLock(LockRows lock, BitSet wanted) {
    BitSet read = (BitSet) wanted.clone();
    lock.targets().forEach(target -> target.keyColumns().forEach(read::set));
    PlanNode input = plan(lock.input(), read);
    List<TableRows> tables = new ArrayList<>();
    for (LockRows.Target target : lock.targets()) {
      Scan scan = scan(target.scanId());
      if (scan == null) {
        throw new IllegalStateException("rows of scan " + target.scanId() + " cannot be locked");
      }
      tables.add(planning.lockedRows(scan.table()));
    }
    return new LockedRows(input, lock.targets(), tables, input.estimate().plusPerRow(1));
  }

  private PlanNode planDistinct(Distinct distinct, BitSet wanted) {
    BitSet read = (BitSet) wanted.clone();
    distinct.keys().forEach(read::set);
    PlanNode input = plan(distinct.input(), read);
    boolean sorted = Orders.groups(input, distinct.keys());
    double rows = Math.max(1, input.estimate().rows() * 0.5);
    return new DistinctRows(
        input, distinct.keys(), sorted, input.estimate().plusPerRow(1).withRows(rows));
  }

  private PlanNode planLimit(Limit limit, BitSet wanted) {
    Expr count = exprs.planNullable(limit.count());
    Expr offset = exprs.planNullable(limit.offset());
    if (limit.input() instanceof Project project && project.input() instanceof Sort) {
      // The projection leaves order and number as they are: it is computed for fewer rows above.
      Limit below = new Limit(project.input(), limit.count(), limit.offset());
      return planProject(new Project(below, project.exprs(), project.shape()), wanted, List.of());
    }
    PlanNode input = plan(limit.input(), wanted);
    if (count != null && input instanceof SortRows sort) {
      return new TopRows(sort.input(), sort.keys(), count, offset, few(sort.estimate(), count));
    }
    PlanNode hinted = count == null ? input : Orders.withRowsWanted(input, count, offset);
    return new LimitRows(hinted, count, offset, few(hinted.estimate(), count));
  }

  private static Estimate few(Estimate all, @Nullable Expr count) {
    double rows =
        count instanceof Const constant && constant.value() instanceof Long number
            ? Math.min(all.rows(), number)
            : Math.max(1, all.rows() / 10);
    return all.withRows(rows);
  }
}
