package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.BoolKind;
import io.holdfast.sql.parse.ast.Expression.IsKind;
import io.holdfast.sql.parse.ast.Expression.LikeKind;
import io.holdfast.sql.parse.ast.Expression.Literal;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import io.holdfast.sql.parse.ast.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Expressions by PostgreSQL's table of precedences. */
final class ExpressionParser {
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int IS = 4;
  private static final int COMPARISON = 5;
  private static final int PATTERN = 6;
  private static final int OPERATOR = 8;
  private static final int PLUS = 9;
  private static final int TIMES = 10;
  private static final int POWER = 11;
  private static final int AT_TIME_ZONE = 12;
  private static final int COLLATE = 13;
  private static final int SIGN = 14;
  private static final int TYPECAST = 17;

  private final Grammar grammar;
  private final TokenCursor in;

  ExpressionParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  /** A full expression. */
  Expression expression() {
    return parse(0, false);
  }

  /** An output column: an operator's word is its label when the column ends behind it. */
  Expression target() {
    in.enter();
    Expression result = infix(prefix(false), 0, false, true);
    in.leave();
    return result;
  }

  /** An expression without the words AND, OR, NOT, IN, LIKE and so on outside of parentheses. */
  Expression restricted() {
    return parse(0, true);
  }

  /** A constant or another operand, with a sign before it perhaps. */
  Expression operandWithSign() {
    return in.at('+') || in.at('-') ? prefix(true) : grammar.primaries.primary();
  }

  List<Expression> list() {
    List<Expression> items = new ArrayList<>();
    do {
      items.add(expression());
    } while (in.accept(','));
    return List.copyOf(items);
  }

  /** Goes on behind an operand that has been read. */
  Expression continueFrom(Expression operand) {
    boolean overlaps = operand instanceof Expression.RowExpr && in.at(Keyword.OVERLAPS);
    return infix(overlaps ? overlaps((Expression.RowExpr) operand) : operand, 0, false, false);
  }

  private Expression parse(int min, boolean restricted) {
    in.enter();
    Expression result = infix(prefix(restricted), min, restricted, false);
    in.leave();
    return result;
  }

  private Expression prefix(boolean restricted) {
    int pos = in.pos();
    if (in.at('-') || in.at('+')) {
      String sign = in.source();
      in.advance();
      Expression operand = parse(SIGN, restricted);
      return sign.equals("-") ? negate(operand, pos) : unary("+", operand, pos);
    }
    if (!restricted && in.accept(Keyword.NOT)) {
      return new Expression.BoolExpr(BoolKind.NOT, List.of(parse(NOT, false)), pos);
    }
    if (!restricted && in.accept(Keyword.DEFAULT)) {
      return new Expression.Default(pos);
    }
    if (in.token() == Token.OPERATOR || (in.at(Keyword.OPERATOR) && in.at(1, '('))) {
      Operator operator = operator();
      return new Expression.OperatorCall(
          operator.schema, operator.name, null, parse(OPERATOR + 1, restricted), pos);
    }
    Expression primary = grammar.primaries.primary();
    if (primary instanceof Expression.RowExpr rowExpr && in.at(Keyword.OVERLAPS)) {
      return overlaps(rowExpr);
    }
    return primary;
  }

  private static Expression unary(String name, Expression operand, int pos) {
    return new Expression.OperatorCall(List.of(), name, null, operand, pos);
  }

  /**
   * A minus before a constant becomes a part of it, as in PostgreSQL, unless the constant is
   * lifted: then the tree must not depend on its text.
   */
  private static Expression negate(Expression operand, int pos) {
    if (!(operand instanceof Literal literal)) {
      return unary("-", operand, pos);
    }

    boolean number =
        literal.kind() == LiteralKind.INT4
            || literal.kind() == LiteralKind.INT8
            || literal.kind() == LiteralKind.NUMERIC;
    if (!number || literal.lifted()) {
      return unary("-", operand, pos);
    }
    String text = literal.text();
    return text.startsWith("-")
        ? new Literal(unsigned(literal.kind(), text.substring(1)), text.substring(1), -1, pos)
        : new Literal(signed(literal.kind(), text), "-" + text, -1, pos);
  }

