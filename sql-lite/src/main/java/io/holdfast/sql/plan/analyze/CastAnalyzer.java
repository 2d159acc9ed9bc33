package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.ArrayCtor;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.FieldSelect;
import io.holdfast.sql.expr.Param;
import io.holdfast.sql.expr.RowCtor;
import io.holdfast.sql.function.CastContext;
import io.holdfast.sql.function.SetFunction;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Casts, arrays, parts of rows, collations. */
final class CastAnalyzer {
  private static final Set<String> COLLATIONS =
      Set.of("C", "POSIX", "default", "ucs_basic", "C.UTF-8", "C.utf8");

  private final Analysis analysis;
  private final SubscriptAnalyzer subscripts;
  private final RowCasts rows;

  CastAnalyzer(Analysis analysis) {
    this.analysis = analysis;
    subscripts = new SubscriptAnalyzer(analysis);
    rows = new RowCasts(analysis);
  }

  /** Null for what is none of them. */
  @Nullable Expr analyze(Expression expression, Scope scope) {
    if (expression instanceof Expression.Cast cast) {
      return cast(cast, scope);
    }
    if (expression instanceof Expression.ArrayExpr array) {
      return array(array, null, scope);
    }
    if (expression instanceof Expression.Subscript || expression instanceof Expression.Slice) {
      return subscripts.analyze(expression, scope);
    }
    if (expression instanceof Expression.FieldAccess access) {
      return field(access, scope);
    }
    if (expression instanceof Expression.Collate collate) {
      return collate(collate, scope);
    }
    return null;
  }

  private Expr cast(Expression.Cast cast, Scope scope) {
    TableDescriptor table = rows.table(cast.type());
    if (table != null) {
      return rows.cast(table, cast, scope);
    }
    SqlType target = TypeResolver.resolve(cast.type(), analysis.context().catalog());
    if (cast.arg() instanceof Expression.ArrayExpr array && target.base().isArray()) {
      Expr value = array(array, target, scope);
      return analysis.covering(
          analysis.coercions().coerce(value, target, CastContext.EXPLICIT, cast.pos()), cast.pos());
    }
    Expr arg = analysis.expressions().analyze(cast.arg(), scope);
    if (arg instanceof Param param
        && analysis.parameters().isLiteral(param)
        && target.is(BaseType.INTERVAL)
        && target.typmod() >= 0) {
      // The fields of the modifier say how the text is read.
      throw new LiteralsMatterException();
    }
    int place = analysis.place(arg);
    Expr value = analysis.coercions().coerce(arg, target, CastContext.EXPLICIT, cast.pos());
    return value == arg ? arg : analysis.at(value, Analysis.leftmost(place, cast.pos()));
  }

  /**
   * An array.
   *
   * @param wanted the array type a cast asks for; null: what the elements have in common
   */
  private Expr array(Expression.ArrayExpr array, @Nullable SqlType wanted, Scope scope) {
    List<Expr> items = new ArrayList<>();
    for (Expression item : array.items()) {
      items.add(
          item instanceof Expression.ArrayExpr nested
              ? array(nested, wanted, scope)
              : analysis.expressions().analyze(item, scope));
    }
    if (items.isEmpty() && wanted == null) {
      throw new SqlException(
              SqlState.INDETERMINATE_DATATYPE, "cannot determine type of empty array", array.pos())
          .withHint("Explicitly cast to the desired type, for example ARRAY[]::integer[].");
    }
    boolean nested =
        !array.items().isEmpty() && array.items().get(0) instanceof Expression.ArrayExpr;
    if (wanted != null && !nested) {
      BaseType element = wanted.base().element();
      if (element == null) {
        throw new IllegalStateException("an array type without elements: " + wanted);
      }
      SqlType elementType = new SqlType(element, wanted.typmod());
      List<Expr> coerced = new ArrayList<>();
      for (Expr item : items) {
        coerced.add(
            analysis
                .coercions()
                .coerce(item, elementType, CastContext.EXPLICIT, analysis.place(item)));
      }
      return analysis.at(new ArrayCtor(coerced, wanted), array.pos());
    }
    List<Expr> unified = analysis.coercions().unify(items, "ARRAY");
    try {
      SqlType type = TypeNames.arrayOf(unified.get(0).type().plain());
      return analysis.at(new ArrayCtor(unified, type), array.pos());
    } catch (SqlException failure) {
      throw failure.at(array.pos());
    }
  }

  private Expr field(Expression.FieldAccess access, Scope scope) {
    Expr base = analysis.expressions().analyze(access.base(), scope);
    List<SetFunction.OutputColumn> parts = analysis.fields(base);
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).name().equals(access.field())) {
        return base instanceof RowCtor row
            ? row.fields().get(i)
            : analysis.covering(new FieldSelect(base, i, parts.get(i).type()), access.pos());
      }
    }
    throw noField(base, access);
  }

  private SqlException noField(Expr base, Expression.FieldAccess access) {
    if (!base.type().is(BaseType.RECORD)) {
      return new SqlException(
          SqlState.WRONG_OBJECT_TYPE,
          "column notation ."
              + access.field()
              + " applied to type "
              + TypeNames.format(base.type().plain())
              + ", which is not a composite type",
          analysis.place(base));
    }
    String table = rows.nameOf(base.type());
    if (table != null) {
      return new SqlException(
          SqlState.UNDEFINED_COLUMN,
          "column " + table + "." + access.field() + " does not exist",
          analysis.place(base));
    }
    return new SqlException(
        SqlState.UNDEFINED_COLUMN,
        "could not identify column \"" + access.field() + "\" in record data type",
        analysis.place(base));
  }

  /** Text is compared by its code points whatever is asked for; only such collations exist. */
  private Expr collate(Expression.Collate collate, Scope scope) {
    Expr arg = analysis.expressions().analyze(collate.arg(), scope);
    boolean text = arg.type().base().category() == 'S' || arg.type().is(BaseType.UNKNOWN);
    if (!text && !arg.type().base().isArray()) {
      throw new SqlException(
          SqlState.DATATYPE_MISMATCH,
          "collations are not supported by type " + TypeNames.format(arg.type().plain()),
          collate.pos());
    }
    String name = collate.collation().get(collate.collation().size() - 1);
    if (!COLLATIONS.contains(name)) {
      throw new SqlException(
          SqlState.UNDEFINED_OBJECT,
          "collation \""
              + String.join(".", collate.collation())
              + "\" for encoding \"UTF8\" does not exist",
          collate.pos());
    }
    // A literal that is collated is text from here on.
    return analysis.coercions().known(arg);
  }
}
