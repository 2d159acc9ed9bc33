package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.CatalogIds;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableBuilder;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Constraint;
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.DdlStatement.AddColumn;
import io.holdfast.sql.parse.ast.DdlStatement.AddConstraint;
import io.holdfast.sql.parse.ast.DdlStatement.AlterAction;
import io.holdfast.sql.parse.ast.DdlStatement.AlterDefault;
import io.holdfast.sql.parse.ast.DdlStatement.AlterNotNull;
import io.holdfast.sql.parse.ast.DdlStatement.ChangeOwner;
import io.holdfast.sql.parse.ast.DdlStatement.DropColumn;
import io.holdfast.sql.parse.ast.DdlStatement.DropConstraint;
import io.holdfast.sql.parse.ast.DdlStatement.ObjectKind;
import io.holdfast.sql.parse.ast.DdlStatement.SetOptions;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.plan.logical.BoundCreateTable;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** ALTER TABLE: its actions one after the other, then one pass over the rows if they need it. */
final class AlterTable {
  private final DdlSession session;
  private final CatalogIds ids;
  private final CatalogSnapshot catalog;
  private final DdlNames names;
  private final TableDescriptor old;
  private final SchemaDescriptor schema;
  private final SortedMap<Integer, DefaultValue> fill = new TreeMap<>();
  private final SortedSet<Integer> notNull = new TreeSet<>();
  private final Iterator<BoundCreateTable.Column> newColumns;
  private TableDescriptor table;
  private boolean rekeyed;

  private AlterTable(
      DdlSession session,
      CatalogIds ids,
      CatalogSnapshot catalog,
      TableDescriptor old,
      List<BoundCreateTable.Column> newColumns) {
    this.session = session;
    this.ids = ids;
    this.catalog = catalog;
    this.names = new DdlNames(catalog, session.searchPath());
    this.old = old;
    this.table = old;
    this.schema = Objects.requireNonNull(catalog.schemaByOid(old.schemaOid()));
    this.newColumns = newColumns.iterator();
  }

  /**
   * Runs the statement.
   *
   * @param newColumns what ADD COLUMN actions say, in their order
   */
  static void run(
      DdlSession session,
      CatalogIds ids,
      DdlStatement.AlterTable statement,
      List<BoundCreateTable.Column> newColumns) {
    if (statement.kind() != ObjectKind.TABLE) {
      throw Unsupported.feature(
          "ALTER " + statement.kind().word().toUpperCase(java.util.Locale.ROOT) + " is",
          statement.pos());
    }
    CatalogSnapshot catalog = session.catalog().fresh();
    DdlNames names = new DdlNames(catalog, session.searchPath());
    TableDescriptor old = names.findOwn(statement.table().name());
    if (old == null) {
      if (!statement.ifExists()) {
        throw new SqlException(
            SqlState.UNDEFINED_TABLE,
            "relation \"" + statement.table().name() + "\" does not exist");
      }
      session.notice(
          "00000",
          new SqlException(
              SqlState.WARNING,
              "relation \"" + statement.table().name() + "\" does not exist, skipping"));
      return;
    }
    if (!changed(session, ids, catalog, old, statement, newColumns)) {
      run(session, ids, statement, newColumns);
    }
  }

  /**
   * Gets the table to itself when it first has to; false when others were at work and have perhaps
   * changed it.
   */
  private static boolean changed(
      DdlSession session,
      CatalogIds ids,
      CatalogSnapshot catalog,
      TableDescriptor old,
      DdlStatement.AlterTable statement,
      List<BoundCreateTable.Column> newColumns) {
    if (old.writesBlocked()) {
      session.awaitOthers(old.oid(), old.name());
      return false;
    }
    AlterTable run = new AlterTable(session, ids, catalog, old, newColumns);
    for (AlterAction action : statement.actions()) {
      run.apply(action);
    }
    return run.finish();
  }

  private void apply(AlterAction action) {
    if (action instanceof AddColumn add) {
      addColumn(add);
    } else if (action instanceof DropColumn drop) {
      dropColumn(drop);
    } else if (action instanceof AlterDefault change) {
      changeDefault(change);
    } else if (action instanceof AlterNotNull change) {
      changeNotNull(change);
    } else if (action instanceof AddConstraint add) {
      addConstraint(add.constraint());
    } else if (action instanceof DropConstraint drop) {
      dropConstraint(drop);
    } else if (action instanceof ChangeOwner change) {
      Roles.checkExists(change.owner());
    } else if (action instanceof SetOptions set) {
      setOptions(set);
    } else if (action instanceof DdlStatement.AlterType type) {
      throw Unsupported.feature("changing the type of a column is", type.pos());
    } else {
      throw Unsupported.feature("this form of ALTER TABLE is", action.pos());
    }
  }

  private void addColumn(AddColumn add) {
    BoundCreateTable.Column column = newColumns.next();
    if (table.column(column.name()) != null) {
      String text =
          "column \"" + column.name() + "\" of relation \"" + table.name() + "\" already exists";
      if (!add.ifNotExists()) {
        throw new SqlException(SqlState.DUPLICATE_COLUMN, text);
      }
      session.notice(
          SqlState.DUPLICATE_COLUMN.code(),
          new SqlException(SqlState.DUPLICATE_COLUMN, text + ", skipping"));
      return;
    }
    Constraint.Key key = CreateTable.columnKey(table.name(), add.column());
    TableBuilder builder = table.change();
    CreateTable.addColumn(builder, column);
    table = builder.build(0);
    ColumnDescriptor added = table.columns().get(table.columns().size() - 1);
    if (added.defaultText() != null) {
      fill.put(added.id(), session.defaultOf(added));
    }
    if (added.notNull()) {
      notNull.add(added.id());
    }
    if (key != null) {
      addPrimaryKey(key, List.of(column.name()));
    }
  }

