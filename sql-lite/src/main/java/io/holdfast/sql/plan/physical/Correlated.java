package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.plan.logical.CteScan;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.FunctionScan;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.LockRows;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Scan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans the part of a sub-query that is the same for all outer rows so that it can be read once and
 * kept. The conditions that compare its rows with the outer row are lifted above it: equalities
 * become the key under which rows are kept, what is left is tested row by row. So EXISTS, IN,
 * scalar sub-queries and lateral joins cost one reading of what they look into, wherever they stand
 * and whatever is computed from the rows found.
 */
final class Correlated {
  /** Each level of sub-queries doubles the work of planning. */
  private static final int LEVELS_MAX = 3;

  private final Planning planning;
  private final RelPlanner rels;

  Correlated(Planning planning, RelPlanner rels) {
    this.planning = planning;
    this.rels = rels;
  }

  /** A tree without those of its conditions that depend on an outer row. */
  private record Lifted(Rel rel, List<Expr> conditions) {}

  /** Null when there is nothing to keep: the rows are to be planned as they are. */
  @Nullable PlanNode plan(Rel rel, BitSet wanted, List<Expr> conditions) {
    if (!planning.keepsRows() || planning.correlation() > LEVELS_MAX) {
      return null;
    }
    List<Expr> fixed = new ArrayList<>();
    List<Expr> outer = new ArrayList<>();
    conditions.forEach(condition -> (isFixed(condition) ? fixed : outer).add(condition));
    Lifted lifted = lift(rel);
    outer.addAll(lifted.conditions);
    if (outer.isEmpty() || !isWorthKeeping(lifted.rel) || !isFixed(lifted.rel)) {
      return null;
    }
    if (!isStable(lifted.rel) || fixed.stream().anyMatch(Conditions::isVolatile)) {
      return null;
    }
    return choose(rel, wanted, conditions, lifted.rel, fixed, outer);
  }

  private PlanNode choose(
      Rel rel, BitSet wanted, List<Expr> conditions, Rel kept, List<Expr> fixed, List<Expr> outer) {
    List<Expr> keys = new ArrayList<>();
    List<Expr> probes = new ArrayList<>();
    List<Expr> residual = new ArrayList<>();
    for (Expr condition : outer) {
      if (!takeKey(condition, keys, probes)) {
        residual.add(condition);
      }
    }
    boolean before = planning.keepRows(false);
    PlanNode direct = rels.planAsIs(rel, wanted, conditions);
    planning.keepRows(before);
    BitSet read = RelPlanner.withColumns(wanted, keys);
    Conditions.addColumns(read, residual);
    PlanNode whole = rels.plan(kept, read, fixed);
    boolean reached = direct.estimate().totalCost() * 2 < whole.estimate().totalCost();
    if (reached && keys.isEmpty()) {
      return direct;
    }
    List<Integer> scanIds = new ArrayList<>();
    collectScans(kept, scanIds);
    ExprPlanner exprs = rels.exprs();
    return new IndexedRows(
        direct,
        whole,
        exprs.planAll(keys),
        exprs.planAll(probes),
        Conditions.join(exprs.planAll(residual)),
        reached,
        scanIds,
        planning.newMemoSlot());
  }

  /** An equality of something of the row with something of the outer one. */
  private boolean takeKey(Expr condition, List<Expr> keys, List<Expr> probes) {
    if (!(condition instanceof Call call)
        || !call.function().isBinary("=")
        || Conditions.isVolatile(condition)
        || Conditions.runsSubquery(condition)) {
      return false;
    }
    Expr a = call.args().get(0);
    Expr b = call.args().get(1);
    if (!KeyTypes.hashAlike(a.type(), b.type())) {
      return false;
    }
    boolean aIsRow = !ExprTrees.columns(a).isEmpty();
    boolean bIsRow = !ExprTrees.columns(b).isEmpty();
    Expr row = aIsRow ? a : b;
    if (aIsRow == bIsRow || !isFixed(row)) {
      return false;
    }
    keys.add(row);
    probes.add(aIsRow ? b : a);
    return true;
  }

  // ---- lifting ----

  private Lifted lift(Rel rel) {
    if (rel instanceof Filter filter) {
      Lifted input = lift(filter.input());
      List<Expr> stay = new ArrayList<>();
      List<Expr> lifted = new ArrayList<>(input.conditions);
      for (Expr part : Conditions.split(filter.condition())) {
        (isFixed(part) ? stay : lifted).add(part);
      }
      return new Lifted(
          stay.isEmpty() ? input.rel : new Filter(input.rel, ExprTrees.and(stay)), lifted);
    }
    return rel instanceof Join join && !join.isLateral() ? lift(join) : new Lifted(rel, List.of());
  }

  /** Of an outer, semi or anti join only the side whose rows come out as they are. */
  private Lifted lift(Join join) {
    boolean inner = join.kind() == JoinKind.INNER;
    if (!inner && (join.kind() == JoinKind.RIGHT || join.kind() == JoinKind.FULL)) {
      return new Lifted(join, List.of());
    }
    Lifted left = lift(join.left());
    Lifted right = inner ? lift(join.right()) : new Lifted(join.right(), List.of());
    List<Expr> lifted = new ArrayList<>(left.conditions);
    for (Expr condition : right.conditions) {
      lifted.add(ExprTrees.shiftColumns(condition, join.left().shape().width()));
    }
    List<Expr> stay = new ArrayList<>();
    for (Expr part : Conditions.split(join.condition())) {
      (!inner || isFixed(part) ? stay : lifted).add(part);
    }
    Expr condition = stay.isEmpty() ? null : ExprTrees.and(stay);
    return new Lifted(new Join(join.kind(), left.rel, right.rel, condition, List.of()), lifted);
  }

  // ---- what may be kept ----

  private boolean isFixed(Expr expr) {
    return new OuterReferences(planning).isFixed(expr);
  }

  private boolean isFixed(Rel rel) {
    return new OuterReferences(planning).isFixed(rel);
  }

  /** Something that costs to read; and no product of tables that only the outer row connects. */
  private static boolean isWorthKeeping(Rel rel) {
    if (rel instanceof Filter filter) {
      return isWorthKeeping(filter.input());
    }
    if (rel instanceof Join join) {
      return !join.isLateral()
          && join.condition() != null
          && isWorthKeeping(join.left())
          && isWorthKeeping(join.right());
    }
    return rel instanceof Scan || rel instanceof CteScan || rel instanceof FunctionScan;
  }

  private static boolean isStable(Rel rel) {
    return !(rel instanceof LockRows)
        && OuterReferences.expressions(rel).stream().noneMatch(Conditions::isVolatile)
        && rel.inputs().stream().allMatch(Correlated::isStable);
  }

  private static void collectScans(Rel rel, List<Integer> into) {
    if (rel instanceof Scan scan) {
      into.add(scan.scanId());
    }
    rel.inputs().forEach(input -> collectScans(input, into));
  }
}
