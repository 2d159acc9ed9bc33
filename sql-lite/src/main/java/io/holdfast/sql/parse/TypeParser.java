package io.holdfast.sql.parse;

import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.Literal;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import io.holdfast.sql.parse.ast.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of types. */
final class TypeParser {
  // PostgreSQL's masks of interval fields: bits by the numbers of the fields.
  private static final int MONTH = 1 << 1;
  private static final int YEAR = 1 << 2;
  private static final int DAY = 1 << 3;
  private static final int HOUR = 1 << 10;
  private static final int MINUTE = 1 << 11;
  private static final int SECOND = 1 << 12;
  private static final int ALL_FIELDS = 0x7fff;

  private static final int MAX_FLOAT4_BITS = 24;
  private static final int MAX_FLOAT8_BITS = 53;

  private final TokenCursor in;
  private final Grammar grammar;

  TypeParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  /** A type with its array bounds. */
  TypeName type() {
    int pos = in.pos();
    boolean setOf = in.accept(Keyword.SETOF);
    TypeName simple = simpleType(pos);
    List<Integer> bounds = new ArrayList<>();
    if (in.accept(Keyword.ARRAY)) {
      bounds.add(in.at('[') ? bound() : -1);
    } else {
      while (in.at('[')) {
        bounds.add(bound());
      }
    }
    return bounds.isEmpty() && !setOf
        ? simple
        : new TypeName(simple.names(), simple.typmods(), List.copyOf(bounds), setOf, pos);
  }

  private int bound() {
    in.expect('[');
    int size = in.at(']') ? -1 : in.integer();
    in.expect(']');
    return size;
  }

  private TypeName simpleType(int pos) {
    Keyword keyword = in.keyword();
    if (keyword != null && (builtIn() || keyword == Keyword.DOUBLE)) {
      TypeName type = builtInType(keyword, pos);
      if (type != null) {
        if (type.name().equals("interval") && type.typmods().isEmpty()) {
          return intervalFields(type, pos);
        }
        return type;
      }
    }
    List<String> names = new ArrayList<>();
    names.add(in.functionName());
    while (in.accept('.')) {
      names.add(in.label());
    }
    return new TypeName(List.copyOf(names), modifiers(), List.of(), false, pos);
  }

  /** Whether the word here is a type with a grammar of its own. */
  boolean builtIn() {
    Keyword keyword = in.keyword();
    if (keyword == null) {
      return false;
    }
    return switch (keyword) {
      case INT,
          INTEGER,
          SMALLINT,
          BIGINT,
          REAL,
          FLOAT,
          DECIMAL,
          DEC,
          NUMERIC,
          BOOLEAN,
          BIT,
          CHARACTER,
          CHAR,
          VARCHAR,
          NATIONAL,
          NCHAR,
          TIMESTAMP,
          TIME,
          INTERVAL ->
          true;
      case DOUBLE -> in.keyword(1) == Keyword.PRECISION;
      default -> false;
    };
  }

  /** Whether a literal of such a type begins here, rather than a column of that name. */
  boolean literalOfBuiltIn() {
    if (!builtIn()) {
      return false;
    }
    Keyword next = in.keyword(1);
    return in.token(1) == Token.STRING
        || in.at(1, '(')
        || next == Keyword.VARYING
        || next == Keyword.PRECISION
        || next == Keyword.CHARACTER
        || next == Keyword.CHAR
        || ((next == Keyword.WITH || next == Keyword.WITHOUT) && in.keyword(2) == Keyword.TIME);
  }

  /** {@code date '..'}, {@code interval '..' fields}: the type, then the constant. */
  Expression typedLiteral() {
    int pos = in.pos();
    Keyword keyword = in.keyword();
    TypeName type = keyword == null ? null : builtInType(keyword, pos);
    if (type == null) {
      throw in.syntaxError();
    }
    if (!in.atString()) {
      throw in.syntaxError();
    }
    Literal literal = in.literal();
    if (keyword == Keyword.INTERVAL && type.typmods().isEmpty()) {
      type = intervalFields(type, pos);
    } else if ((type.name().equals("bpchar") || type.name().equals("bit"))
        && type.typmods().get(0).pos() == 0) {
      // A constant has the length it has; a column without a length has 1.
      type = of(type.name(), List.of(), pos);
    }
    return new Expression.Cast(literal, type, pos);
  }

  private @Nullable TypeName builtInType(Keyword keyword, int pos) {
    return switch (keyword) {
      case INT, INTEGER -> word("int4", pos);
      case SMALLINT -> word("int2", pos);
      case BIGINT -> word("int8", pos);
      case REAL -> word("float4", pos);
      case BOOLEAN -> word("bool", pos);
      case DOUBLE -> {
        if (in.keyword(1) != Keyword.PRECISION) {
          yield null;
        }
        in.advance();
        yield word("float8", pos);
      }
      case FLOAT -> floatType(pos);
      case DECIMAL, DEC, NUMERIC -> {
        in.advance();
        yield of("numeric", modifiers(), pos);
      }
      case BIT -> bitType(pos);
      case CHARACTER, CHAR, VARCHAR, NATIONAL, NCHAR -> characterType(keyword, pos);
      case TIMESTAMP, TIME -> timeType(keyword, pos);
      case INTERVAL -> {
        in.advance();
        yield of("interval", in.at('(') ? intervalPrecision(ALL_FIELDS) : List.of(), pos);
      }
      default -> null;
    };
  }

