package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.function.SetFunction;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.TableRef;
import io.holdfast.sql.plan.logical.CteScan;
import io.holdfast.sql.plan.logical.FunctionScan;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.logical.Scan;
import io.holdfast.sql.plan.logical.ScanColumn;
import io.holdfast.sql.plan.logical.SetCall;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items of FROM but joins: tables, common table expressions, sub-queries, functions. */
final class FromAnalyzer {
  /** In place of a scan's number: the item is a function of simple values. */
  static final int FUNCTION = -2;

  /** In place of a scan's number: the item is a common table expression. */
  static final int CTE = -3;

  /** In place of a scan's number: the item is a function of rows, or several functions. */
  static final int FUNCTIONS = -4;

  private final Analysis analysis;
  private final JoinAnalyzer joins;
  private boolean rowIds;

  FromAnalyzer(Analysis analysis) {
    this.analysis = analysis;
    joins = new JoinAnalyzer(analysis, this);
  }

  /**
   * All items of a FROM clause side by side.
   *
   * @param wantRowIds scans yield hidden keys too: rows are to be locked
   */
  FromItem analyze(List<TableRef> from, Scope level, boolean wantRowIds) {
    return extend(null, from, level, wantRowIds);
  }

  /** The items of FROM next to what is there already (the target of UPDATE and DELETE). */
  FromItem extend(@Nullable FromItem first, List<TableRef> from, Scope level, boolean wantRowIds) {
    FromItem all = first;
    for (TableRef ref : from) {
      Scope enclosing =
          Scope.leftOf(
              level.parent(), level.feeds(), all == null ? List.of() : all.entries(), true);
      enclosing.setCtes(level.ctes());
      Feeds feeds = new Feeds(analysis);
      boolean outer = rowIds;
      rowIds = wantRowIds;
      FromItem item = item(ref, level, enclosing, feeds);
      rowIds = outer;
      all = all == null ? item : sideBySide(all, item, feeds);
    }
    return all == null ? FromItem.NOTHING : all;
  }

  private static FromItem sideBySide(FromItem left, FromItem right, Feeds feeds) {
    requireDistinctNames(left.entries(), right.entries());
    List<RangeEntry> entries = new ArrayList<>(left.entries());
    for (RangeEntry entry : right.entries()) {
      entries.add(entry.shifted(left.width()));
    }
    return new FromItem(
        new Join(JoinKind.INNER, left.rel(), right.rel(), null, feeds.list()), entries);
  }

  /** Two items may not have one name, unless both are tables of different schemas. */
  static void requireDistinctNames(List<RangeEntry> left, List<RangeEntry> right) {
    for (RangeEntry one : right) {
      for (RangeEntry other : left) {
        boolean clash =
            one.tableVisible() && other.tableVisible() && one.name().equals(other.name());
        TableDescriptor a = one.table();
        TableDescriptor b = other.table();
        boolean apart = a != null && b != null && a.oid() != b.oid();
        if (clash && !(apart && !one.aliased() && !other.aliased())) {
          throw new SqlException(
              SqlState.DUPLICATE_ALIAS,
              "table name \"" + one.name() + "\" specified more than once");
        }
      }
    }
  }

  /**
   * One item.
   *
   * @param level the query level
   * @param enclosing what stands to the left, around it
   * @param feeds what the item takes from {@code enclosing}'s row
   */
  FromItem item(TableRef ref, Scope level, Scope enclosing, Feeds feeds) {
    if (ref instanceof TableRef.Relation relation) {
      return relation(relation, enclosing);
    }
    if (ref instanceof TableRef.Derived derived) {
      return derived(derived, enclosing, feeds);
    }
    if (ref instanceof TableRef.Function function) {
      return function(function, enclosing, feeds);
    }
    return joins.join((TableRef.Join) ref, level, enclosing, feeds);
  }

  private FromItem relation(TableRef.Relation relation, Scope enclosing) {
    QualifiedName name = relation.name();
    CteScope.Entry cte = name.parts().size() == 1 ? cte(name.name(), enclosing) : null;
    if (cte != null) {
      RangeEntry entry =
          new RangeEntry(
              cte.name(), null, null, CTE, true, cte.columns(), List.of(), true, true, false);
      return new FromItem(
          new CteScan(cte.number(), cte.name(), cte.shape()),
          List.of(aliased(entry, relation.alias())));
    }
    return scan(table(name, enclosing), relation.alias(), rowIds);
  }

