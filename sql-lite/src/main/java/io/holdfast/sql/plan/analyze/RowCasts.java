package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.Param;
import io.holdfast.sql.expr.RowCtor;
import io.holdfast.sql.function.CastContext;
import io.holdfast.sql.function.SetFunction;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.TypeName;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.RecordParser;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Casts to the type of a table's rows, which is called as the table is. */
final class RowCasts {
  private final Analysis analysis;

  RowCasts(Analysis analysis) {
    this.analysis = analysis;
  }

  /** The table a type is named after; null when the name is another type's or nobody's. */
  @Nullable TableDescriptor table(TypeName type) {
    List<String> names = type.names();
    if (type.isArray() || type.setOf() || !type.typmods().isEmpty()) {
      return null;
    }
    if (names.size() == 1) {
      String name = names.get(0);
      return TypeNames.lookup(name) != null || name.equals("float")
          ? null
          : stored(analysis.context().catalog().table(analysis.context().searchPath(), name));
    }
    return names.size() == 2
        ? stored(analysis.context().catalog().table(names.get(0), names.get(1)))
        : null;
  }

  private static @Nullable TableDescriptor stored(@Nullable TableDescriptor table) {
    return table == null || table.oid() < CatalogOids.FIRST_USER_OID ? null : table;
  }

  /** What a type of rows is called; null for every other type. */
  @Nullable String nameOf(SqlType type) {
    if (!type.is(BaseType.RECORD) || type.typmod() < 0) {
      return null;
    }
    TableDescriptor table =
        analysis.context().catalog().tableByOid(CatalogOids.tableOfRowType(type.typmod()));
    return table == null ? null : table.name();
  }

  /** {@code arg::table}: a row, its text, or null. */
  Expr cast(TableDescriptor table, Expression.Cast cast, Scope scope) {
    Expr arg =
        cast.arg() instanceof Expression.RowExpr row
            ? new RowCtor(analysis.expressions().rowItems(row.items(), scope))
            : analysis.expressions().analyze(cast.arg(), scope);
    SqlType type = SqlType.ofRows(CatalogOids.rowType(table.oid()));
    if (arg.type().equals(type)) {
      return arg;
    }
    if (arg instanceof Param param && analysis.parameters().isLiteral(param)) {
      throw new LiteralsMatterException();
    }
    if (arg instanceof Const literal && arg.type().is(BaseType.UNKNOWN)) {
      return literal.value() == null
          ? named(new Const(null, type), table, cast)
          : named(read((String) literal.value(), arg, table, type), table, cast);
    }
    if (arg instanceof RowCtor row) {
      return named(fields(row, table, type, cast.pos()), table, cast);
    }
    throw refused(arg.type(), table, cast.pos());
  }

  private Expr named(Expr value, TableDescriptor table, Expression.Cast cast) {
    List<SetFunction.OutputColumn> parts = new ArrayList<>();
    for (ColumnDescriptor column : table.columns()) {
      parts.add(new SetFunction.OutputColumn(column.name(), column.type()));
    }
    return analysis.withFields(analysis.at(value, cast.pos()), parts);
  }

  private Expr read(String text, Expr literal, TableDescriptor table, SqlType type) {
    int place = analysis.place(literal);
    List<ColumnDescriptor> columns = table.columns();
    List<@Nullable String> texts;
    try {
      texts = RecordParser.parse(text, columns.size());
    } catch (SqlException failure) {
      throw failure.at(place);
    }
    List<Expr> fields = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Const field = analysis.at(new Const(texts.get(i), SqlType.UNKNOWN), place);
      fields.add(
          analysis.coercions().coerce(field, columns.get(i).type(), CastContext.ASSIGNMENT, place));
    }
    return new RowCtor(fields, type);
  }

  private Expr fields(RowCtor row, TableDescriptor table, SqlType type, int pos) {
    List<ColumnDescriptor> columns = table.columns();
    if (row.fields().size() != columns.size()) {
      throw refused(row.type(), table, pos)
          .withDetail(
              row.fields().size() < columns.size()
                  ? "Input has too few columns."
                  : "Input has too many columns.");
    }
    List<Expr> fields = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Expr field = row.fields().get(i);
      SqlType wanted = columns.get(i).type();
      if (!analysis.coercions().canCoerce(field, wanted, CastContext.EXPLICIT)) {
        throw refused(row.type(), table, pos)
            .withDetail(
                "Cannot cast type "
                    + TypeNames.format(field.type().plain())
                    + " to "
                    + TypeNames.format(wanted.plain())
                    + " in column "
                    + (i + 1)
                    + ".");
      }
      fields.add(analysis.coercions().coerce(field, wanted, CastContext.EXPLICIT, pos));
    }
    return new RowCtor(fields, type);
  }

  private static SqlException refused(SqlType from, TableDescriptor table, int pos) {
    return new SqlException(
        SqlState.CANNOT_COERCE,
        "cannot cast type " + TypeNames.format(from.plain()) + " to " + table.name(),
        pos);
  }
}