  private static TypeName of(String name, List<Expression> typmods, int pos) {
    return new TypeName(List.of("pg_catalog", name), typmods, List.of(), false, pos);
  }

  private TypeName word(String name, int pos) {
    in.advance();
    return of(name, List.of(), pos);
  }

  private List<Expression> modifiers() {
    if (!in.accept('(')) {
      return List.of();
    }
    List<Expression> modifiers = new ArrayList<>();
    do {
      modifiers.add(grammar.expressions.expression());
    } while (in.accept(','));
    in.expect(')');
    return List.copyOf(modifiers);
  }

  private TypeName floatType(int pos) {
    in.advance();
    if (!in.accept('(')) {
      return of("float8", List.of(), pos);
    }
    int at = in.pos();
    int bits = in.integer();
    in.expect(')');
    if (bits < 1) {
      throw TokenCursor.error(
          SqlState.INVALID_PARAMETER_VALUE, "precision for type float must be at least 1 bit", at);
    }
    if (bits > MAX_FLOAT8_BITS) {
      throw TokenCursor.error(
          SqlState.INVALID_PARAMETER_VALUE,
          "precision for type float must be less than 54 bits",
          at);
    }
    return of(bits <= MAX_FLOAT4_BITS ? "float4" : "float8", List.of(), pos);
  }

  private TypeName bitType(int pos) {
    in.advance();
    if (in.accept(Keyword.VARYING)) {
      return of("varbit", modifiers(), pos);
    }
    return of("bit", in.at('(') ? modifiers() : List.of(number(1, 0)), pos);
  }

  private TypeName characterType(Keyword keyword, int pos) {
    in.advance();
    boolean varying = keyword == Keyword.VARCHAR;
    if (keyword == Keyword.NATIONAL) {
      if (!in.accept(Keyword.CHARACTER)) {
        in.expect(Keyword.CHAR);
      }
    }
    varying |= keyword != Keyword.VARCHAR && in.accept(Keyword.VARYING);
    List<Expression> length = List.of();
    if (in.accept('(')) {
      int at = in.pos();
      length = List.of(number(in.integer(), at));
      in.expect(')');
    } else if (!varying) {
      length = List.of(number(1, 0));
    }
    return of(varying ? "varchar" : "bpchar", length, pos);
  }

  private TypeName timeType(Keyword keyword, int pos) {
    in.advance();
    List<Expression> precision = List.of();
    if (in.accept('(')) {
      int at = in.pos();
      precision = List.of(number(in.integer(), at));
      in.expect(')');
    }
    boolean zone = false;
    if (in.keyword(1) == Keyword.TIME && (in.at(Keyword.WITH) || in.at(Keyword.WITHOUT))) {
      zone = in.at(Keyword.WITH);
      in.advance();
      in.advance();
      in.expect(Keyword.ZONE);
    }
    String name = keyword == Keyword.TIME ? "time" : "timestamp";
    return of(zone ? name + "tz" : name, precision, pos);
  }

  private TypeName intervalFields(TypeName type, int pos) {
    Keyword from = in.keyword();
    int first = field(from);
    if (first == 0) {
      return type;
    }
    in.advance();
    int mask = first;
    boolean seconds = first == SECOND;
    if (first != SECOND && first != MONTH && in.at(Keyword.TO)) {
      int to = field(in.keyword(1));
      in.advance();
      if (!mayGoTo(first, to)) {
        throw in.syntaxError();
      }
      in.advance();
      mask = range(first, to);
      seconds = to == SECOND;
    }
    List<Expression> typmods =
        seconds && in.at('(') ? intervalPrecision(mask) : List.of(number(mask, 0));
    return of("interval", typmods, pos);
  }

  private static int field(@Nullable Keyword keyword) {
    if (keyword == null) {
      return 0;
    }
    return switch (keyword) {
      case YEAR -> YEAR;
      case MONTH -> MONTH;
      case DAY -> DAY;
      case HOUR -> HOUR;
      case MINUTE -> MINUTE;
      case SECOND -> SECOND;
      default -> 0;
    };
  }

  private static boolean mayGoTo(int from, int to) {
    return switch (from) {
      case YEAR -> to == MONTH;
      case DAY -> to == HOUR || to == MINUTE || to == SECOND;
      case HOUR -> to == MINUTE || to == SECOND;
      case MINUTE -> to == SECOND;
      default -> false;
    };
  }

  private static int range(int from, int to) {
    int mask = from | to;
    if (from == DAY && to != HOUR) {
      mask |= HOUR;
    }
    if ((from == DAY || from == HOUR) && to == SECOND) {
      mask |= MINUTE;
    }
    return mask;
  }

  private List<Expression> intervalPrecision(int mask) {
    in.expect('(');
    int at = in.pos();
    int precision = in.integer();
    in.expect(')');
    return List.of(number(mask, 0), number(precision, at));
  }

  private static Literal number(int value, int pos) {
    return new Literal(LiteralKind.INT4, Integer.toString(value), -1, pos);
  }
}