  private ColumnDescriptor column(String name) {
    ColumnDescriptor column = table.column(name);
    if (column == null) {
      throw undefinedColumn(name);
    }
    return column;
  }

  private SqlException undefinedColumn(String name) {
    return new SqlException(
        SqlState.UNDEFINED_COLUMN,
        "column \"" + name + "\" of relation \"" + table.name() + "\" does not exist");
  }

  private void skipping(String what) {
    session.notice("00000", new SqlException(SqlState.WARNING, what + ", skipping"));
  }

  private void dropColumn(DropColumn drop) {
    ColumnDescriptor column = table.column(drop.column());
    if (column == null) {
      SqlException missing = undefinedColumn(drop.column());
      if (!drop.ifExists()) {
        throw missing;
      }
      skipping(missing.message());
      return;
    }
    PrimaryKey key = table.primaryKey();
    if (key != null && key.columnIds().contains(column.id())) {
      dropPrimaryKey();
    }
    table = table.change().drop(column.id()).build(0);
    fill.remove(column.id());
    notNull.remove(column.id());
  }

  private void changeDefault(AlterDefault change) {
    ColumnDescriptor column = column(change.column());
    String text = change.text();
    if (change.expression() != null) {
      checkDefault(column, change.expression());
    }
    boolean none = text == null || text.equalsIgnoreCase("null");
    table = table.change().replace(column.withDefault(none ? null : text)).build(0);
  }

  /** As PostgreSQL, which does not say where in the statement a default is wrong. */
  private void checkDefault(ColumnDescriptor column, Expression expression) {
    try {
      session.checkDefault(column, expression);
    } catch (SqlException e) {
      SqlException bare = new SqlException(e.state(), e.message());
      for (Map.Entry<SqlException.Field, String> field : e.fields().entrySet()) {
        bare = bare.with(field.getKey(), field.getValue());
      }
      throw bare;
    }
  }

  private void changeNotNull(AlterNotNull change) {
    ColumnDescriptor column = column(change.column());
    if (column.notNull() == change.notNull()) {
      if (!change.notNull() || !inKey(column)) {
        return;
      }
    }
    if (!change.notNull() && inKey(column)) {
      throw new SqlException(
          SqlState.INVALID_TABLE_DEFINITION,
          "column \"" + column.name() + "\" is in a primary key");
    }
    if (change.notNull()) {
      notNull.add(column.id());
    } else {
      notNull.remove(column.id());
    }
    table = table.change().replace(column.withNotNull(change.notNull())).build(0);
  }

  private boolean inKey(ColumnDescriptor column) {
    PrimaryKey key = table.primaryKey();
    return key != null && key.columnIds().contains(column.id());
  }

  private void addConstraint(Constraint constraint) {
    Constraint.Key key = CreateTable.key(constraint);
    if (key == null) {
      throw Unsupported.feature("this constraint is", constraint.pos());
    }
    addPrimaryKey(key, key.columns());
  }

  private void addPrimaryKey(Constraint.Key key, List<String> columns) {
    if (table.primaryKey() != null) {
      throw new SqlException(
          SqlState.INVALID_TABLE_DEFINITION,
          "multiple primary keys for table \"" + table.name() + "\" are not allowed");
    }
    List<Integer> columnIds = new ArrayList<>();
    for (String name : columns) {
      columnIds.add(column(name).id());
    }
    CreateTable.checkKeyColumns(table, columnIds, key);
    TableBuilder builder = table.change();
    for (int id : columnIds) {
      builder.notNull(id);
      notNull.add(id);
    }
    String name = CreateTable.keyName(catalog, names, schema, table.name(), key);
    builder.primaryKey(new PrimaryKey(name, ids.nextOid(), ids.nextOid(), columnIds));
    table = builder.build(0);
    rekeyed = true;
  }

  private void dropConstraint(DropConstraint drop) {
    PrimaryKey key = table.primaryKey();
    if (key != null && key.name().equals(drop.name())) {
      dropPrimaryKey();
      return;
    }
    String text =
        "constraint \"" + drop.name() + "\" of relation \"" + table.name() + "\" does not exist";
    if (!drop.ifExists()) {
      throw new SqlException(SqlState.UNDEFINED_OBJECT, text);
    }
    skipping(text);
  }

  private void dropPrimaryKey() {
    table = table.change().primaryKey(null).build(0);
    rekeyed = true;
  }

  private void setOptions(SetOptions set) {
    TableBuilder builder = table.change();
    for (Option option : set.options()) {
      if (set.reset()) {
        builder.withoutOption(option.name());
      } else {
        builder.option(option.name(), StorageOptions.check(option));
      }
    }
    table = builder.build(0);
  }

  private boolean finish() {
    if (table.equals(old)) {
      return true;
    }
    // Rules SQL-2 and SQL-6: rows written in one form lack what readers of the other form expect.
    if (!Kept.exclusively(session, List.of(old))) {
      return false;
    }
    TableBuilder builder = table.change();
    if (rekeyed) {
      builder.dataId(ids.nextDataId());
    }
    TableDescriptor changed = builder.build(ids.nextVersion());
    boolean looksAtRows = rekeyed || !fill.isEmpty() || !notNull.isEmpty();
    if (looksAtRows) {
      session.newSnapshot();
      session.transaction().requireCurrent(TableRows.of(old).range());
      new TableRewrite(session, ids, schema.name(), old, changed, fill, notNull).run();
    }
    session.catalog().change(old, changed);
    if (rekeyed) {
      session.catalog().discard(old.dataId());
    }
    return true;
  }
}
