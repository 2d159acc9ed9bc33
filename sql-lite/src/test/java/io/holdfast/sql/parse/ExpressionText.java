package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.BoolKind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a tree with all its parentheses, as PostgreSQL shows a CHECK constraint. */
final class ExpressionText {
  private ExpressionText() {}

  static String of(Expression e) {
    if (e instanceof Expression.ColumnRef ref) {
      return String.join(".", ref.names());
    }
    if (e instanceof Expression.Literal literal) {
      return literal.text();
    }
    if (e instanceof Expression.OperatorCall call) {
      return operator(call.name(), call.left(), call.right());
    }
    if (e instanceof Expression.BoolExpr bool) {
      return bool.kind() == BoolKind.NOT
          ? "(NOT " + of(bool.args().get(0)) + ")"
          : joined(bool.args(), " " + bool.kind() + " ");
    }
    if (e instanceof Expression.IsExpr is) {
      return "(" + of(is.arg()) + " IS " + (is.negated() ? "NOT " : "") + is.kind() + ")";
    }
    if (e instanceof Expression.DistinctFrom distinct) {
      return "(" + of(distinct.left()) + " IS DISTINCT FROM " + of(distinct.right()) + ")";
    }
    if (e instanceof Expression.Collate collate) {
      return "(" + of(collate.arg()) + " COLLATE \"" + collate.collation().get(0) + "\")";
    }
    return pattern(e);
  }

  private static String pattern(Expression e) {
    if (e instanceof Expression.Like like) {
      Expression escape = like.escape();
      String right = of(like.pattern());
      return "("
          + of(like.arg())
          + (like.negated() ? " !~~ " : " ~~ ")
          + (escape == null ? right : "like_escape(" + right + ", " + of(escape) + ")")
          + ")";
    }
    if (e instanceof Expression.Between between) {
      String arg = of(between.arg());
      String low = of(between.low());
      String high = of(between.high());
      return between.negated()
          ? "((" + arg + " < " + low + ") OR (" + arg + " > " + high + "))"
          : "((" + arg + " >= " + low + ") AND (" + arg + " <= " + high + "))";
    }
    if (e instanceof Expression.InList in) {
      return in.items().stream()
          .map(item -> "(" + of(in.arg()) + " = " + of(item) + ")")
          .collect(Collectors.joining(" OR ", "(", ")"));
    }
    if (e instanceof Expression.RowExpr row) {
      return joined(row.items(), ", ");
    }
    throw new AssertionError(e.getClass().getSimpleName().toLowerCase(Locale.ROOT));
  }

  private static String joined(List<Expression> items, String between) {
    return items.stream().map(ExpressionText::of).collect(Collectors.joining(between, "(", ")"));
  }

  private static String operator(String name, @Nullable Expression left, Expression right) {
    return left == null
        ? "(" + name + " " + of(right) + ")"
        : "(" + of(left) + " " + name + " " + of(right) + ")";
  }
}
