package io.holdfast.sql.plan.physical;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans joins: which conditions go to which side, and which algorithm joins the sides. */
final class JoinPlanner {
  private final Planning planning;
  private final RelPlanner rels;
  private final ExprPlanner exprs;

  JoinPlanner(Planning planning, RelPlanner rels, ExprPlanner exprs) {
    this.planning = planning;
    this.rels = rels;
    this.exprs = exprs;
  }

  PlanNode plan(Join join, BitSet wanted, List<Expr> conditions) {
    if (join.isLateral()) {
      return planLateral(join, wanted, conditions);
    }
    if (join.kind() == JoinKind.INNER) {
      return planInner(join, wanted, conditions);
    }
    return planOuter(join, wanted, conditions);
  }

  /** The right side runs for each left row: it takes the values it needs by itself. */
  private PlanNode planLateral(Join join, BitSet wanted, List<Expr> conditions) {
    int width = join.left().shape().width();
    List<Expr> toLeft = new ArrayList<>();
    List<Expr> above = new ArrayList<>();
    for (Expr condition : conditions) {
      boolean left = Conditions.readsOnly(condition, 0, width) && !Conditions.isVolatile(condition);
      (left ? toLeft : above).add(condition);
    }
    List<Expr> on = Conditions.split(join.condition());
    if (join.kind() == JoinKind.INNER) {
      on.addAll(above);
      above.clear();
    }
    BitSet read = RelPlanner.withColumns(wanted, above);
    Conditions.addColumns(read, on);
    BitSet readLeft = read.get(0, width);
    join.feeds().forEach(feed -> readLeft.or(ExprTrees.columns(feed.value())));
    PlanNode left = rels.plan(join.left(), readLeft, toLeft);
    planning.enterCorrelated();
    boolean keeps = planning.keepRows(true);
    PlanNode right = rels.plan(join.right(), read.get(width, join.shape().width()));
    planning.keepRows(keeps);
    planning.leaveCorrelated();
    double rows = left.estimate().rows() * Math.max(1, right.estimate().rows());
    double cost =
        left.estimate().totalCost() + left.estimate().rows() * right.estimate().totalCost();
    PlanNode node =
        new NestedLoopJoin(
            join.kind(),
            left,
            right,
            Conditions.join(exprs.planAll(on)),
            exprs.planFeeds(join.feeds()),
            join.shape(),
            new Estimate(0, cost, rows));
    return rels.filtered(node, above);
  }

  /** Takes nested inner joins apart and joins their inputs in an order of our own. */
  private PlanNode planInner(Join join, BitSet wanted, List<Expr> conditions) {
    List<Rel> inputs = new ArrayList<>();
    List<Expr> all = new ArrayList<>();
    flatten(join, 0, inputs, all);
    all.addAll(conditions);
    return new InnerJoins(rels, exprs, inputs, all, join.shape()).plan(wanted);
  }

  /** Adds the inputs under {@code rel}, whose columns begin at {@code offset}. */
  private static void flatten(Rel rel, int offset, List<Rel> inputs, List<Expr> conditions) {
    if (rel instanceof Filter filter && isInner(filter.input())) {
      flatten(filter.input(), offset, inputs, conditions);
      addShifted(Conditions.split(filter.condition()), offset, conditions);
    } else if (rel instanceof Join join && isInner(join)) {
      flatten(join.left(), offset, inputs, conditions);
      flatten(join.right(), offset + join.left().shape().width(), inputs, conditions);
      addShifted(Conditions.split(join.condition()), offset, conditions);
    } else {
      inputs.add(rel);
    }
  }

  private static boolean isInner(Rel rel) {
    return rel instanceof Join join && join.kind() == JoinKind.INNER && !join.isLateral();
  }

  private static void addShifted(List<Expr> parts, int offset, List<Expr> into) {
    for (Expr part : parts) {
      into.add(ExprTrees.shiftColumns(part, offset));
    }
  }

  /** Conditions of an outer join, by where they may be tested. */
  private static final class Parts {
    final List<Expr> left = new ArrayList<>();
    final List<Expr> right = new ArrayList<>();
    final List<Expr> on = new ArrayList<>();
    final List<Expr> above = new ArrayList<>();
  }

