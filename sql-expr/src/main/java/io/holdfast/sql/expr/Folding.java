package io.holdfast.sql.expr;

import io.holdfast.sql.error.SqlException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes ahead what does not depend on rows, parameters or the moment. An expression that fails
 * stays as it is: whether the failure is reported depends on whether it is reached at run time.
 */
public final class Folding {
  private static final @Nullable Object[] NO_ROW = {};

  private Folding() {}

  /** The expression with constant parts replaced by their values. */
  public static Expr fold(Expr expr, EvalContext ctx) {
    return ExprTrees.transform(expr, node -> foldNode(node, ctx));
  }

  private static Expr foldNode(Expr node, EvalContext ctx) {
    if (node instanceof And and) {
      return foldLogic(and.conditions(), Boolean.FALSE, and);
    }
    if (node instanceof Or or) {
      return foldLogic(or.conditions(), Boolean.TRUE, or);
    }
    if (node instanceof Case choice) {
      return foldCase(choice);
    }
    if (node instanceof Call call && call.function().strict() && hasNull(call.args())) {
      // An argument that fails is to be reported, as it is when the others are no constants.
      boolean mustStay =
          call.function().volatility() == Volatility.VOLATILE
              || call.args().stream().anyMatch(Folding::isFailure);
      return mustStay ? node : Const.nullOf(call.type());
    }
    if (node instanceof RowCtor || node instanceof SubPlan || node instanceof Const) {
      return node;
    }
    return node.ownVolatility() == Volatility.IMMUTABLE && allConstant(node)
        ? evaluate(node, ctx)
        : node;
  }

  private static Expr evaluate(Expr node, EvalContext ctx) {
    try {
      return new Const(node.eval(NO_ROW, ctx), node.type());
    } catch (SqlException failure) {
      // Reported when, and if, the value is needed.
      return node;
    }
  }

  private static boolean allConstant(Expr node) {
    if (node instanceof Column) {
      return false;
    }
    for (Expr child : node.children()) {
      if (!(child instanceof Const)) {
        return false;
      }
    }
    return true;
  }

  /** What has been folded and is no constant though all in it are, has no value. */
  private static boolean isFailure(Expr node) {
    return ExprTrees.any(
        node,
        each ->
            each instanceof Call
                && each.ownVolatility() == Volatility.IMMUTABLE
                && allConstant(each));
  }

  private static boolean hasNull(List<Expr> args) {
    for (Expr arg : args) {
      if (arg instanceof Const constant && constant.value() == null) {
        return true;
      }
    }
    return false;
  }

  /** Drops conditions that do not decide; one that decides makes the whole. */
  private static Expr foldLogic(List<Expr> conditions, Boolean absorbing, Expr whole) {
    List<Expr> kept = new ArrayList<>(conditions.size());
    for (Expr condition : conditions) {
      if (condition instanceof Const constant && constant.value() != null) {
        if (absorbing.equals(constant.value())) {
          return constant;
        }
      } else {
        kept.add(condition);
      }
    }
    if (kept.size() == conditions.size()) {
      return whole;
    }
    return absorbing ? ExprTrees.or(kept) : ExprTrees.and(kept);
  }

  /** Branches that can not be taken go; one that must be taken ends the list. */
  private static Expr foldCase(Case choice) {
    List<Case.When> kept = new ArrayList<>();
    Expr otherwise = choice.otherwise();
    for (Case.When branch : choice.branches()) {
      if (!(branch.condition() instanceof Const constant)) {
        kept.add(branch);
      } else if (Boolean.TRUE.equals(constant.value())) {
        otherwise = branch.value();
        break;
      }
    }
    return kept.isEmpty() ? otherwise : new Case(kept, otherwise, choice.type());
  }
}
