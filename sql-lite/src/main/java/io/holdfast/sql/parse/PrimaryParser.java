package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import io.holdfast.sql.parse.ast.Expression.ValueFunction;
import io.holdfast.sql.parse.ast.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operands: constants, columns, parentheses, CASE, ARRAY and their like. */
final class PrimaryParser {
  private final Grammar grammar;
  private final TokenCursor in;

  PrimaryParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  Expression primary() {
    return switch (in.token()) {
      case INT4, INT8, NUMERIC, STRING, BIT, HEX -> in.literal();
      case PARAM -> {
        int pos = in.pos();
        yield indirection(new Expression.ParamRef(in.parameterNumber(), pos));
      }
      case WORD -> word();
      case QUOTED -> nameOrCall();
      case SELF -> {
        if (!in.at('(')) {
          throw in.syntaxError();
        }
        yield parentheses();
      }
      default -> throw in.syntaxError();
    };
  }

  /** An operand that begins with a word. */
  Expression callable() {
    return in.token() == Token.QUOTED ? nameOrCall() : word();
  }

  // ---- parentheses

  private Expression parentheses() {
    int pos = in.pos();
    Object content = parenthesised();
    if (content instanceof Query query) {
      return indirection(new Expression.ScalarSubquery(query, pos));
    }
    Expression.RowExpr items = (Expression.RowExpr) content;
    if (items.items().size() > 1) {
      return new Expression.RowExpr(items.items(), false, pos);
    }
    return indirection(items.items().get(0));
  }

  /**
   * What is between parentheses: a {@link Query}, or expressions (as a RowExpr of one and more).
   * Nested parentheses are a query's only when nothing of an expression follows them.
   */
  Object parenthesised() {
    return parenthesised(false);
  }

  /** The same, perhaps without a list of expressions. */
  Object parenthesised(boolean single) {
    int pos = in.pos();
    in.expect('(');
    in.enter();
    Object content = content(single, pos);
    in.leave();
    in.expect(')');
    return content;
  }

  private Object content(boolean single, int pos) {
    if (grammar.queries.atQuery()) {
      return grammar.queries.query();
    }
    Expression first;
    if (in.at('(')) {
      int innerPos = in.pos();
      Object inner = parenthesised();
      if (inner instanceof Query query) {
        if (in.at(')') || grammar.queries.atContinuation()) {
          return grammar.queries.continueFrom(query);
        }
        first = indirection(new Expression.ScalarSubquery(query, innerPos));
      } else {
        Expression.RowExpr items = (Expression.RowExpr) inner;
        first =
            items.items().size() > 1
                ? new Expression.RowExpr(items.items(), false, innerPos)
                : indirection(items.items().get(0));
      }
      first = grammar.expressions.continueFrom(first);
    } else {
      first = grammar.expressions.expression();
    }
    List<Expression> items = new ArrayList<>();
    items.add(first);
    while (!single && in.accept(',')) {
      items.add(grammar.expressions.expression());
    }
    return new Expression.RowExpr(List.copyOf(items), false, pos);
  }

  // ---- fields and subscripts

  /** What may follow: {@code .field}, {@code .*}, {@code [i]}, {@code [a:b]}. */
  Expression indirection(Expression base) {
    Expression result = base;
    boolean starInside = false;
    while (in.at('.') || in.at('[')) {
      in.link();
      starInside |= result instanceof Expression.FieldStar || result instanceof Expression.Star;
      result = in.at('.') ? field(result) : subscript(result);
    }
    if (starInside) {
      throw in.errorHere("improper use of \"*\"");
    }
    return result;
  }

  private Expression field(Expression base) {
    int pos = in.pos();
    in.advance();
    return in.accept('*')
        ? new Expression.FieldStar(base, pos)
        : new Expression.FieldAccess(base, in.label(), pos);
  }

  private Expression subscript(Expression base) {
    int pos = in.pos();
    in.expect('[');
    Expression low = in.at(':') ? null : grammar.expressions.expression();
    if (in.accept(':')) {
      Expression high = in.at(']') ? null : grammar.expressions.expression();
      in.expect(']');
      return new Expression.Slice(base, low, high, pos);
    }
    if (low == null) {
      throw in.syntaxError();
    }
    in.expect(']');
    return new Expression.Subscript(base, low, pos);
  }

  // ---- words

  private Expression word() {
    Keyword keyword = in.keyword();
    if (keyword == null) {
      return nameOrCall();
    }
    if (grammar.types.literalOfBuiltIn()) {
      return grammar.types.typedLiteral();
    }
    Expression special = reserved(keyword);
    if (special == null) {
      special = grammar.functions.special(keyword);
    }
    return special == null ? nameOrCall() : special;
  }

  private @Nullable Expression reserved(Keyword keyword) {
    int pos = in.pos();
    return switch (keyword) {
      case TRUE -> {
        in.advance();
        yield new Expression.Literal(LiteralKind.TRUE, "", -1, pos);
      }
      case FALSE -> {
        in.advance();
        yield new Expression.Literal(LiteralKind.FALSE, "", -1, pos);
      }
      case NULL -> {
        in.advance();
        yield new Expression.Literal(LiteralKind.NULL, "", -1, pos);
      }
      case CASE -> caseExpression();
      case CAST -> cast();
      case ARRAY -> array();
      case EXISTS -> in.at(1, '(') ? exists() : null;
      case ROW -> in.at(1, '(') ? row() : null;
      case CURRENT_SCHEMA -> in.at(1, '(') ? null : valueFunction(keyword);
      default -> valueFunction(keyword);
    };
  }

