package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CASE: the value of the first branch whose condition holds. The simple form (CASE x WHEN v) has
 * become comparisons before.
 *
 * @param otherwise the ELSE value, a constant null when there was none
 */
public record Case(List<When> branches, Expr otherwise, SqlType type) implements Expr {
  /** One branch. */
  public record When(Expr condition, Expr value) {}

  /** The branches are copied. */
  public Case {
    branches = List.copyOf(branches);
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    for (int i = 0; i < branches.size(); i++) {
      When branch = branches.get(i);
      if (branch.condition.test(row, ctx)) {
        return branch.value.eval(row, ctx);
      }
    }
    return otherwise.eval(row, ctx);
  }

  @Override
  public List<Expr> children() {
    List<Expr> all = new ArrayList<>(2 * branches.size() + 1);
    for (When branch : branches) {
      all.add(branch.condition);
      all.add(branch.value);
    }
    all.add(otherwise);
    return all;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    List<When> whens = new ArrayList<>(branches.size());
    for (int i = 0; i + 1 < children.size(); i += 2) {
      whens.add(new When(children.get(i), children.get(i + 1)));
    }
    return new Case(whens, children.get(children.size() - 1), type);
  }
}