  private static CteScope.@Nullable Entry cte(String name, Scope scope) {
    for (Scope level = scope; level != null; level = level.parent()) {
      for (CteScope ctes = level.ctes(); ctes != null; ctes = ctes.outer()) {
        CteScope.Entry found = ctes.find(name);
        if (found != null) {
          ctes.markScanned(found.number());
          return found;
        }
      }
    }
    return null;
  }

  /** A table by name. */
  TableDescriptor table(QualifiedName name, @Nullable Scope scope) {
    CatalogSnapshot catalog = analysis.context().catalog();
    String database = name.catalog();
    if (database != null && !database.equals(catalog.database().name())) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cross-database references are not implemented: \"" + name + "\"",
          name.pos());
    }
    String schema = name.schema();
    TableDescriptor table =
        schema == null
            ? catalog.table(analysis.context().searchPath(), name.name())
            : catalog.table(schema, name.name());
    if (table == null) {
      throw missing(name, schema, scope);
    }
    return table;
  }

  private static SqlException missing(
      QualifiedName name, @Nullable String schema, @Nullable Scope scope) {
    String text = schema == null ? name.name() : schema + "." + name.name();
    SqlException missing =
        new SqlException(
            SqlState.UNDEFINED_TABLE, "relation \"" + text + "\" does not exist", name.pos());
    for (Scope level = scope; schema == null && level != null; level = level.parent()) {
      for (CteScope ctes = level.ctes(); ctes != null; ctes = ctes.outer()) {
        if (ctes.comesLater(name.name())) {
          return missing
              .withDetail(
                  "There is a WITH item named \""
                      + name.name()
                      + "\", but it cannot be referenced from this part of the query.")
              .withHint(
                  "Use WITH RECURSIVE, or re-order the WITH items to remove forward references.");
        }
      }
    }
    return missing;
  }

  /** All columns of a table, and what the analysis needs besides them. */
  FromItem scan(TableDescriptor table, TableRef.@Nullable Alias alias, boolean withRowId) {
    List<ScanColumn> scanned = new ArrayList<>();
    List<ScopeColumn> columns = new ArrayList<>();
    for (ColumnDescriptor column : table.columns()) {
      Column value = new Column(scanned.size(), column.type());
      columns.add(new ScopeColumn(column.name(), value, table.oid(), column.id(), List.of()));
      scanned.add(
          new ScanColumn(ScanColumn.Kind.COLUMN, column.id(), column.name(), column.type()));
    }
    List<ScopeColumn> hidden = new ArrayList<>();
    if (withRowId && table.hasHiddenKey() && !table.isVirtual()) {
      hidden.add(hidden(scanned, ScanColumn.rowId()));
    }
    if (analysis.tableOids()) {
      hidden.add(hidden(scanned, ScanColumn.tableOid()));
    }
    SchemaDescriptor schema = analysis.context().catalog().schemaByOid(table.schemaOid());
    int scanId = analysis.newScanId();
    RangeEntry plain =
        new RangeEntry(
            table.name(),
            schema == null ? null : schema.name(),
            table,
            scanId,
            false,
            columns,
            hidden,
            true,
            true,
            false);
    RangeEntry entry = aliased(plain, alias);
    return new FromItem(new Scan(scanId, table, entry.name(), scanned), List.of(entry));
  }

  private static ScopeColumn hidden(List<ScanColumn> scanned, ScanColumn column) {
    Column value = new Column(scanned.size(), column.type());
    scanned.add(column);
    return new ScopeColumn(column.name(), value, 0, 0, List.of());
  }

  /** The item under another name, its first columns too. */
  static RangeEntry aliased(RangeEntry entry, TableRef.@Nullable Alias alias) {
    if (alias == null) {
      return entry;
    }
    List<ScopeColumn> columns = new ArrayList<>(entry.columns());
    List<String> names = alias.columns();
    if (names.size() > columns.size()) {
      throw new SqlException(
          SqlState.INVALID_COLUMN_REFERENCE,
          "table \""
              + alias.name()
              + "\" has "
              + columns.size()
              + " columns available but "
              + names.size()
              + " columns specified");
    }
    for (int i = 0; i < names.size(); i++) {
      columns.set(i, columns.get(i).named(names.get(i)));
    }
    return new RangeEntry(
        alias.name(),
        null,
        entry.table(),
        entry.scanId(),
        true,
        columns,
        entry.hidden(),
        entry.tableVisible(),
        entry.columnsVisible(),
        entry.nullable());
  }

  private FromItem derived(TableRef.Derived derived, Scope enclosing, Feeds feeds) {
    AnalyzedQuery query =
        analysis
            .queries()
            .analyze(derived.query(), enclosing.lateral(derived.lateral()), feeds, true);
    TableRef.Alias alias = derived.alias();
    RangeEntry entry = RangeEntry.derived(alias == null ? "" : alias.name(), columnsOf(query));
    return new FromItem(query.rel(), List.of(aliased(entry, alias)));
  }

  /** The columns of a query as a table's. */
  static List<ScopeColumn> columnsOf(AnalyzedQuery query) {
    List<ScopeColumn> columns = new ArrayList<>();
    for (OutputColumn column : query.columns()) {
      int place = columns.size();
      columns.add(
          new ScopeColumn(
              column.name(),
              new Column(place, column.type()),
              column.tableOid(),
              column.attributeNumber(),
              query.fields().get(place)));
    }
    return columns;
  }

  private FromItem function(TableRef.Function function, Scope enclosing, Feeds feeds) {
    Scope scope = new Scope(enclosing, feeds);
    scope.enter(Clause.FROM_FUNCTION);
    List<SetCall> calls = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<SqlType> types = new ArrayList<>();
    TableRef.Alias alias = function.alias();
    List<TableRef.FunctionItem> items = items(function);
    boolean simple = items.size() == 1;
    String firstName = "";
    for (TableRef.FunctionItem item : items) {
      if (!item.columns().isEmpty()) {
        throw new SqlException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "column definition lists of functions are not supported",
            item.pos());
      }
      SetCall call = analysis.expressions().calls().tableFunction(item.call(), scope);
      calls.add(call);
      String own = nameOf(item.call());
      firstName = firstName.isEmpty() ? own : firstName;
      SetFunction rows = call.function();
      boolean composite = rows != null && rows.composite();
      simple &= !composite;
      for (int i = 0; i < call.shape().width(); i++) {
        String single = alias != null && items.size() == 1 ? alias.name() : own;
        names.add(composite ? call.shape().name(i) : single);
        types.add(call.shape().type(i));
      }
    }
    if (function.ordinality()) {
      names.add("ordinality");
      types.add(SqlType.INT8);
    }
    Shape shape = new Shape(names, types);
    List<ScopeColumn> columns = new ArrayList<>();
    for (int i = 0; i < shape.width(); i++) {
      columns.add(new ScopeColumn(shape.name(i), new Column(i, shape.type(i)), 0, 0, List.of()));
    }
    RangeEntry entry =
        new RangeEntry(
            firstName,
            null,
            null,
            simple ? FUNCTION : FUNCTIONS,
            false,
            columns,
            List.of(),
            true,
            true,
            false);
    return new FromItem(
        new FunctionScan(calls, function.ordinality(), shape), List.of(aliased(entry, alias)));
  }

  /** {@code unnest(a, b)} is {@code ROWS FROM (unnest(a), unnest(b))}. */
  private static List<TableRef.FunctionItem> items(TableRef.Function function) {
    List<TableRef.FunctionItem> items = new ArrayList<>();
    for (TableRef.FunctionItem item : function.functions()) {
      if (item.call() instanceof Expression.FunctionCall call
          && call.args().size() > 1
          && call.name().get(call.name().size() - 1).equals("unnest")
          && call.over() == null) {
        for (Expression arg : call.args()) {
          Expression one =
              new Expression.FunctionCall(
                  call.name(),
                  List.of(arg),
                  false,
                  false,
                  call.variadic(),
                  List.of(),
                  false,
                  null,
                  null,
                  call.pos());
          items.add(new TableRef.FunctionItem(one, item.columns(), item.pos()));
        }
      } else {
        items.add(item);
      }
    }
    return items;
  }

  private String nameOf(Expression call) {
    return new ColumnNames(analysis::firstColumn).of(call);
  }
}