  private @Nullable Expression valueFunction(Keyword keyword) {
    int pos = in.pos();
    ValueFunction function =
        switch (keyword) {
          case CURRENT_DATE -> ValueFunction.CURRENT_DATE;
          case CURRENT_TIME -> ValueFunction.CURRENT_TIME;
          case CURRENT_TIMESTAMP -> ValueFunction.CURRENT_TIMESTAMP;
          case LOCALTIME -> ValueFunction.LOCALTIME;
          case LOCALTIMESTAMP -> ValueFunction.LOCALTIMESTAMP;
          case CURRENT_ROLE -> ValueFunction.CURRENT_ROLE;
          case CURRENT_USER -> ValueFunction.CURRENT_USER;
          case USER -> ValueFunction.USER;
          case SESSION_USER -> ValueFunction.SESSION_USER;
          case CURRENT_CATALOG -> ValueFunction.CURRENT_CATALOG;
          case CURRENT_SCHEMA -> ValueFunction.CURRENT_SCHEMA;
          default -> null;
        };
    if (function == null) {
      return null;
    }
    in.advance();
    int precision = -1;
    boolean takesPrecision =
        function.compareTo(ValueFunction.CURRENT_TIME) >= 0
            && function.compareTo(ValueFunction.LOCALTIMESTAMP) <= 0;
    if (takesPrecision && in.accept('(')) {
      precision = in.integer();
      in.expect(')');
    }
    return new Expression.ValueFunctionCall(function, precision, pos);
  }

  private Expression caseExpression() {
    int pos = in.pos();
    in.expect(Keyword.CASE);
    Expression arg = in.at(Keyword.WHEN) ? null : grammar.expressions.expression();
    List<Expression.When> whens = new ArrayList<>();
    do {
      int whenPos = in.pos();
      in.expect(Keyword.WHEN);
      Expression condition = grammar.expressions.expression();
      in.expect(Keyword.THEN);
      whens.add(new Expression.When(condition, grammar.expressions.expression(), whenPos));
    } while (in.at(Keyword.WHEN));
    Expression otherwise = in.accept(Keyword.ELSE) ? grammar.expressions.expression() : null;
    in.expect(Keyword.END);
    return new Expression.Case(arg, List.copyOf(whens), otherwise, pos);
  }

  private Expression cast() {
    int pos = in.pos();
    in.expect(Keyword.CAST);
    in.expect('(');
    Expression arg = grammar.expressions.expression();
    in.expect(Keyword.AS);
    Expression cast = new Expression.Cast(arg, grammar.types.type(), pos);
    in.expect(')');
    return cast;
  }

  private Expression array() {
    int pos = in.pos();
    in.expect(Keyword.ARRAY);
    if (in.at('(')) {
      return new Expression.ArraySubquery(grammar.queries.parenthesised(), pos);
    }
    return arrayItems(pos);
  }

  private Expression arrayItems(int pos) {
    in.expect('[');
    in.enter();
    List<Expression> items = new ArrayList<>();
    if (!in.at(']')) {
      boolean nested = in.at('[');
      do {
        items.add(nested ? arrayItems(in.pos()) : grammar.expressions.expression());
      } while (in.accept(','));
    }
    in.leave();
    in.expect(']');
    return new Expression.ArrayExpr(List.copyOf(items), pos);
  }

  private Expression exists() {
    int pos = in.pos();
    in.advance();
    return new Expression.Exists(grammar.queries.parenthesised(), pos);
  }

  private Expression row() {
    int pos = in.pos();
    in.advance();
    in.expect('(');
    List<Expression> items = in.at(')') ? List.of() : grammar.expressions.list();
    in.expect(')');
    return new Expression.RowExpr(items, true, pos);
  }

  // ---- names

  private Expression nameOrCall() {
    int pos = in.pos();
    boolean mayBeColumn = in.atColumnName();
    boolean mayBeFunction = in.atFunctionName();
    if (!mayBeColumn && !mayBeFunction) {
      throw in.syntaxError();
    }
    List<String> names = new ArrayList<>();
    names.add(in.label());
    while (mayBeColumn && in.at('.') && !in.at(1, '*')) {
      in.advance();
      names.add(in.label());
    }
    boolean function = mayBeFunction || names.size() > 1;
    if (function && in.at('(')) {
      return grammar.functions.call(List.copyOf(names), pos);
    }
    if (function && in.atString()) {
      return grammar.functions.typedLiteral(List.copyOf(names), List.of(), pos);
    }
    if (!mayBeColumn) {
      throw in.syntaxError();
    }
    if (in.accept('.')) {
      in.expect('*');
      return indirection(new Expression.Star(List.copyOf(names), pos));
    }
    return indirection(new Expression.ColumnRef(List.copyOf(names), pos));
  }
}
