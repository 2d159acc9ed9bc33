package io.holdfast.sql.parse.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value expression as written; all kinds are the records in here. */
public sealed interface Expression extends Node {

  /** {@code a}, {@code t.a}, {@code s.t.a}: outermost part first. */
  record ColumnRef(List<String> names, int pos) implements Expression {
    /** The last part. */
    public String name() {
      return names.get(names.size() - 1);
    }
  }

  /** {@code *} (no qualifier), {@code t.*}. */
  record Star(List<String> qualifier, int pos) implements Expression {}

  /** The classes of literals; the class decides the type a literal has before any coercion. */
  enum LiteralKind {
    /** An integer that fits int4. */
    INT4,
    /** An integer that fits int8 only. */
    INT8,
    /** Every other number. */
    NUMERIC,
    /** A quoted string: PostgreSQL's type unknown. */
    STRING,
    /** {@code B'01'}: the digits. */
    BIT,
    /** {@code X'1f'}: the digits. */
    HEX,
    TRUE,
    FALSE,
    NULL
  }

  /**
   * A constant.
   *
   * @param text the value without quotes and escapes; a number may have a leading minus when it has
   *     no slot; empty for NULL, TRUE, FALSE
   * @param slot its number among the literals that {@code Normaliser} lifts from the statement, -1
   *     when it is not lifted: a plan that is remembered must not depend on the text of a literal
   *     with a slot, only on its kind
   */
  record Literal(LiteralKind kind, String text, int slot, int pos) implements Expression {
    /** Whether it is replaced by another text when the plan is used again. */
    public boolean lifted() {
      return slot >= 0;
    }
  }

  /** {@code $n}. */
  record ParamRef(int number, int pos) implements Expression {}

  /**
   * An operator, binary or prefix; {@code !=} comes as {@code <>}.
   *
   * @param schema parts before the dot in {@code OPERATOR(schema.+)}, mostly empty
   * @param left null for a prefix operator
   */
  record OperatorCall(
      List<String> schema, String name, @Nullable Expression left, Expression right, int pos)
      implements Expression {}

  /** AND and OR are flat lists of two and more. */
  enum BoolKind {
    AND,
    OR,
    NOT
  }

  /** AND, OR, NOT. */
  record BoolExpr(BoolKind kind, List<Expression> args, int pos) implements Expression {}

  /** What IS asks. */
  enum IsKind {
    NULL,
    TRUE,
    FALSE,
    UNKNOWN,
    DOCUMENT,
    NORMALIZED
  }

  /** {@code x IS [NOT] ..}, ISNULL, NOTNULL. */
  record IsExpr(Expression arg, IsKind kind, boolean negated, int pos) implements Expression {}

  /** {@code a IS [NOT] DISTINCT FROM b}. */
  record DistinctFrom(Expression left, Expression right, boolean negated, int pos)
      implements Expression {}

  /** {@code x [NOT] BETWEEN [SYMMETRIC] low AND high}. */
  record Between(
      Expression arg, Expression low, Expression high, boolean negated, boolean symmetric, int pos)
      implements Expression {}

  /** {@code x [NOT] IN (a, b)}. */
  record InList(Expression arg, List<Expression> items, boolean negated, int pos)
      implements Expression {}

  /** {@code x [NOT] IN (SELECT ..)}. */
  record InSubquery(Expression arg, Query query, boolean negated, int pos) implements Expression {}

  /** Pattern matches with words. */
  enum LikeKind {
    LIKE,
    ILIKE,
    SIMILAR
  }

  /** {@code x [NOT] LIKE pattern [ESCAPE e]}: operators ~~, !~~, ~~*, !~~*, ~, !~. */
  record Like(
      LikeKind kind,
      Expression arg,
      Expression pattern,
      @Nullable Expression escape,
      boolean negated,
      int pos)
      implements Expression {}

  /** {@code x op ANY (array)}, {@code x op ALL (array)}; LIKE comes as its operator. */
  record QuantifiedArray(
      List<String> schema, String operator, Expression left, boolean all, Expression array, int pos)
      implements Expression {}

  /** {@code x op ANY (SELECT ..)}, {@code x op ALL (SELECT ..)}. */
  record QuantifiedSubquery(
      List<String> schema, String operator, Expression left, boolean all, Query query, int pos)
      implements Expression {}

