package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.FunctionCall;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import io.holdfast.sql.parse.ast.SortItem;
import io.holdfast.sql.parse.ast.TypeName;
import io.holdfast.sql.parse.ast.WindowSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of functions, and the functions with a grammar of their own. */
final class FunctionParser {
  private final Grammar grammar;
  private final TokenCursor in;

  FunctionParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  /** A call of a function of pg_catalog that the grammar makes up. */
  static FunctionCall system(String name, List<Expression> args, int pos) {
    return plain(List.of("pg_catalog", name), args, pos);
  }

  private static FunctionCall plain(List<String> name, List<Expression> args, int pos) {
    return new FunctionCall(
        name, List.copyOf(args), false, false, false, List.of(), false, null, null, pos);
  }

  // ---- ordinary calls

  /** The call of a function whose name has been read; also {@code name(5) 'text'}. */
  Expression call(List<String> name, int pos) {
    in.expect('(');
    boolean star = in.accept('*');
    boolean distinct = false;
    boolean variadic = false;
    List<Expression> args = new ArrayList<>();
    List<SortItem> orderBy = List.of();
    if (!star && !in.at(')')) {
      distinct = in.accept(Keyword.DISTINCT);
      boolean all = !distinct && in.accept(Keyword.ALL);
      do {
        variadic = !all && !distinct && in.accept(Keyword.VARIADIC);
        args.add(argument());
      } while (!variadic && in.accept(','));
      orderBy = grammar.queries.orderBy();
    }
    in.expect(')');
    if (in.atString() && !args.isEmpty() && !distinct && !variadic) {
      return typedLiteral(name, args, pos);
    }
    return clauses(name, args, star, distinct, variadic, orderBy, pos);
  }

  private Expression clauses(
      List<String> name,
      List<Expression> args,
      boolean star,
      boolean distinct,
      boolean variadic,
      List<SortItem> orderBy,
      int pos) {
    boolean within = in.at(Keyword.WITHIN, Keyword.GROUP);
    List<SortItem> order = orderBy;
    if (within) {
      int withinPos = in.pos();
      in.advance();
      in.advance();
      in.expect('(');
      if (!in.at(Keyword.ORDER)) {
        throw in.syntaxError();
      }
      order = grammar.queries.orderBy();
      in.expect(')');
      checkWithin(orderBy, distinct, variadic, withinPos);
    }
    Expression filter = null;
    if (in.at(Keyword.FILTER) && in.at(1, '(')) {
      in.advance();
      in.advance();
      in.expect(Keyword.WHERE);
      filter = grammar.expressions.expression();
      in.expect(')');
    }
    WindowSpec over = in.at(Keyword.OVER) ? grammar.windows.over() : null;
    return new FunctionCall(
        name, List.copyOf(args), star, distinct, variadic, order, within, filter, over, pos);
  }

  private static void checkWithin(
      List<SortItem> orderBy, boolean distinct, boolean variadic, int pos) {
    if (!orderBy.isEmpty()) {
      throw TokenCursor.syntax("cannot use multiple ORDER BY clauses with WITHIN GROUP", pos);
    }
    if (distinct) {
      throw TokenCursor.syntax("cannot use DISTINCT with WITHIN GROUP", pos);
    }
    if (variadic) {
      throw TokenCursor.syntax("cannot use VARIADIC with WITHIN GROUP", pos);
    }
  }

  private Expression argument() {
    boolean named =
        in.atFunctionName()
            && (in.token(1) == Token.COLON_EQUALS || in.token(1) == Token.EQUALS_GREATER);
    if (!named) {
      return grammar.expressions.expression();
    }
    int pos = in.pos();
    String name = in.functionName();
    in.advance();
    return new Expression.NamedArgument(name, grammar.expressions.expression(), pos);
  }

  /** {@code name 'text'}, {@code name(5) 'text'}: a literal of a type. */
  Expression typedLiteral(List<String> name, List<Expression> typmods, int pos) {
    TypeName type = new TypeName(name, List.copyOf(typmods), List.of(), false, pos);
    return new Expression.Cast(in.literal(), type, pos);
  }

  // ---- functions with words between their arguments

  /** The function with this word, or null when the word is an ordinary name here. */
  @Nullable Expression special(Keyword keyword) {
    if (keyword == Keyword.COLLATION && in.keyword(1) == Keyword.FOR) {
      return collationFor();
    }
    if (!in.at(1, '(')) {
      return null;
    }
    int pos = in.pos();
    return switch (keyword) {
      case COALESCE -> new Expression.Coalesce(arguments(), pos);
      case GREATEST -> new Expression.MinMax(true, arguments(), pos);
      case LEAST -> new Expression.MinMax(false, arguments(), pos);
      case GROUPING -> new Expression.Grouping(arguments(), pos);
      case NULLIF -> nullIf(pos);
      case EXTRACT -> extract(pos);
      case POSITION -> position(pos);
      case SUBSTRING -> substring(pos);
      case OVERLAY -> overlay(pos);
      case TRIM -> trim(pos);
      case NORMALIZE -> normalize(pos);
      case TREAT -> throw TokenCursor.unsupported("TREAT", pos);
      case XMLATTRIBUTES,
          XMLCONCAT,
          XMLELEMENT,
          XMLEXISTS,
          XMLFOREST,
          XMLPARSE,
          XMLPI,
          XMLROOT,
          XMLSERIALIZE ->
          throw TokenCursor.unsupported("XML", pos);
      default -> null;
    };
  }

