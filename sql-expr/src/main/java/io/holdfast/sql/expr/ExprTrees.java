package io.holdfast.sql.expr;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Walks over expression trees. */
public final class ExprTrees {
  private ExprTrees() {}

  /**
   * Rebuilds a tree from the leaves up: {@code change} sees each node with its operands already
   * changed and answers what stands in its place. Unchanged parts are shared.
   */
  public static Expr transform(Expr expr, UnaryOperator<Expr> change) {
    return change.apply(mapChildren(expr, child -> transform(child, change)));
  }

  /**
   * Replaces from the root down: where {@code replace} answers non-null, that stands in place of
   * the whole sub-tree.
   */
  public static Expr replace(Expr expr, Function<Expr, @Nullable Expr> replace) {
    Expr instead = replace.apply(expr);
    return instead != null ? instead : mapChildren(expr, child -> replace(child, replace));
  }

  /** The node over changed operands; the same node when none has changed. */
  public static Expr mapChildren(Expr expr, UnaryOperator<Expr> change) {
    List<Expr> children = expr.children();
    List<Expr> changed = null;
    for (int i = 0; i < children.size(); i++) {
      Expr before = children.get(i);
      Expr after = change.apply(before);
      if (changed == null && !after.equals(before)) {
        changed = new ArrayList<>(children.subList(0, i));
      }
      if (changed != null) {
        changed.add(after);
      }
    }
    return changed == null ? expr : expr.withChildren(changed);
  }

  /** Column {@code i} becomes {@code replacements.get(i)}. */
  public static Expr substituteColumns(Expr expr, List<? extends Expr> replacements) {
    return replace(
        expr, node -> node instanceof Column column ? replacements.get(column.index()) : null);
  }

  /** Column {@code i} becomes column {@code i + offset}. */
  public static Expr shiftColumns(Expr expr, int offset) {
    return offset == 0
        ? expr
        : replace(
            expr,
            node ->
                node instanceof Column column
                    ? new Column(column.index() + offset, column.type())
                    : null);
  }

  /** The columns of the input the expression reads. */
  public static BitSet columns(Expr expr) {
    BitSet columns = new BitSet();
    visit(
        expr,
        node -> {
          if (node instanceof Column column) {
            columns.set(column.index());
          }
        });
    return columns;
  }

  /** Visits each node, operands after their node. */
  public static void visit(Expr expr, Consumer<Expr> visitor) {
    visitor.accept(expr);
    for (Expr child : expr.children()) {
      visit(child, visitor);
    }
  }

  /** True iff some node satisfies the condition. */
  public static boolean any(Expr expr, Predicate<Expr> condition) {
    if (condition.test(expr)) {
      return true;
    }
    for (Expr child : expr.children()) {
      if (any(child, condition)) {
        return true;
      }
    }
    return false;
  }

  /** The least free of all nodes. */
  public static Volatility volatility(Expr expr) {
    Volatility volatility = expr.ownVolatility();
    for (Expr child : expr.children()) {
      volatility = volatility.or(volatility(child));
    }
    return volatility;
  }

  /** True iff the value is the same for every row and every execution. */
  public static boolean isConstant(Expr expr) {
    return volatility(expr) == Volatility.IMMUTABLE && !readsRow(expr);
  }

  /** True iff the value is the same for all rows of one execution of the statement. */
  public static boolean isStatementConstant(Expr expr) {
    return volatility(expr) != Volatility.VOLATILE
        && !any(
            expr,
            node -> node instanceof Column || node instanceof ExecParam || node instanceof SubPlan);
  }

  private static boolean readsRow(Expr expr) {
    return any(expr, node -> node instanceof Column);
  }

  /** All conditions that have to hold, nested ANDs taken apart. */
  public static List<Expr> conjuncts(Expr condition) {
    List<Expr> all = new ArrayList<>();
    collectConjuncts(condition, all);
    return all;
  }

  private static void collectConjuncts(Expr condition, List<Expr> into) {
    if (condition instanceof And and) {
      for (Expr part : and.conditions()) {
        collectConjuncts(part, into);
      }
    } else {
      into.add(condition);
    }
  }

  /** One condition out of many; TRUE out of none. */
  public static Expr and(List<? extends Expr> conditions) {
    if (conditions.isEmpty()) {
      return Const.TRUE;
    }
    return conditions.size() == 1 ? conditions.get(0) : new And(List.copyOf(conditions));
  }

  /** One condition out of alternatives; FALSE out of none. */
  public static Expr or(List<? extends Expr> conditions) {
    if (conditions.isEmpty()) {
      return Const.FALSE;
    }
    return conditions.size() == 1 ? conditions.get(0) : new Or(List.copyOf(conditions));
  }
}