  /** {@code (SELECT ..)} as a value. */
  record ScalarSubquery(Query query, int pos) implements Expression {}

  /** {@code EXISTS (SELECT ..)}. */
  record Exists(Query query, int pos) implements Expression {}

  /** {@code ARRAY(SELECT ..)}. */
  record ArraySubquery(Query query, int pos) implements Expression {}

  /** {@code ARRAY[..]}; nested dimensions are ArrayExpr again. */
  record ArrayExpr(List<Expression> items, int pos) implements Expression {}

  /** {@code ROW(..)} or {@code (a, b)}. */
  record RowExpr(List<Expression> items, boolean explicit, int pos) implements Expression {}

  /** One WHEN. */
  record When(Expression condition, Expression result, int pos) implements Node {}

  /** CASE with or without an argument. */
  record Case(@Nullable Expression arg, List<When> whens, @Nullable Expression otherwise, int pos)
      implements Expression {}

  /** COALESCE. */
  record Coalesce(List<Expression> args, int pos) implements Expression {}

  /** NULLIF. */
  record NullIf(Expression left, Expression right, int pos) implements Expression {}

  /** GREATEST, LEAST. */
  record MinMax(boolean greatest, List<Expression> args, int pos) implements Expression {}

  /** {@code GROUPING(..)}. */
  record Grouping(List<Expression> args, int pos) implements Expression {}

  /**
   * A call of a function, an aggregate or a window function.
   *
   * @param name name parts; {@code pg_catalog.x} for what the grammar rewrites
   * @param args positional and {@link NamedArgument}s
   * @param star {@code f(*)}
   * @param variadic the last argument was marked VARIADIC
   * @param orderBy inside the parentheses, or of WITHIN GROUP when that flag is set
   */
  record FunctionCall(
      List<String> name,
      List<Expression> args,
      boolean star,
      boolean distinct,
      boolean variadic,
      List<SortItem> orderBy,
      boolean withinGroup,
      @Nullable Expression filter,
      @Nullable WindowSpec over,
      int pos)
      implements Expression {}

  /** {@code name => value}, {@code name := value}: only as an argument of a call. */
  record NamedArgument(String name, Expression value, int pos) implements Expression {}

  /** Functions without parentheses. */
  enum ValueFunction {
    CURRENT_DATE,
    CURRENT_TIME,
    CURRENT_TIMESTAMP,
    LOCALTIME,
    LOCALTIMESTAMP,
    CURRENT_ROLE,
    CURRENT_USER,
    USER,
    SESSION_USER,
    CURRENT_CATALOG,
    CURRENT_SCHEMA
  }

  /**
   * {@code CURRENT_TIMESTAMP} and its like.
   *
   * @param precision digits of seconds, -1 when not written
   */
  record ValueFunctionCall(ValueFunction function, int precision, int pos) implements Expression {}

  /**
   * {@code CAST(x AS t)}, {@code x::t}, {@code date '..'} (then the argument is a string literal).
   */
  record Cast(Expression arg, TypeName type, int pos) implements Expression {}

  /** {@code x COLLATE name}. */
  record Collate(Expression arg, List<String> collation, int pos) implements Expression {}

  /** {@code x[i]}. */
  record Subscript(Expression base, Expression index, int pos) implements Expression {}

  /** {@code x[low:high]}. */
  record Slice(Expression base, @Nullable Expression low, @Nullable Expression high, int pos)
      implements Expression {}

  /** {@code (x).field}. */
  record FieldAccess(Expression base, String field, int pos) implements Expression {}

  /** {@code (x).*}. */
  record FieldStar(Expression base, int pos) implements Expression {}

  /** DEFAULT as a value of INSERT or UPDATE. */
  record Default(int pos) implements Expression {}

  /** {@code WHERE CURRENT OF cursor}. */
  record CurrentOf(String cursor, int pos) implements Expression {}

  /** What a GROUP BY may say besides expressions. */
  enum GroupingKind {
    EMPTY,
    ROLLUP,
    CUBE,
    SETS
  }

  /** {@code ()}, ROLLUP, CUBE, GROUPING SETS: only as an item of GROUP BY. */
  record GroupingSet(GroupingKind kind, List<Expression> items, int pos) implements Expression {}
}
