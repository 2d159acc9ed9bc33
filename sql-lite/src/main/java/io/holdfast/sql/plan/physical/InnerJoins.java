package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Any number of inputs, joined by inner joins: the smallest one first, then always the smallest one
 * that an equality connects with what is joined already.
 */
final class InnerJoins {
  private final RelPlanner rels;
  private final ExprPlanner exprs;
  private final List<Rel> inputs;
  private final List<Expr> conditions;
  private final Shape shape;
  private final int[] offsets;
  private final @Nullable PlanNode[] planned;
  private final List<List<Expr>> own = new ArrayList<>();
  private final int[] placeOf;
  private BitSet read = new BitSet();

  /**
   * Inputs to be joined.
   *
   * @param conditions over the columns of all inputs in their order
   */
  InnerJoins(
      RelPlanner rels, ExprPlanner exprs, List<Rel> inputs, List<Expr> conditions, Shape shape) {
    this.rels = rels;
    this.exprs = exprs;
    this.inputs = inputs;
    this.conditions = new ArrayList<>(conditions);
    this.shape = shape;
    this.offsets = new int[inputs.size() + 1];
    for (int i = 0; i < inputs.size(); i++) {
      offsets[i + 1] = offsets[i] + inputs.get(i).shape().width();
    }
    this.planned = new @Nullable PlanNode[inputs.size()];
    this.placeOf = new int[shape.width()];
    Arrays.fill(placeOf, -1);
  }

  PlanNode plan(BitSet wanted) {
    read = RelPlanner.withColumns(wanted, conditions);
    for (int i = 0; i < inputs.size(); i++) {
      own.add(takeOwn(i));
      planned[i] = rels.plan(inputs.get(i), readOf(i), own.get(i));
    }
    int first = smallest(new BitSet(), true);
    BitSet joined = new BitSet();
    joined.set(first);
    PlanNode current = node(first);
    place(first, 0);
    while (joined.cardinality() < inputs.size()) {
      int next = smallest(joined, false);
      current = join(current, next);
      joined.set(next);
    }
    return inOrder(rels.filtered(current, mapAll(conditions)));
  }

  private PlanNode node(int input) {
    return Objects.requireNonNull(planned[input]);
  }

  private BitSet readOf(int input) {
    return read.get(offsets[input], offsets[input + 1]);
  }

  /** Conditions that one input can test alone, over its own columns. */
  private List<Expr> takeOwn(int input) {
    List<Expr> taken = new ArrayList<>();
    List<Expr> left = new ArrayList<>();
    for (Expr condition : conditions) {
      boolean alone =
          Conditions.readsOnly(condition, offsets[input], offsets[input + 1])
              && !Conditions.isVolatile(condition);
      if (alone) {
        taken.add(ExprTrees.shiftColumns(condition, -offsets[input]));
      } else {
        left.add(condition);
      }
    }
    conditions.clear();
    conditions.addAll(left);
    return taken;
  }

  private int smallest(BitSet joined, boolean anyInput) {
    BitSet connected = anyInput ? new BitSet() : connected(joined);
    int best = -1;
    for (int i = 0; i < inputs.size(); i++) {
      if (joined.get(i)) {
        continue;
      }
      boolean better =
          best < 0
              || (connected.get(i) && !connected.get(best))
              || (connected.get(i) == connected.get(best)
                  && node(i).estimate().rows() < node(best).estimate().rows());
      best = better ? i : best;
    }
    return best;
  }

  /** Inputs of which a condition speaks that speaks of nothing else that is not joined yet. */
  private BitSet connected(BitSet joined) {
    BitSet there = columnsOf(joined);
    BitSet connected = new BitSet();
    for (Expr condition : conditions) {
      BitSet missing = ExprTrees.columns(condition);
      missing.andNot(there);
      int first = missing.nextSetBit(0);
      if (first >= 0 && inputOf(first) == inputOf(missing.length() - 1)) {
        connected.set(inputOf(first));
      }
    }
    return connected;
  }

