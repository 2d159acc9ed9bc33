package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.CatalogIds;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableBuilder;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.codec.KeyCodec;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.ColumnDefinition;
import io.holdfast.sql.parse.ast.Constraint;
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.DdlStatement.Persistence;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.plan.logical.BoundCreateTable;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** CREATE TABLE and the table of CREATE TABLE AS. */
final class CreateTable {
  /** PostgreSQL's limit; rows of so many columns stay far below the limit of a value. */
  private static final int COLUMNS_MAX = 1600;

  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("tableoid", "cmax", "xmax", "cmin", "xmin", "ctid");

  private final DdlSession session;
  private final CatalogIds ids;
  private final DdlNames names;
  private final CatalogSnapshot catalog;

  CreateTable(DdlSession session, CatalogIds ids) {
    this.session = session;
    this.ids = ids;
    this.catalog = session.catalog().fresh();
    this.names = new DdlNames(catalog, session.searchPath());
  }

  /** The new table; null when it exists and may. */
  @Nullable TableDescriptor run(
      DdlStatement.CreateTable statement, List<BoundCreateTable.Column> columns) {
    refuseParts(statement);
    SchemaDescriptor schema = names.creationSchema(statement.name());
    StorageOptions.checkAll(statement.options());
    if (exists(schema, statement.name(), statement.ifNotExists())) {
      return null;
    }
    TableBuilder table = begin(schema, statement.name().name(), statement.options());
    addColumns(table, columns);
    addPrimaryKey(table, schema, statement);
    return finish(table);
  }

  /** The table of CREATE TABLE AS; null when it exists and may. */
  @Nullable TableDescriptor run(
      DdlStatement.CreateTableAs statement, List<BoundCreateTable.Column> columns) {
    if (statement.materializedView()) {
      throw Unsupported.feature("materialized views are", statement.pos());
    }
    refusePlace(statement.persistence(), statement.tablespace(), statement.pos());
    SchemaDescriptor schema = names.creationSchema(statement.name());
    StorageOptions.checkAll(statement.options());
    if (exists(schema, statement.name(), statement.ifNotExists())) {
      return null;
    }
    TableBuilder table = begin(schema, statement.name().name(), statement.options());
    addColumns(table, columns);
    return finish(table);
  }

  private static void refuseParts(DdlStatement.CreateTable statement) {
    int pos = statement.pos();
    refusePlace(statement.persistence(), statement.tablespace(), pos);
    if (!statement.inherits().isEmpty()) {
      throw Unsupported.feature("table inheritance is", pos);
    }
    if (statement.partitioned()) {
      throw Unsupported.feature("table partitioning is", pos);
    }
    if (!statement.likes().isEmpty()) {
      throw Unsupported.feature("CREATE TABLE LIKE is", statement.likes().get(0).pos());
    }
    String method = statement.accessMethod();
    if (method != null && !method.equals("heap")) {
      throw new SqlException(
          SqlState.UNDEFINED_OBJECT, "access method \"" + method + "\" does not exist");
    }
  }

  private static void refusePlace(Persistence persistence, @Nullable String tablespace, int pos) {
    if (persistence == Persistence.TEMPORARY) {
      throw Unsupported.feature("temporary tables are", pos);
    }
    if (tablespace != null && !tablespace.equals("pg_default")) {
      throw new SqlException(
          SqlState.UNDEFINED_OBJECT, "tablespace \"" + tablespace + "\" does not exist");
    }
  }

  private boolean exists(SchemaDescriptor schema, QualifiedName name, boolean ifNotExists) {
    if (!catalog.relationExists(schema, name.name())) {
      return false;
    }
    String text = "relation \"" + name.name() + "\" already exists";
    if (!ifNotExists) {
      throw new SqlException(SqlState.DUPLICATE_TABLE, text);
    }
    session.notice(
        SqlState.DUPLICATE_TABLE.code(),
        new SqlException(SqlState.DUPLICATE_TABLE, text + ", skipping"));
    return true;
  }