  /** The kind with a minus: the smallest numbers are one farther from zero than the greatest. */
  private static LiteralKind signed(LiteralKind kind, String text) {
    if (kind == LiteralKind.INT8 && LiftRule.signMatters(text, Token.INT8, 0, text.length())) {
      return LiteralKind.INT4;
    }
    return kind == LiteralKind.NUMERIC
            && LiftRule.signMatters(text, Token.NUMERIC, 0, text.length())
        ? LiteralKind.INT8
        : kind;
  }

  /** The kind when a second minus has taken the first away. */
  private static LiteralKind unsigned(LiteralKind kind, String text) {
    if (kind == LiteralKind.INT4 && LiftRule.signMatters(text, Token.INT8, 0, text.length())) {
      return LiteralKind.INT8;
    }
    return kind == LiteralKind.INT8 && LiftRule.signMatters(text, Token.NUMERIC, 0, text.length())
        ? LiteralKind.NUMERIC
        : kind;
  }

  private Expression overlaps(Expression.RowExpr left) {
    int pos = in.pos();
    in.advance();
    int rightPos = in.pos();
    Expression right = grammar.primaries.primary();
    if (!(right instanceof Expression.RowExpr rowExpr)) {
      throw in.syntaxError();
    }
    List<Expression> args = new ArrayList<>(left.items());
    args.addAll(rowExpr.items());
    if (left.items().size() != 2) {
      throw TokenCursor.syntax(
          "wrong number of parameters on left side of OVERLAPS expression", left.pos());
    }
    if (args.size() != 4) {
      throw TokenCursor.syntax(
          "wrong number of parameters on right side of OVERLAPS expression", rightPos);
    }
    return FunctionParser.system("overlaps", args, pos);
  }

  // ---- what follows an operand

  private Expression infix(Expression first, int min, boolean restricted, boolean target) {
    Expression left = first;
    // A level whose operators do not associate: a second one of it is an error.
    int closed = -1;
    while (true) {
      int level = level(restricted);
      if (level < min || level < 0) {
        return left;
      }
      if (level == closed) {
        throw in.syntaxError();
      }
      if (target && atLabel()) {
        return left;
      }
      in.link();
      boolean wordLevel = level == IS || level == PATTERN;
      int before = in.index();
      left = next(left, level, restricted);
      closed =
          (level == COMPARISON && !isQuantified(left)) || (wordLevel && endsInOperand(left))
              ? level
              : -1;
      assert in.index() > before;
    }
  }

  private boolean atLabel() {
    Keyword keyword = in.keyword();
    return keyword != null
        && keyword != Keyword.ISNULL
        && keyword != Keyword.NOTNULL
        && in.atBareLabel()
        && grammar.queries.targetEndsAt(1);
  }

  private static boolean isQuantified(Expression expression) {
    return expression instanceof Expression.QuantifiedArray
        || expression instanceof Expression.QuantifiedSubquery;
  }

  private static boolean endsInOperand(Expression expression) {
    return expression instanceof Expression.DistinctFrom
        || expression instanceof Expression.Between
        || expression instanceof Expression.Like;
  }

  /** The level of the operator here, -1 when there is none that may go on. */
  private int level(boolean restricted) {
    return switch (in.token()) {
      case TYPECAST -> TYPECAST;
      case OPERATOR -> OPERATOR;
      case LESS_EQUALS, GREATER_EQUALS, NOT_EQUALS -> COMPARISON;
      case SELF -> levelOf(in.source().charAt(0));
      case WORD -> levelOf(in.keyword(), restricted);
      default -> -1;
    };
  }

  private static int levelOf(char c) {
    return switch (c) {
      case '=', '<', '>' -> COMPARISON;
      case '+', '-' -> PLUS;
      case '*', '/', '%' -> TIMES;
      case '^' -> POWER;
      default -> -1;
    };
  }