  private static Parts divide(Join join, List<Expr> conditions) {
    int leftWidth = join.left().shape().width();
    int width = leftWidth + join.right().shape().width();
    JoinKind kind = join.kind();
    // A side whose rows all come out must not lose rows by ON; the other one may.
    boolean leftByOn = kind == JoinKind.RIGHT || kind == JoinKind.SEMI;
    boolean rightByOn = kind != JoinKind.RIGHT && kind != JoinKind.FULL;
    boolean leftByWhere = kind != JoinKind.RIGHT && kind != JoinKind.FULL;
    boolean rightByWhere = kind == JoinKind.RIGHT;
    Parts parts = new Parts();
    for (Expr part : Conditions.split(join.condition())) {
      place(part, parts, leftWidth, width, leftByOn, rightByOn, parts.on);
    }
    for (Expr part : conditions) {
      place(part, parts, leftWidth, width, leftByWhere, rightByWhere, parts.above);
    }
    return parts;
  }

  private static void place(
      Expr part,
      Parts parts,
      int leftWidth,
      int width,
      boolean leftAllowed,
      boolean rightAllowed,
      List<Expr> otherwise) {
    if (Conditions.isVolatile(part)) {
      otherwise.add(part);
    } else if (leftAllowed && Conditions.readsOnly(part, 0, leftWidth)) {
      parts.left.add(part);
    } else if (rightAllowed && Conditions.readsOnly(part, leftWidth, width)) {
      parts.right.add(ExprTrees.shiftColumns(part, -leftWidth));
    } else {
      otherwise.add(part);
    }
  }

  private PlanNode planOuter(Join join, BitSet wanted, List<Expr> conditions) {
    int leftWidth = join.left().shape().width();
    int width = leftWidth + join.right().shape().width();
    Parts parts = divide(join, conditions);
    BitSet read = RelPlanner.withColumns(wanted, parts.above);
    Conditions.addColumns(read, parts.on);
    PlanNode left = rels.plan(join.left(), read.get(0, leftWidth), parts.left);
    EquiKeys keys = EquiKeys.of(parts.on, leftWidth, width);
    PlanNode node = lookup(join, left, read.get(leftWidth, width), parts, keys);
    if (node == null) {
      PlanNode right = rels.plan(join.right(), read.get(leftWidth, width), parts.right);
      node = outerJoin(join, left, right, keys);
    }
    return rels.filtered(node, parts.above);
  }

  private @Nullable PlanNode lookup(
      Join join, PlanNode left, BitSet rightRead, Parts parts, EquiKeys keys) {
    boolean fits =
        join.kind() == JoinKind.LEFT
            || join.kind() == JoinKind.SEMI
            || join.kind() == JoinKind.ANTI;
    if (!fits) {
      return null;
    }
    return Lookups.plan(
        rels, exprs, join.kind(), left, join.right(), rightRead, parts.right, keys, join.shape());
  }

  private PlanNode outerJoin(Join join, PlanNode left, PlanNode right, EquiKeys keys) {
    Estimate estimate = estimate(join.kind(), left, right, !keys.isEmpty());
    if (!keys.isEmpty()) {
      return new HashJoin(
          join.kind(),
          left,
          right,
          exprs.planAll(keys.left()),
          exprs.planAll(keys.right()),
          Conditions.join(exprs.planAll(keys.rest())),
          true,
          join.shape(),
          estimate);
    }
    if (join.kind() == JoinKind.FULL && !keys.rest().isEmpty()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "FULL JOIN is only supported with merge-joinable or hash-joinable join conditions");
    }
    return new NestedLoopJoin(
        join.kind(),
        left,
        right,
        Conditions.join(exprs.planAll(keys.rest())),
        List.of(),
        join.shape(),
        estimate);
  }

  static Estimate estimate(JoinKind kind, PlanNode left, PlanNode right, boolean equal) {
    double leftRows = left.estimate().rows();
    double rightRows = right.estimate().rows();
    double rows = equal ? Math.max(leftRows, rightRows) : leftRows * rightRows;
    if (kind == JoinKind.SEMI || kind == JoinKind.ANTI) {
      rows = Math.max(1, leftRows / 2);
    }
    double work = equal ? leftRows + 2 * rightRows : leftRows * rightRows;
    double cost = left.estimate().totalCost() + right.estimate().totalCost() + work;
    return new Estimate(0, cost, rows);
  }

  /** Columns {@code 0..} of a shape as expressions, taken from the given places. */
  static List<Expr> columnsAt(int[] places, Shape shape) {
    List<Expr> columns = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      columns.add(new Column(places[i], shape.type(i)));
    }
    return columns;
  }
}