  private int inputOf(int column) {
    int place = Arrays.binarySearch(offsets, column);
    if (place < 0) {
      return -place - 2;
    }
    // Inputs without columns begin where the next one begins.
    while (offsets[place + 1] == column) {
      place++;
    }
    return place;
  }

  private BitSet columnsOf(BitSet some) {
    BitSet columns = new BitSet();
    for (int i = some.nextSetBit(0); i >= 0; i = some.nextSetBit(i + 1)) {
      columns.set(offsets[i], offsets[i + 1]);
    }
    return columns;
  }

  private void place(int input, int at) {
    for (int c = offsets[input]; c < offsets[input + 1]; c++) {
      placeOf[c] = at + c - offsets[input];
    }
  }

  /** Joins one more input; its columns come behind those that are there. */
  private PlanNode join(PlanNode current, int input) {
    int width = current.shape().width();
    PlanNode right = node(input);
    place(input, width);
    Shape joinedShape = current.shape().concat(right.shape());
    List<Expr> now = mapAll(takeReady());
    EquiKeys keys = EquiKeys.of(now, width, joinedShape.width());
    PlanNode lookup =
        Lookups.plan(
            rels,
            exprs,
            JoinKind.INNER,
            current,
            inputs.get(input),
            readOf(input),
            own.get(input),
            keys,
            joinedShape);
    if (lookup != null && right.estimate().totalCost() > lookupCost(lookup, current)) {
      return lookup;
    }
    Estimate estimate = JoinPlanner.estimate(JoinKind.INNER, current, right, !keys.isEmpty());
    if (keys.isEmpty()) {
      Expr condition = Conditions.join(exprs.planAll(keys.rest()));
      return new NestedLoopJoin(
          JoinKind.INNER, current, right, condition, List.of(), joinedShape, estimate);
    }
    return hashJoin(current, right, keys, joinedShape, estimate);
  }

  private static double lookupCost(PlanNode lookup, PlanNode current) {
    return lookup.estimate().totalCost() - current.estimate().totalCost();
  }

  private PlanNode hashJoin(
      PlanNode current, PlanNode right, EquiKeys keys, Shape joinedShape, Estimate estimate) {
    boolean swap = current.estimate().rows() < right.estimate().rows();
    List<Expr> currentKeys = exprs.planAll(keys.left());
    List<Expr> rightKeys = exprs.planAll(keys.right());
    return new HashJoin(
        JoinKind.INNER,
        swap ? right : current,
        swap ? current : right,
        swap ? rightKeys : currentKeys,
        swap ? currentKeys : rightKeys,
        Conditions.join(exprs.planAll(keys.rest())),
        !swap,
        joinedShape,
        estimate);
  }

  /** Takes the conditions whose columns are all there. */
  private List<Expr> takeReady() {
    List<Expr> ready = new ArrayList<>();
    List<Expr> left = new ArrayList<>();
    for (Expr condition : conditions) {
      BitSet columns = ExprTrees.columns(condition);
      boolean all = !Conditions.isVolatile(condition);
      for (int c = columns.nextSetBit(0); c >= 0; c = columns.nextSetBit(c + 1)) {
        all &= placeOf[c] >= 0;
      }
      (all ? ready : left).add(condition);
    }
    conditions.clear();
    conditions.addAll(left);
    return ready;
  }

  private List<Expr> mapAll(List<Expr> over) {
    List<Expr> mapped = new ArrayList<>();
    for (Expr expr : over) {
      mapped.add(
          ExprTrees.replace(
              expr,
              node ->
                  node instanceof Column column
                      ? new Column(placeOf[column.index()], column.type())
                      : null));
    }
    return mapped;
  }

  /** Columns in the order of the inputs again. */
  private PlanNode inOrder(PlanNode node) {
    for (int i = 0; i < placeOf.length; i++) {
      if (placeOf[i] != i) {
        return new ProjectRows(
            node, JoinPlanner.columnsAt(placeOf, shape), shape, node.estimate().plusPerRow(0.1));
      }
    }
    return node;
  }
}
