package io.holdfast.sql.expr;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL finds out while it plans: parts of expressions that depend on no row are computed
 * before the first row is read, so that their errors are reported even if no row would need them
 * ({@code SELECT 1/0 FROM empty}). Plans here are shared by statements with other literals, so it
 * is done at the start of each execution instead.
 *
 * <p>The parts and their order are those of PostgreSQL's constant folding: a CASE leaves out the
 * branches it can know to be dead, AND and OR stop at a constant that decides, COALESCE at a
 * constant that is not null; nothing else is left out.
 */
public final class ConstantParts {
  private static final @Nullable Object[] NO_ROW = {};

  /** In place of a value: there is none before there are rows. */
  private static final Object VARIES = new Object();

  private ConstantParts() {}

  /** True iff there is a part worth computing: anything but literals and parameters alone. */
  public static boolean in(Expr expr) {
    boolean leafOnly = true;
    for (Expr child : expr.children()) {
      if (in(child)) {
        return true;
      }
      leafOnly &= isLeaf(child);
    }
    return leafOnly
        && !isLeaf(expr)
        && !(expr instanceof Column)
        && !(expr instanceof ExecParam)
        && !(expr instanceof SubPlan)
        && expr.ownVolatility() == Volatility.IMMUTABLE;
  }

  private static boolean isLeaf(Expr expr) {
    return expr instanceof Const || expr instanceof Param;
  }

  /** Computes the parts; throws what they throw. */
  public static void compute(Expr expr, EvalContext ctx) {
    walk(expr, ctx);
  }

  private static @Nullable Object walk(Expr expr, EvalContext ctx) {
    if (isLeaf(expr)) {
      return expr.eval(NO_ROW, ctx);
    }
    if (expr instanceof And) {
      return logic(expr, Boolean.FALSE, ctx);
    }
    if (expr instanceof Or) {
      return logic(expr, Boolean.TRUE, ctx);
    }
    if (expr instanceof Case choice) {
      return choice(choice, ctx);
    }
    if (expr instanceof Coalesce) {
      return coalesce(expr, ctx);
    }
    boolean varies = expr instanceof Column || expr instanceof ExecParam || expr instanceof SubPlan;
    boolean nullArgument = false;
    List<Expr> values = new ArrayList<>();
    for (Expr child : expr.children()) {
      Object value = walk(child, ctx);
      varies |= value == VARIES;
      nullArgument |= value == null;
      values.add(value == VARIES ? child : new Const(value, child.type()));
    }
    if (expr instanceof Call call
        && nullArgument
        && call.function().strict()
        && call.function().volatility() != Volatility.VOLATILE) {
      return null;
    }
    return varies || expr.ownVolatility() != Volatility.IMMUTABLE
        ? VARIES
        : expr.withChildren(values).eval(NO_ROW, ctx);
  }

  private static @Nullable Object logic(Expr expr, Boolean absorbing, EvalContext ctx) {
    boolean varies = false;
    boolean unknown = false;
    for (Expr condition : expr.children()) {
      Object value = walk(condition, ctx);
      if (absorbing.equals(value)) {
        return value;
      }
      varies |= value == VARIES;
      unknown |= value == null;
    }
    if (varies) {
      return VARIES;
    }
    return unknown ? null : (Object) !absorbing;
  }

  private static @Nullable Object choice(Case choice, EvalContext ctx) {
    boolean varies = false;
    for (Case.When branch : choice.branches()) {
      Object condition = walk(branch.condition(), ctx);
      if (Boolean.TRUE.equals(condition)) {
        Object value = walk(branch.value(), ctx);
        return varies ? VARIES : value;
      }
      if (condition == VARIES) {
        varies = true;
        walk(branch.value(), ctx);
      }
    }
    Object otherwise = walk(choice.otherwise(), ctx);
    return varies ? VARIES : otherwise;
  }

  private static @Nullable Object coalesce(Expr expr, EvalContext ctx) {
    boolean varies = false;
    for (Expr argument : expr.children()) {
      Object value = walk(argument, ctx);
      if (value == VARIES) {
        varies = true;
      } else if (value != null) {
        return varies ? VARIES : value;
      }
    }
    return varies ? VARIES : null;
  }
}