  private TableBuilder begin(SchemaDescriptor schema, String name, List<Option> options) {
    TableBuilder table = new TableBuilder(ids.nextOid(), schema.oid(), name, ids.nextDataId());
    for (Option option : options) {
      if (!StorageOptions.saysNothing(option)) {
        table.option(option.name(), StorageOptions.check(option));
      }
    }
    return table;
  }

  private static void addColumns(TableBuilder table, List<BoundCreateTable.Column> columns) {
    if (columns.size() > COLUMNS_MAX) {
      throw new SqlException(
          SqlState.TOO_MANY_COLUMNS, "tables can have at most " + COLUMNS_MAX + " columns");
    }
    for (BoundCreateTable.Column column : columns) {
      addColumn(table, column);
    }
  }

  static void addColumn(TableBuilder table, BoundCreateTable.Column column) {
    String name = column.name();
    if (table.columnId(name) != 0) {
      throw new SqlException(
          SqlState.DUPLICATE_COLUMN, "column \"" + name + "\" specified more than once");
    }
    checkColumnName(name);
    checkColumnType(name, column.type());
    String text = column.defaultText();
    boolean none = text == null || text.equalsIgnoreCase("null");
    table.add(name, column.type(), column.notNull(), none ? null : text);
  }

  static void checkColumnName(String name) {
    if (SYSTEM_COLUMNS.contains(name)) {
      throw new SqlException(
          SqlState.DUPLICATE_COLUMN,
          "column name \"" + name + "\" conflicts with a system column name");
    }
  }

  private static void checkColumnType(String name, SqlType type) {
    char category = type.base().category();
    if (category == 'P' || category == 'X') {
      throw new SqlException(
          SqlState.INVALID_TABLE_DEFINITION,
          "column \"" + name + "\" has pseudo-type " + type.base().displayName());
    }
  }

  private void addPrimaryKey(
      TableBuilder table, SchemaDescriptor schema, DdlStatement.CreateTable statement) {
    String tableName = statement.name().name();
    Constraint.Key key = null;
    for (KeyOf each : keys(tableName, statement)) {
      if (key != null) {
        throw new SqlException(
            SqlState.INVALID_TABLE_DEFINITION,
            "multiple primary keys for table \"" + tableName + "\" are not allowed",
            each.key.pos());
      }
      key = each.key;
      table.primaryKey(primaryKey(table, schema, tableName, each.key, each.columns));
    }
  }

  private record KeyOf(Constraint.Key key, List<String> columns) {}

  private static List<KeyOf> keys(String table, DdlStatement.CreateTable statement) {
    List<KeyOf> keys = new ArrayList<>();
    for (ColumnDefinition column : statement.columns()) {
      Constraint.Key key = columnKey(table, column);
      if (key != null) {
        keys.add(new KeyOf(key, List.of(column.name())));
      }
    }
    for (Constraint constraint : statement.constraints()) {
      Constraint.Key key = key(constraint);
      if (key != null) {
        keys.add(new KeyOf(key, key.columns()));
      }
    }
    return keys;
  }

  /** Checks the constraints of a column; answers the primary key if it is one of them. */
  static Constraint.@Nullable Key columnKey(String table, ColumnDefinition column) {
    Constraint.Key found = null;
    Boolean nullable = null;
    boolean defaulted = false;
    checkCollation(column);
    for (Constraint constraint : column.constraints()) {
      if (constraint instanceof Constraint.NotNull || constraint instanceof Constraint.Null) {
        boolean allows = constraint instanceof Constraint.Null;
        if (nullable != null && nullable != allows) {
          throw declared(
              "conflicting NULL/NOT NULL declarations for", column, table, constraint.pos());
        }
        nullable = allows;
      } else if (constraint instanceof Constraint.DefaultValue) {
        if (defaulted) {
          throw declared("multiple default values specified for", column, table, constraint.pos());
        }
        defaulted = true;
      } else {
        Constraint.Key key = key(constraint);
        if (key != null && found != null) {
          throw new SqlException(
              SqlState.INVALID_TABLE_DEFINITION,
              "multiple primary keys for table \"" + table + "\" are not allowed",
              key.pos());
        }
        found = key == null ? found : key;
      }
    }
    return found;
  }

