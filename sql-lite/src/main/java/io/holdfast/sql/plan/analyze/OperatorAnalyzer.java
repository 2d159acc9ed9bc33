package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.And;
import io.holdfast.sql.expr.AnyAll;
import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.ExecParam;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.expr.InList;
import io.holdfast.sql.expr.IsDistinct;
import io.holdfast.sql.expr.IsNull;
import io.holdfast.sql.expr.Not;
import io.holdfast.sql.expr.NullIf;
import io.holdfast.sql.expr.Or;
import io.holdfast.sql.expr.Param;
import io.holdfast.sql.expr.RowCompare;
import io.holdfast.sql.expr.ScalarFunction;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.LikeKind;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators and what the grammar makes of them: IN, BETWEEN, LIKE, DISTINCT FROM, rows. */
final class OperatorAnalyzer {
  private static final String CATALOG = "pg_catalog";

  private final Analysis analysis;

  OperatorAnalyzer(Analysis analysis) {
    this.analysis = analysis;
  }

  /** Null for what is none of them. */
  @Nullable Expr analyze(Expression expression, Scope scope) {
    if (expression instanceof Expression.OperatorCall call) {
      return operator(call, scope);
    }
    if (expression instanceof Expression.InList in) {
      return in(in, scope);
    }
    if (expression instanceof Expression.Between between) {
      return between(between, scope);
    }
    if (expression instanceof Expression.Like like) {
      return like(like, scope);
    }
    if (expression instanceof Expression.DistinctFrom distinct) {
      return distinctFrom(distinct, scope);
    }
    if (expression instanceof Expression.NullIf nullIf) {
      Expr left = value(nullIf.left(), scope);
      Expr right = value(nullIf.right(), scope);
      ScalarFunction equal = resolve("=", left.type(), right.type(), nullIf.pos());
      List<Expr> args = analysis.coercions().arguments(List.of(left, right), equal.argTypes());
      return analysis.at(new NullIf(equal, args.get(0), args.get(1)), nullIf.pos());
    }
    if (expression instanceof Expression.QuantifiedArray quantified) {
      return quantified(quantified, scope);
    }
    return null;
  }

  private Expr value(Expression expression, Scope scope) {
    return analysis.expressions().analyze(expression, scope);
  }

  private Expr operator(Expression.OperatorCall call, Scope scope) {
    requireSchema(call.schema(), call.pos());
    if (call.left() instanceof Expression.RowExpr left
        && call.right() instanceof Expression.RowExpr right) {
      return rows(
          call.name(),
          analysis.expressions().rowItems(left.items(), scope),
          analysis.expressions().rowItems(right.items(), scope),
          call.pos());
    }
    if (call.left() instanceof Expression.RowExpr left
        && call.right() instanceof Expression.ScalarSubquery right) {
      return rows(
          call.name(),
          analysis.expressions().rowItems(left.items(), scope),
          analysis.expressions().subqueries().fields(right, left.items().size(), scope, call.pos()),
          call.pos());
    }
    if (call.name().equals("=") && analysis.context().nullEqualsNull()) {
      Expression other =
          isNull(call.right()) ? call.left() : isNull(call.left()) ? call.right() : null;
      if (other != null) {
        return analysis.covering(new IsNull(value(other, scope), false), call.pos());
      }
    }
    Expr left = call.left() == null ? null : value(call.left(), scope);
    Expr right = value(call.right(), scope);
    return left == null
        ? prefix(call.name(), right, call.pos())
        : binary(call.name(), left, right, call.pos());
  }

  private static boolean isNull(@Nullable Expression expression) {
    return expression instanceof Expression.Literal literal
        && literal.kind() == Expression.LiteralKind.NULL;
  }

  /** Operators live in pg_catalog. */
  void requireSchema(List<String> schema, int pos) {
    if (schema.isEmpty() || schema.get(schema.size() - 1).equals(CATALOG)) {
      return;
    }
    String name = schema.get(schema.size() - 1);
    if (analysis.context().catalog().schema(name) == null) {
      throw new SqlException(
          SqlState.INVALID_SCHEMA_NAME, "schema \"" + name + "\" does not exist", pos);
    }
    throw new SqlException(
        SqlState.UNDEFINED_FUNCTION, "no operators exist in schema \"" + name + "\"", pos);
  }

  private Expr prefix(String symbol, Expr operand, int pos) {
    ScalarFunction function = resolve(symbol, null, operand.type(), pos);
    List<Expr> args = analysis.coercions().arguments(List.of(operand), function.argTypes());
    return analysis.covering(new Call(function, args), pos);
  }

  /** An operator over two operands, which are coerced to what it takes. */
  Expr binary(String symbol, Expr left, Expr right, int pos) {
    ScalarFunction function = resolve(symbol, left.type(), right.type(), pos);
    List<Expr> args = analysis.coercions().arguments(List.of(left, right), function.argTypes());
    return analysis.covering(new Call(function, args), pos);
  }