  private void open() {
    in.advance();
    in.expect('(');
  }

  private List<Expression> arguments() {
    open();
    List<Expression> args = grammar.expressions.list();
    in.expect(')');
    return args;
  }

  private Expression collationFor() {
    int pos = in.pos();
    in.advance();
    open();
    Expression arg = grammar.expressions.expression();
    in.expect(')');
    return system("pg_collation_for", List.of(arg), pos);
  }

  private Expression nullIf(int pos) {
    open();
    Expression left = grammar.expressions.expression();
    in.expect(',');
    Expression right = grammar.expressions.expression();
    in.expect(')');
    return new Expression.NullIf(left, right, pos);
  }

  private Expression extract(int pos) {
    open();
    int fieldPos = in.pos();
    Expression name =
        in.atString()
            ? in.literal()
            : new Expression.Literal(LiteralKind.STRING, field(), -1, fieldPos);
    in.expect(Keyword.FROM);
    Expression from = grammar.expressions.expression();
    in.expect(')');
    return system("extract", List.of(name, from), pos);
  }

  private String field() {
    Keyword keyword = in.keyword();
    boolean good =
        keyword == null
            || switch (keyword) {
              case YEAR, MONTH, DAY, HOUR, MINUTE, SECOND -> true;
              default -> false;
            };
    if (!good) {
      throw in.syntaxError();
    }
    return in.label();
  }

  private Expression position(int pos) {
    open();
    Expression part = grammar.expressions.restricted();
    in.expect(Keyword.IN);
    Expression whole = grammar.expressions.restricted();
    in.expect(')');
    return system("position", List.of(whole, part), pos);
  }

  private Expression substring(int pos) {
    if (in.at(2, ')')) {
      open();
      in.advance();
      return plain(List.of("substring"), List.of(), pos);
    }
    open();
    Expression text = argument();
    if (in.accept(Keyword.SIMILAR)) {
      Expression pattern = grammar.expressions.expression();
      in.expect(Keyword.ESCAPE);
      Expression escape = grammar.expressions.expression();
      in.expect(')');
      return system("substring", List.of(text, pattern, escape), pos);
    }
    if (!in.at(Keyword.FROM) && !in.at(Keyword.FOR)) {
      return otherArguments("substring", text, pos);
    }
    Expression from = in.accept(Keyword.FROM) ? grammar.expressions.expression() : null;
    Expression length = in.accept(Keyword.FOR) ? grammar.expressions.expression() : null;
    if (from == null && in.accept(Keyword.FROM)) {
      from = grammar.expressions.expression();
    }
    in.expect(')');
    List<Expression> args = new ArrayList<>();
    args.add(text);
    args.add(from == null ? new Expression.Literal(LiteralKind.INT4, "1", -1, 0) : from);
    if (length != null) {
      // PostgreSQL casts the length when there is no start, to choose the function of numbers.
      args.add(from == null ? asInt4(length) : length);
    }
    return system("substring", args, pos);
  }

  private static Expression asInt4(Expression length) {
    TypeName int4 = new TypeName(List.of("pg_catalog", "int4"), List.of(), List.of(), false, 0);
    return new Expression.Cast(length, int4, 0);
  }

  private Expression otherArguments(String name, Expression first, int pos) {
    List<Expression> args = new ArrayList<>();
    args.add(first);
    while (in.accept(',')) {
      args.add(argument());
    }
    in.expect(')');
    return plain(List.of(name), args, pos);
  }

  private Expression overlay(int pos) {
    open();
    Expression text = argument();
    if (!in.accept(Keyword.PLACING)) {
      return otherArguments("overlay", text, pos);
    }
    List<Expression> args = new ArrayList<>();
    args.add(text);
    args.add(grammar.expressions.expression());
    in.expect(Keyword.FROM);
    args.add(grammar.expressions.expression());
    if (in.accept(Keyword.FOR)) {
      args.add(grammar.expressions.expression());
    }
    in.expect(')');
    return system("overlay", args, pos);
  }

  private Expression trim(int pos) {
    open();
    String name = "btrim";
    if (in.accept(Keyword.LEADING)) {
      name = "ltrim";
    } else if (in.accept(Keyword.TRAILING)) {
      name = "rtrim";
    } else {
      in.accept(Keyword.BOTH);
    }
    List<Expression> args = new ArrayList<>();
    if (in.accept(Keyword.FROM)) {
      args.addAll(grammar.expressions.list());
    } else {
      Expression first = grammar.expressions.expression();
      if (in.accept(Keyword.FROM)) {
        args.addAll(grammar.expressions.list());
        args.add(first);
      } else {
        args.add(first);
        while (in.accept(',')) {
          args.add(grammar.expressions.expression());
        }
      }
    }
    in.expect(')');
    return system(name, args, pos);
  }

  private Expression normalize(int pos) {
    open();
    List<Expression> args = new ArrayList<>();
    args.add(grammar.expressions.expression());
    if (in.accept(',')) {
      args.add(new Expression.Literal(LiteralKind.STRING, in.label(), -1, 0));
    }
    in.expect(')');
    return system("normalize", args, pos);
  }
}