  private int levelOf(@Nullable Keyword keyword, boolean restricted) {
    if (keyword == null) {
      return -1;
    }
    if (restricted) {
      return switch (keyword) {
        case OPERATOR -> in.at(1, '(') ? OPERATOR : -1;
        case IS -> restrictedIs() ? IS : -1;
        default -> -1;
      };
    }
    return switch (keyword) {
      case OR -> OR;
      case AND -> AND;
      case IS, ISNULL, NOTNULL -> IS;
      case IN, LIKE, ILIKE, BETWEEN -> PATTERN;
      // SUBSTRING(.. SIMILAR ..) is none.
      case SIMILAR -> in.keyword(1) == Keyword.TO ? PATTERN : -1;
      case NOT -> notBeforePattern() ? PATTERN : -1;
      case OPERATOR -> in.at(1, '(') ? OPERATOR : -1;
      case AT -> AT_TIME_ZONE;
      case COLLATE -> COLLATE;
      default -> -1;
    };
  }

  private boolean restrictedIs() {
    Keyword next = in.keyword(1) == Keyword.NOT ? in.keyword(2) : in.keyword(1);
    return next == Keyword.DISTINCT || next == Keyword.DOCUMENT;
  }

  private boolean notBeforePattern() {
    Keyword next = in.keyword(1);
    return next == Keyword.IN
        || next == Keyword.LIKE
        || next == Keyword.ILIKE
        || next == Keyword.BETWEEN
        || next == Keyword.SIMILAR;
  }

  private Expression next(Expression left, int level, boolean restricted) {
    int pos = in.pos();
    return switch (level) {
      case OR -> bool(BoolKind.OR, left, pos);
      case AND -> bool(BoolKind.AND, left, pos);
      case IS -> is(left, pos, restricted);
      case PATTERN -> pattern(left, pos);
      case AT_TIME_ZONE -> {
        in.advance();
        in.expect(Keyword.TIME, Keyword.ZONE);
        Expression zone = parse(AT_TIME_ZONE + 1, false);
        yield FunctionParser.system("timezone", List.of(zone, left), pos);
      }
      case COLLATE -> {
        in.advance();
        yield new Expression.Collate(left, in.anyName(), pos);
      }
      case TYPECAST -> {
        in.advance();
        yield new Expression.Cast(left, grammar.types.type(), pos);
      }
      default -> binary(left, level, restricted, pos);
    };
  }

  /** All operands of a chain of the same word: the tree stays flat. */
  private Expression bool(BoolKind kind, Expression left, int pos) {
    Keyword word = kind == BoolKind.OR ? Keyword.OR : Keyword.AND;
    int level = kind == BoolKind.OR ? OR : AND;
    List<Expression> args = new ArrayList<>();
    args.add(left);
    while (in.accept(word)) {
      args.add(parse(level + 1, false));
    }
    return new Expression.BoolExpr(kind, List.copyOf(args), pos);
  }

  private Expression binary(Expression left, int level, boolean restricted, int pos) {
    Operator operator = operator();
    if (!restricted && atQuantifier()) {
      return quantified(left, operator, pos);
    }
    Expression right = parse(level + 1, restricted);
    return new Expression.OperatorCall(operator.schema, operator.name, left, right, pos);
  }

  private boolean atQuantifier() {
    return in.at(Keyword.ANY) || in.at(Keyword.SOME) || in.at(Keyword.ALL);
  }

  private Expression quantified(Expression left, Operator operator, int pos) {
    boolean all = in.at(Keyword.ALL);
    in.advance();
    Object content = grammar.primaries.parenthesised(true);
    if (content instanceof Query query) {
      return new Expression.QuantifiedSubquery(
          operator.schema, operator.name, left, all, query, pos);
    }
    Expression.RowExpr items = (Expression.RowExpr) content;
    return new Expression.QuantifiedArray(
        operator.schema, operator.name, left, all, items.items().get(0), pos);
  }

  private record Operator(List<String> schema, String name) {}

  private Operator operator() {
    if (in.accept(Keyword.OPERATOR)) {
      in.expect('(');
      Operator operator = qualifiedOperator();
      in.expect(')');
      return operator;
    }
    return new Operator(List.of(), operatorName());
  }