  /** The operator for operands of these types. */
  ScalarFunction resolve(String symbol, @Nullable SqlType left, SqlType right, int pos) {
    try {
      return analysis.functions().operator(symbol, left, right);
    } catch (SqlException failure) {
      throw failure.at(pos);
    }
  }

  /** A comparison of two rows. */
  Expr rows(String symbol, List<Expr> left, List<Expr> right, int pos) {
    if (left.size() != right.size()) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR, "unequal number of entries in row expressions", pos);
    }
    if (left.isEmpty()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot compare rows of zero length", pos);
    }
    if (left.size() == 1) {
      return binary(symbol, left.get(0), right.get(0), pos);
    }
    RowCompare.Order order =
        switch (symbol) {
          case "<" -> RowCompare.Order.LT;
          case "<=" -> RowCompare.Order.LE;
          case ">" -> RowCompare.Order.GT;
          case ">=" -> RowCompare.Order.GE;
          default -> null;
        };
    if (order != null) {
      return ordered(symbol, order, left, right, pos);
    }
    if (!symbol.equals("=") && !symbol.equals("<>")) {
      throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "could not determine interpretation of row comparison operator " + symbol,
              pos)
          .withHint("Row comparison operators must be associated with btree operator families.");
    }
    List<Expr> pairs = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      pairs.add(binary(symbol, left.get(i), right.get(i), pos));
    }
    return analysis.covering(symbol.equals("=") ? new And(pairs) : new Or(pairs), pos);
  }

  private Expr ordered(
      String symbol, RowCompare.Order order, List<Expr> left, List<Expr> right, int pos) {
    List<Expr> lefts = new ArrayList<>();
    List<Expr> rights = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      ScalarFunction function = resolve(symbol, left.get(i).type(), right.get(i).type(), pos);
      List<Expr> pair =
          analysis.coercions().arguments(List.of(left.get(i), right.get(i)), function.argTypes());
      // The comparison of rows wants both values of one type.
      List<Expr> same = analysis.coercions().unify(pair, "row comparison");
      lefts.add(same.get(0));
      rights.add(same.get(1));
    }
    return analysis.covering(new RowCompare(order, lefts, rights), pos);
  }

  private Expr between(Expression.Between between, Scope scope) {
    Expr arg = value(between.arg(), scope);
    if (arg instanceof Param param && analysis.parameters().isLiteral(param)) {
      // It is compared twice, perhaps as two types.
      throw new LiteralsMatterException();
    }
    Expr low = value(between.low(), scope);
    Expr high = value(between.high(), scope);
    int pos = between.pos();
    Expr inside = inside(arg, low, high, between.negated(), pos);
    if (!between.symmetric()) {
      return inside;
    }
    Expr swapped = inside(arg, high, low, between.negated(), pos);
    List<Expr> both = List.of(inside, swapped);
    return analysis.covering(between.negated() ? new And(both) : new Or(both), pos);
  }

  private Expr inside(Expr arg, Expr low, Expr high, boolean negated, int pos) {
    Expr first = binary(negated ? "<" : ">=", arg, low, pos);
    // A parameter without a type has one after the first comparison; a literal has the type that
    // each of its comparisons wants.
    Expr again = arg;
    if (arg instanceof Param && arg.type().is(BaseType.UNKNOWN) && first instanceof Call call) {
      again = call.args().get(0);
    }
    Expr second = binary(negated ? ">" : "<=", again, high, pos);
    List<Expr> both = List.of(first, second);
    both.forEach(each -> analysis.coercions().requireOne(each, negated ? "OR" : "AND"));
    return analysis.covering(negated ? new Or(both) : new And(both), pos);
  }

  private Expr like(Expression.Like like, Scope scope) {
    Expr arg = value(like.arg(), scope);
    Expr pattern = value(like.pattern(), scope);
    Expression escape = like.escape();
    boolean similar = like.kind() == LikeKind.SIMILAR;
    if (escape != null || similar) {
      List<Expr> args = new ArrayList<>(List.of(pattern));
      if (escape != null) {
        args.add(value(escape, scope));
      }
      pattern =
          analysis
              .expressions()
              .calls()
              .builtin(similar ? "similar_to_escape" : "like_escape", args, like.pos());
    }
    String symbol = similar ? "~" : like.kind() == LikeKind.ILIKE ? "~~*" : "~~";
    return binary(like.negated() ? "!" + symbol : symbol, arg, pattern, like.pos());
  }

  private Expr distinctFrom(Expression.DistinctFrom distinct, Scope scope) {
    if (distinct.left() instanceof Expression.RowExpr left
        && distinct.right() instanceof Expression.RowExpr right) {
      return distinctRows(distinct, left, right, scope);
    }
    return distinct(
        value(distinct.left(), scope),
        value(distinct.right(), scope),
        distinct.negated(),
        distinct.pos());
  }

  private Expr distinct(Expr left, Expr right, boolean negated, int pos) {
    ScalarFunction equal = resolve("=", left.type(), right.type(), pos);
    List<Expr> args = analysis.coercions().arguments(List.of(left, right), equal.argTypes());
    return analysis.covering(new IsDistinct(equal, args.get(0), args.get(1), negated), pos);
  }

  private Expr distinctRows(
      Expression.DistinctFrom distinct,
      Expression.RowExpr left,
      Expression.RowExpr right,
      Scope scope) {
    List<Expr> lefts = analysis.expressions().rowItems(left.items(), scope);
    List<Expr> rights = analysis.expressions().rowItems(right.items(), scope);
    if (lefts.size() != rights.size()) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR, "unequal number of entries in row expressions", distinct.pos());
    }
    List<Expr> pairs = new ArrayList<>();
    for (int i = 0; i < lefts.size(); i++) {
      pairs.add(distinct(lefts.get(i), rights.get(i), distinct.negated(), distinct.pos()));
    }
    return analysis.covering(
        distinct.negated() ? ExprTrees.and(pairs) : ExprTrees.or(pairs), distinct.pos());
  }

  private Expr quantified(Expression.QuantifiedArray quantified, Scope scope) {
    requireSchema(quantified.schema(), quantified.pos());
    Expr left = value(quantified.left(), scope);
    Expr array = value(quantified.array(), scope);
    SqlType element = elementOf(array, quantified.pos());
    ScalarFunction function =
        resolve(quantified.operator(), left.type(), element, quantified.pos());
    if (!function.returnType().is(BaseType.BOOL)) {
      throw new SqlException(
          SqlState.WRONG_OBJECT_TYPE,
          "op ANY/ALL (array) requires operator to yield boolean",
          quantified.pos());
    }
    SqlType arrayType = TypeNames.arrayOf(function.argTypes().get(1).plain());
    boolean sameArray = array.type().base().element() == function.argTypes().get(1).base();
    return analysis.covering(
        new AnyAll(
            function,
            !quantified.all(),
            analysis.coercions().implicit(left, function.argTypes().get(0)),
            sameArray ? array : analysis.coercions().implicit(array, arrayType)),
        quantified.pos());
  }

  private static SqlType elementOf(Expr array, int pos) {
    if (array.type().is(BaseType.UNKNOWN)) {
      return SqlType.UNKNOWN;
    }
    BaseType element = array.type().base().element();
    if (element == null) {
      throw new SqlException(
          SqlState.WRONG_OBJECT_TYPE, "op ANY/ALL (array) requires array on right side", pos);
    }
    return SqlType.of(element);
  }

  /** Constants of one type become one list, everything else a comparison of its own. */
  private Expr in(Expression.InList in, Scope scope) {
    if (in.arg() instanceof Expression.RowExpr left) {
      return inRows(in, left, scope);
    }
    Expr arg = value(in.arg(), scope);
    List<Expr> items = analysis.expressions().analyzeAll(in.items(), scope);
    List<Expr> fixed = new ArrayList<>();
    List<Expr> others = new ArrayList<>();
    for (Expr item : items) {
      boolean varies =
          ExprTrees.any(item, node -> node instanceof Column || node instanceof ExecParam);
      (varies ? others : fixed).add(item);
    }
    List<Expr> parts = new ArrayList<>();
    Expr list = fixed.size() > 1 ? inList(arg, fixed, in) : null;
    if (list != null) {
      parts.add(list);
    } else {
      others = items;
    }
    String symbol = in.negated() ? "<>" : "=";
    for (Expr other : others) {
      parts.add(binary(symbol, arg, other, in.pos()));
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return analysis.covering(in.negated() ? new And(parts) : new Or(parts), in.pos());
  }

  private @Nullable Expr inList(Expr arg, List<Expr> fixed, Expression.InList in) {
    List<Expr> all = new ArrayList<>();
    all.add(arg);
    all.addAll(fixed);
    SqlType common = analysis.coercions().commonOrNull(all);
    if (common == null || common.is(BaseType.RECORD)) {
      return null;
    }
    List<Expr> items = new ArrayList<>();
    for (Expr item : fixed) {
      items.add(analysis.coercions().implicit(item, common.plain()));
    }
    ScalarFunction equal = resolve("=", arg.type(), common.plain(), in.pos());
    Expr left = analysis.coercions().implicit(arg, equal.argTypes().get(0));
    List<Expr> fitted = new ArrayList<>();
    for (Expr item : items) {
      fitted.add(analysis.coercions().implicit(item, equal.argTypes().get(1)));
    }
    return analysis.covering(new InList(equal, left, fitted, in.negated()), in.pos());
  }

  private Expr inRows(Expression.InList in, Expression.RowExpr left, Scope scope) {
    List<Expr> lefts = analysis.expressions().rowItems(left.items(), scope);
    List<Expr> rows = new ArrayList<>();
    for (Expression item : in.items()) {
      if (!(item instanceof Expression.RowExpr row)) {
        throw new SqlException(
            SqlState.FEATURE_NOT_SUPPORTED, "IN of rows wants rows in its list", item.pos());
      }
      rows.add(rows("=", lefts, analysis.expressions().rowItems(row.items(), scope), in.pos()));
    }
    Expr any = ExprTrees.or(rows);
    return analysis.covering(in.negated() ? new Not(any) : any, in.pos());
  }
}