  /** All text is compared by code points: a collation that says otherwise would be a lie. */
  private static void checkCollation(ColumnDefinition column) {
    if (column.collation().isEmpty()) {
      return;
    }
    String name = column.collation().get(column.collation().size() - 1);
    if (!Set.of("default", "C", "POSIX", "ucs_basic").contains(name)) {
      throw new SqlException(
          SqlState.UNDEFINED_OBJECT,
          "collation \"" + name + "\" for encoding \"UTF8\" does not exist",
          column.pos());
    }
  }

  private static SqlException declared(
      String what, ColumnDefinition column, String table, int pos) {
    return new SqlException(
        SqlState.SYNTAX_ERROR,
        what + " column \"" + column.name() + "\" of table \"" + table + "\"",
        pos);
  }

  /** The constraint if it is a primary key; refuses what is not enforced. */
  static Constraint.@Nullable Key key(Constraint constraint) {
    int pos = constraint.pos();
    if (constraint instanceof Constraint.Key key) {
      if (!key.primary()) {
        throw Unsupported.feature("UNIQUE constraints are", pos);
      }
      if (!key.include().isEmpty()) {
        throw Unsupported.feature("INCLUDE columns of a primary key are", pos);
      }
      if (key.attributes().deferrable() || key.attributes().initiallyDeferred()) {
        throw Unsupported.feature("deferrable constraints are", pos);
      }
      if (key.usingIndex() != null) {
        throw Unsupported.feature("PRIMARY KEY USING INDEX is", pos);
      }
      return key;
    }
    if (constraint instanceof Constraint.Check) {
      throw Unsupported.feature("CHECK constraints are", pos);
    }
    if (constraint instanceof Constraint.ForeignKey) {
      throw Unsupported.feature("FOREIGN KEY constraints are", pos);
    }
    if (constraint instanceof Constraint.Generated) {
      throw Unsupported.feature("generated columns are", pos);
    }
    if (constraint instanceof Constraint.Identity) {
      throw Unsupported.feature("identity columns are", pos);
    }
    return null;
  }

  private PrimaryKey primaryKey(
      TableBuilder table,
      SchemaDescriptor schema,
      String tableName,
      Constraint.Key key,
      List<String> columns) {
    TableDescriptor draft = table.build(0);
    List<Integer> columnIds = new ArrayList<>();
    for (String column : columns) {
      int id = table.columnId(column);
      if (id == 0) {
        throw new SqlException(
            SqlState.UNDEFINED_COLUMN,
            "column \"" + column + "\" named in key does not exist",
            key.pos());
      }
      columnIds.add(id);
    }
    checkKeyColumns(draft, columnIds, key);
    for (int id : columnIds) {
      table.notNull(id);
    }
    return new PrimaryKey(keyName(schema, tableName, key), ids.nextOid(), ids.nextOid(), columnIds);
  }

  static void checkKeyColumns(TableDescriptor table, List<Integer> columnIds, Constraint.Key key) {
    Set<Integer> seen = new HashSet<>();
    List<SqlType> types = new ArrayList<>();
    for (int id : columnIds) {
      var column = table.columns().get(table.indexOfId(id));
      if (!seen.add(id)) {
        throw new SqlException(
            SqlState.DUPLICATE_COLUMN,
            "column \"" + column.name() + "\" appears twice in primary key constraint",
            key.pos());
      }
      types.add(column.type());
    }
    if (!types.stream().allMatch(KeyCodec::isSupported)) {
      throw Unsupported.feature("a primary key over a column of this type is", key.pos());
    }
  }

  private String keyName(SchemaDescriptor schema, String tableName, Constraint.Key key) {
    return keyName(catalog, names, schema, tableName, key);
  }

  static String keyName(
      CatalogSnapshot catalog,
      DdlNames names,
      SchemaDescriptor schema,
      String tableName,
      Constraint.Key key) {
    String name = key.attributes().name();
    if (name == null) {
      return names.freeName(schema, tableName, "pkey");
    }
    if (catalog.relationExists(schema, name) || name.equals(tableName)) {
      throw new SqlException(SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists");
    }
    return name;
  }

  private TableDescriptor finish(TableBuilder builder) {
    TableDescriptor table = builder.build(ids.nextVersion());
    session.catalog().create(table);
    return table;
  }
}
