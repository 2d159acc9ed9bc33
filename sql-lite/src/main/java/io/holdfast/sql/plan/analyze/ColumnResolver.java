package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Case;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.expr.IsNull;
import io.holdfast.sql.expr.RowCtor;
import io.holdfast.sql.function.SetFunction;
import io.holdfast.sql.parse.ast.Expression.ColumnRef;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a name with or without qualifiers means, from the inner level outwards. */
final class ColumnResolver {
  private static final List<String> SYSTEM_COLUMNS =
      List.of("ctid", "xmin", "xmax", "cmin", "cmax");
  private static final String TABLE_OID = "tableoid";

  private final Analysis analysis;

  ColumnResolver(Analysis analysis) {
    this.analysis = analysis;
  }

  /** The value a name stands for. */
  Expr resolve(ColumnRef ref, Scope scope) {
    List<String> names = ref.names();
    if (names.size() == 1) {
      return unqualified(ref, scope);
    }
    if (names.size() > 4) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR,
          "improper qualified name (too many dotted names): " + String.join(".", names),
          ref.pos());
    }
    requireThisDatabase(names, ref.pos());
    String table = names.get(names.size() - 2);
    String schema = names.size() >= 3 ? names.get(names.size() - 3) : null;
    Found found = entry(schema, table, scope, ref.pos());
    if (found == null) {
      throw MissingNames.entry(table, scope, ref.pos());
    }
    Expr column = columnOf(found, ref.name(), scope, ref.pos());
    if (column == null) {
      throw MissingNames.column(found.entry(), ref.name(), scope, ref.pos());
    }
    return column;
  }

  private void requireThisDatabase(List<String> names, int pos) {
    if (names.size() == 4 && !names.get(0).equals(analysis.context().catalog().database().name())) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cross-database references are not implemented: " + String.join(".", names),
          pos);
    }
  }

  private Expr unqualified(ColumnRef ref, Scope scope) {
    Expr column = column(ref.name(), scope, ref.pos());
    if (column != null) {
      return column;
    }
    Found row = entry(null, ref.name(), scope, ref.pos());
    if (row != null) {
      return wholeRow(row, scope, ref.pos());
    }
    throw MissingNames.column(null, ref.name(), scope, ref.pos());
  }

  /** A column of any item by its bare name; null when there is none. */
  @Nullable Expr column(String name, Scope scope, int pos) {
    for (Scope level = scope; level != null; level = level.parent()) {
      if (!level.lateralVisible()) {
        continue;
      }
      RangeEntry holder = null;
      int found = 0;
      for (RangeEntry entry : level.entries()) {
        int here = entry.columnsVisible() ? count(entry, name) : 0;
        found += here;
        holder = here > 0 ? entry : holder;
      }
      if (found > 1) {
        throw new SqlException(
            SqlState.AMBIGUOUS_COLUMN, "column reference \"" + name + "\" is ambiguous", pos);
      }
      if (holder != null) {
        return columnOf(new Found(holder, level), name, scope, pos);
      }
    }
    return null;
  }

  private int count(RangeEntry entry, String name) {
    int named = entry.count(name);
    return named == 0 && entry.table() != null && isSystem(name) ? 1 : named;
  }

  private static boolean isSystem(String name) {
    return name.equals(TABLE_OID) || SYSTEM_COLUMNS.contains(name);
  }

  /** An item and the level it is found at. */
  record Found(RangeEntry entry, Scope level) {}

  /** The item of this name; null when there is none. */
  @Nullable Found entry(@Nullable String schema, String name, Scope scope, int pos) {
    for (Scope level = scope; level != null; level = level.parent()) {
      RangeEntry found = null;
      for (RangeEntry entry : level.entries()) {
        if (entry.tableVisible() && entry.name().equals(name) && inSchema(entry, schema)) {
          if (found != null) {
            throw new SqlException(
                SqlState.AMBIGUOUS_ALIAS, "table reference \"" + name + "\" is ambiguous", pos);
          }
          found = entry;
        }
      }
      if (found != null) {
        if (!level.lateralVisible()) {
          throw MissingNames.entry(name, scope, pos);
        }
        return new Found(found, level);
      }
    }
    return null;
  }

  private static boolean inSchema(RangeEntry entry, @Nullable String schema) {
    return schema == null || schema.equals(entry.schema());
  }

  private @Nullable Expr columnOf(Found found, String name, Scope from, int pos) {
    RangeEntry entry = found.entry();
    if (entry.count(name) > 1) {
      throw new SqlException(
          SqlState.AMBIGUOUS_COLUMN, "column reference \"" + name + "\" is ambiguous", pos);
    }
    ScopeColumn column = entry.column(name);
    if (column != null) {
      return reference(column, found.level(), from, pos);
    }
    if (entry.table() != null && isSystem(name)) {
      ScopeColumn system = name.equals(TABLE_OID) ? entry.hidden(name) : null;
      if (system != null) {
        return reference(system, found.level(), from, pos);
      }
      if (name.equals(TABLE_OID) && !analysis.tableOids()) {
        throw new TableOidWantedException();
      }
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "system column \"" + name + "\" is not supported", pos);
    }
    return null;
  }

  /** A value of the level's row, handed down through all levels in between. */
  Expr reference(ScopeColumn column, Scope level, Scope from, int pos) {
    Expr own = analysis.withFields(copy(column.expr()), column.fields());
    analysis.at(own, pos);
    return analysis.withFields(handDown(own, level, from, pos), column.fields());
  }

  /** A value of an outer level's row as the inner level sees it. */
  Expr handDown(Expr own, Scope level, Scope from, int pos) {
    if (level == from) {
      return own;
    }
    Scope child = from;
    while (child.parent() != level && child.parent() != null) {
      child = child.parent();
    }
    // The number is unique in the statement: levels further in read it where they are.
    return analysis.at(child.feeds().take(own), pos);
  }

  /** An instance of its own for every reference: places are remembered by instance. */
  private static Expr copy(Expr expr) {
    return expr instanceof Column column
        ? new Column(column.index(), column.type())
        : expr.withChildren(expr.children().stream().map(ColumnResolver::copy).toList());
  }

  /** {@code name.*} where one value is wanted: the row. */
  Expr wholeRow(List<String> qualifier, Scope scope, int pos) {
    String table = qualifier.get(qualifier.size() - 1);
    String schema = qualifier.size() >= 2 ? qualifier.get(qualifier.size() - 2) : null;
    Found found = entry(schema, table, scope, pos);
    if (found == null) {
      throw MissingNames.entry(table, scope, pos);
    }
    return wholeRow(found, scope, pos);
  }

  private Expr wholeRow(Found found, Scope from, int pos) {
    List<ScopeColumn> columns = found.entry().columns();
    if (columns.size() == 1 && found.entry().table() == null && isFunction(found.entry())) {
      return reference(columns.get(0), found.level(), from, pos);
    }
    List<Expr> fields = new ArrayList<>();
    List<SetFunction.OutputColumn> parts = new ArrayList<>();
    for (ScopeColumn column : columns) {
      fields.add(reference(column, found.level(), from, pos));
      parts.add(new SetFunction.OutputColumn(column.name(), column.type()));
    }
    Expr row = analysis.at(new RowCtor(fields, rowType(found.entry())), pos);
    if (found.entry().nullable()) {
      row = unlessMissing(row, fields, found, pos);
    }
    return analysis.withFields(row, parts);
  }

  /** Rows of a stored table have a type of their own, others are just records. */
  private static SqlType rowType(RangeEntry entry) {
    TableDescriptor table = entry.table();
    return table == null || table.oid() < CatalogOids.FIRST_USER_OID
        ? SqlType.of(BaseType.RECORD)
        : SqlType.ofRows(CatalogOids.rowType(table.oid()));
  }

  /** The row of an outer join's missing side is null, not a row of nulls. */
  private Expr unlessMissing(Expr row, List<Expr> fields, Found found, int pos) {
    TableDescriptor table = found.entry().table();
    for (int i = 0; table != null && i < table.columns().size(); i++) {
      if (table.columns().get(i).notNull()) {
        Case.When missing =
            new Case.When(new IsNull(fields.get(i), false), Const.nullOf(row.type()));
        return analysis.at(new Case(List.of(missing), row, row.type()), pos);
      }
    }
    throw new SqlException(
        SqlState.FEATURE_NOT_SUPPORTED,
        "whole-row references to the nullable side of an outer join are not supported",
        pos);
  }

  /** A function of simple values: its row is its value. */
  private static boolean isFunction(RangeEntry entry) {
    return entry.scanId() == FromAnalyzer.FUNCTION;
  }

  /** What {@code *} or {@code name.*} stands for, as columns of the level in {@code from}. */
  List<ScopeColumn> star(List<String> qualifier, Scope scope, int pos) {
    if (qualifier.isEmpty()) {
      List<ScopeColumn> all = new ArrayList<>();
      for (RangeEntry entry : scope.entries()) {
        if (entry.columnsVisible()) {
          all.addAll(referred(entry, scope, scope, pos));
        }
      }
      return all;
    }
    String table = qualifier.get(qualifier.size() - 1);
    String schema = qualifier.size() >= 2 ? qualifier.get(qualifier.size() - 2) : null;
    Found found = entry(schema, table, scope, pos);
    if (found == null) {
      throw MissingNames.entry(table, scope, pos);
    }
    return referred(found.entry(), found.level(), scope, pos);
  }

  private List<ScopeColumn> referred(RangeEntry entry, Scope level, Scope from, int pos) {
    List<ScopeColumn> all = new ArrayList<>();
    for (ScopeColumn column : entry.columns()) {
      Expr value = reference(column, level, from, pos);
      all.add(
          new ScopeColumn(
              column.name(), value, column.tableOid(), column.attributeNumber(), column.fields()));
    }
    return all;
  }

  /** Where a bare column of this level comes from; null when it is computed or from further out. */
  @Nullable ScopeColumn origin(Expr expr, Scope scope) {
    if (!(expr instanceof Column)) {
      return null;
    }
    for (RangeEntry entry : scope.entries()) {
      for (ScopeColumn column : entry.columns()) {
        if (column.expr().equals(expr)) {
          return column;
        }
      }
    }
    return null;
  }

  /** {@code table.column} for an error about a column of this level's row. */
  static String describe(Column column, Scope scope) {
    String fallback = null;
    for (RangeEntry entry : scope.entries()) {
      for (ScopeColumn each : entry.columns()) {
        if (each.expr().equals(column) && !entry.name().isEmpty()) {
          return entry.name() + "." + each.name();
        }
        if (fallback == null && ExprTrees.any(each.expr(), column::equals)) {
          fallback = each.name();
        }
      }
    }
    return fallback == null ? "?" : fallback;
  }
}