  private Operator qualifiedOperator() {
    List<String> schema = new ArrayList<>();
    while (in.token() == Token.WORD || in.token() == Token.QUOTED) {
      schema.add(in.columnName());
      in.expect('.');
    }
    return new Operator(List.copyOf(schema), operatorName());
  }

  /** Any operator; != is another spelling of <>. */
  String operatorName() {
    boolean operator =
        switch (in.token()) {
          case OPERATOR, LESS_EQUALS, GREATER_EQUALS, NOT_EQUALS -> true;
          case SELF -> levelOf(in.source().charAt(0)) >= 0;
          default -> false;
        };
    if (!operator) {
      throw in.syntaxError();
    }
    String name = in.token() == Token.NOT_EQUALS ? "<>" : in.source();
    in.advance();
    return name;
  }

  // ---- IS

  private Expression is(Expression left, int pos, boolean restricted) {
    if (in.accept(Keyword.ISNULL)) {
      return new Expression.IsExpr(left, IsKind.NULL, false, pos);
    }
    if (in.accept(Keyword.NOTNULL)) {
      return new Expression.IsExpr(left, IsKind.NULL, true, pos);
    }
    in.expect(Keyword.IS);
    boolean negated = in.accept(Keyword.NOT);
    if (in.accept(Keyword.DISTINCT)) {
      in.expect(Keyword.FROM);
      Expression right = parse(IS + 1, restricted);
      return new Expression.DistinctFrom(left, right, negated, pos);
    }
    return new Expression.IsExpr(left, isKind(), negated, pos);
  }

  private IsKind isKind() {
    Keyword keyword = in.keyword();
    if (keyword == null) {
      throw in.syntaxError();
    }
    IsKind kind =
        switch (keyword) {
          case NULL -> IsKind.NULL;
          case TRUE -> IsKind.TRUE;
          case FALSE -> IsKind.FALSE;
          case UNKNOWN -> IsKind.UNKNOWN;
          case DOCUMENT -> IsKind.DOCUMENT;
          case NORMALIZED -> IsKind.NORMALIZED;
          case NFC, NFD, NFKC, NFKD -> IsKind.NORMALIZED;
          default -> throw in.syntaxError();
        };
    in.advance();
    if (kind == IsKind.NORMALIZED && keyword != Keyword.NORMALIZED) {
      in.expect(Keyword.NORMALIZED);
    }
    return kind;
  }

  // ---- BETWEEN, IN, LIKE

  private Expression pattern(Expression left, int pos) {
    boolean negated = in.accept(Keyword.NOT);
    if (in.accept(Keyword.BETWEEN)) {
      boolean symmetric = in.accept(Keyword.SYMMETRIC);
      if (!symmetric) {
        in.accept(Keyword.ASYMMETRIC);
      }
      Expression low = parse(0, true);
      in.expect(Keyword.AND);
      Expression high = parse(PATTERN + 1, false);
      return new Expression.Between(left, low, high, negated, symmetric, pos);
    }
    if (in.accept(Keyword.IN)) {
      Object content = grammar.primaries.parenthesised();
      return content instanceof Query query
          ? new Expression.InSubquery(left, query, negated, pos)
          : new Expression.InList(left, ((Expression.RowExpr) content).items(), negated, pos);
    }
    return like(left, negated, pos);
  }

  private Expression like(Expression left, boolean negated, int pos) {
    LikeKind kind = LikeKind.LIKE;
    if (in.accept(Keyword.SIMILAR)) {
      in.expect(Keyword.TO);
      kind = LikeKind.SIMILAR;
    } else if (in.accept(Keyword.ILIKE)) {
      kind = LikeKind.ILIKE;
    } else {
      in.expect(Keyword.LIKE);
    }
    if (kind != LikeKind.SIMILAR && atQuantifier()) {
      String name = (negated ? "!~~" : "~~") + (kind == LikeKind.ILIKE ? "*" : "");
      return quantified(left, new Operator(List.of(), name), pos);
    }
    Expression pattern = parse(PATTERN + 1, false);
    Expression escape = in.accept(Keyword.ESCAPE) ? parse(PATTERN + 1, false) : null;
    return new Expression.Like(kind, left, pattern, escape, negated, pos);
  }
}
