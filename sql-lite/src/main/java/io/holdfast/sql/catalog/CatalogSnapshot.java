package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.txn.TableMode;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of one database's catalogue at one version. Immutable; the {@code with} methods answer
 * copies, which is how a transaction sees what it has changed itself.
 */
public final class CatalogSnapshot {
  private final long version;
  private final DatabaseDescriptor database;
  private final SortedMap<String, DatabaseDescriptor> databases;
  private final SortedMap<Integer, SchemaDescriptor> schemas;
  private final SortedMap<Integer, TableDescriptor> tables;
  private final SystemRelations system;
  private final ObjectMarks marks;
  private final List<DamagedEntry> damaged;
  private final boolean uncommitted;
  private final SortedMap<String, SchemaDescriptor> schemaNames = new TreeMap<>();
  private final SortedMap<Integer, SortedMap<String, TableDescriptor>> tableNames = new TreeMap<>();

  private CatalogSnapshot(
      long version,
      DatabaseDescriptor database,
      SortedMap<String, DatabaseDescriptor> databases,
      SortedMap<Integer, SchemaDescriptor> schemas,
      SortedMap<Integer, TableDescriptor> tables,
      SystemRelations system,
      ObjectMarks marks,
      List<DamagedEntry> damaged,
      boolean uncommitted) {
    this.version = version;
    this.damaged = damaged;
    this.marks = marks;
    this.uncommitted = uncommitted;
    this.database = database;
    this.databases = databases;
    this.schemas = schemas;
    this.tables = tables;
    this.system = system;
    system.schemas().forEach(schema -> schemaNames.put(schema.name(), schema));
    schemas.values().forEach(schema -> schemaNames.put(schema.name(), schema));
    for (TableDescriptor table : tables.values()) {
      tableNames
          .computeIfAbsent(table.schemaOid(), oid -> new TreeMap<>())
          .put(table.name(), table);
    }
  }

  /** A snapshot of these objects; {@code system} adds what every database has. */
  public static CatalogSnapshot of(
      long version,
      DatabaseDescriptor database,
      Collection<DatabaseDescriptor> databases,
      Collection<SchemaDescriptor> schemas,
      Collection<TableDescriptor> tables,
      SystemRelations system) {
    SortedMap<String, DatabaseDescriptor> databaseMap = new TreeMap<>();
    databases.forEach(each -> databaseMap.put(each.name(), each));
    SortedMap<Integer, SchemaDescriptor> schemaMap = new TreeMap<>();
    schemas.forEach(each -> schemaMap.put(each.oid(), each));
    SortedMap<Integer, TableDescriptor> tableMap = new TreeMap<>();
    tables.forEach(each -> tableMap.put(each.oid(), each));
    return new CatalogSnapshot(
        version,
        database,
        databaseMap,
        schemaMap,
        tableMap,
        system,
        ObjectMarks.NONE,
        List.of(),
        false);
  }

  /**
   * The same while objects are marked: tables that are kept from writers refuse writes, and the
   * catalogue of a later timestamp may be another.
   */
  CatalogSnapshot withMarks(ObjectMarks all) {
    SortedMap<Integer, TableDescriptor> marked = new TreeMap<>(tables);
    for (int oid : all.oids()) {
      if (!all.against(oid, TableMode.ROW_EXCLUSIVE, 0).isEmpty()) {
        marked.computeIfPresent(
            oid, (same, table) -> table.change().writesBlocked(true).build(table.version()));
      }
    }
    return new CatalogSnapshot(
        version, database, databases, schemas, marked, system, all, damaged, uncommitted);
  }

  /** The same without objects whose entries could not be read; who names one is told. */
  CatalogSnapshot withDamaged(List<DamagedEntry> entries) {
    return new CatalogSnapshot(
        version,
        database,
        databases,
        schemas,
        tables,
        system,
        marks,
        List.copyOf(entries),
        uncommitted);
  }

  /** Changes that are announced and not made yet, and locks: of others, and of one's own. */
  ObjectMarks marks() {
    return marks;
  }

  /** Schemas of users, by oid. */
  Collection<SchemaDescriptor> ownSchemas() {
    return Collections.unmodifiableCollection(schemas.values());
  }

  /** Grows with every change of the catalogue of any database. */
  public long version() {
    return version;
  }

  /**
   * True when a transaction has laid changes of its own over {@link #version}: nothing made from
   * this snapshot may be kept for others.
   */
  public boolean uncommitted() {
    return uncommitted;
  }

  /** The database this is a snapshot of. */
  public DatabaseDescriptor database() {
    return database;
  }

  /** All databases of the cluster, by name. */
  public Collection<DatabaseDescriptor> databases() {
    return Collections.unmodifiableCollection(databases.values());
  }

  /** A database of the cluster by name; null when there is none. */
  public @Nullable DatabaseDescriptor databaseNamed(String name) {
    return databases.get(name);
  }

  /** All schemas, the system's too, by name. */
  public Collection<SchemaDescriptor> schemas() {
    return Collections.unmodifiableCollection(schemaNames.values());
  }

  /** A schema by name; null when there is none. XX001: it is damaged. */
  public @Nullable SchemaDescriptor schema(String name) {
    SchemaDescriptor schema = schemaNames.get(name);
    if (schema == null && !damaged.isEmpty()) {
      refuseDamaged('s', 0, name);
    }
    return schema;
  }

  private void refuseDamaged(char kind, int schemaOid, String name) {
    DamagedEntry harmed = damaged(kind, schemaOid, name);
    if (harmed != null) {
      throw harmed.error();
    }
  }

  private @Nullable DamagedEntry damaged(char kind, int schemaOid, String name) {
    for (DamagedEntry each : damaged) {
      if (each.isOf(kind) && each.schemaOid() == schemaOid && name.equals(each.name())) {
        return each;
      }
    }
    return null;
  }

  /** The entry of a schema of this name that cannot be read; null when there is none. */
  public @Nullable DamagedEntry damagedSchema(String name) {
    return schemaNames.containsKey(name) ? null : damaged('s', 0, name);
  }

  /** The entry of a database of this name that cannot be read; null when there is none. */
  public @Nullable DamagedEntry damagedDatabase(String name) {
    return databases.containsKey(name) ? null : damaged('d', 0, name);
  }

  /**
   * The entry of a table that cannot be read and is the first of this name on a path of schemas;
   * null when there is none.
   */
  public @Nullable DamagedEntry damagedTable(List<String> path, String name) {
    for (String each : path) {
      SchemaDescriptor schema = schemaNames.get(each);
      if (schema != null) {
        DamagedEntry harmed = damaged('t', schema.oid(), name);
        SortedMap<String, TableDescriptor> named = tableNames.get(schema.oid());
        if (harmed != null || (named != null && named.containsKey(name))) {
          return harmed;
        }
      }
    }
    return null;
  }

  /** The entries of tables of a schema, itself sound or not, that cannot be read. */
  public List<DamagedEntry> damagedTablesOf(int schemaOid) {
    return damaged.stream()
        .filter(each -> each.isOf('t') && each.schemaOid() == schemaOid)
        .toList();
  }

  /** A copy that knows nothing of these entries. */
  CatalogSnapshot withoutDamaged(Collection<Bytes> keys) {
    List<DamagedEntry> left = damaged.stream().filter(each -> !keys.contains(each.key())).toList();
    return new CatalogSnapshot(
        version, database, databases, schemas, tables, system, marks, left, true);
  }

  /** A schema by oid; null when there is none. */
  public @Nullable SchemaDescriptor schemaByOid(int oid) {
    SchemaDescriptor own = schemas.get(oid);
    if (own != null) {
      return own;
    }
    for (SchemaDescriptor each : system.schemas()) {
      if (each.oid() == oid) {
        return each;
      }
    }
    return null;
  }

  /** A table by the names of its schema and its own; null when there is none. */
  public @Nullable TableDescriptor table(String schemaName, String name) {
    SchemaDescriptor schema = schema(schemaName);
    return schema == null ? null : table(schema, name);
  }

  /** A table of a schema by name; null when there is none. XX001: it is damaged. */
  public @Nullable TableDescriptor table(SchemaDescriptor schema, String name) {
    if (schema.isSystem()) {
      return system.table(schema.oid(), name);
    }
    SortedMap<String, TableDescriptor> named = tableNames.get(schema.oid());
    TableDescriptor table = named == null ? null : named.get(name);
    if (table == null && !damaged.isEmpty()) {
      refuseDamaged('t', schema.oid(), name);
    }
    return table;
  }

  /**
   * The first table of this name on a search path; {@code pg_catalog} comes first unless the path
   * names it. Schemas that do not exist are passed over.
   */
  public @Nullable TableDescriptor table(List<String> searchPath, String name) {
    if (!searchPath.contains("pg_catalog")) {
      TableDescriptor found = system.table(CatalogOids.PG_CATALOG, name);
      if (found != null) {
        return found;
      }
    }
    for (String schema : searchPath) {
      TableDescriptor found = table(schema, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** A table by oid, the system's too; null when there is none. */
  public @Nullable TableDescriptor tableByOid(int oid) {
    TableDescriptor own = tables.get(oid);
    return own != null ? own : system.tableByOid(oid);
  }

  /** The tables of users, by oid. */
  public Collection<TableDescriptor> tables() {
    return Collections.unmodifiableCollection(tables.values());
  }

  /** The tables of one schema, by name. */
  public Collection<TableDescriptor> tablesOf(SchemaDescriptor schema) {
    SortedMap<String, TableDescriptor> named = tableNames.get(schema.oid());
    return named == null ? List.of() : Collections.unmodifiableCollection(named.values());
  }

  /** What every database has. */
  public SystemRelations system() {
    return system;
  }

  /** True when a table or an index of this schema has this name: they share one name space. */
  public boolean relationExists(SchemaDescriptor schema, String name) {
    return table(schema, name) != null || indexOwner(schema, name) != null;
  }

  /** The table with an index of this name; null when there is none. */
  public @Nullable TableDescriptor indexOwner(SchemaDescriptor schema, String name) {
    for (TableDescriptor table : tablesOf(schema)) {
      PrimaryKey key = table.primaryKey();
      if (key != null && key.name().equals(name)) {
        return table;
      }
      for (IndexDescriptor index : table.indexes()) {
        if (index.name().equals(name)) {
          return table;
        }
      }
    }
    return null;
  }

  /** A copy with a table added or replaced. */
  public CatalogSnapshot with(TableDescriptor table) {
    SortedMap<Integer, TableDescriptor> changed = new TreeMap<>(tables);
    changed.put(table.oid(), table);
    return new CatalogSnapshot(
        version, database, databases, schemas, changed, system, marks, damaged, true);
  }

  /** A copy without a table. */
  public CatalogSnapshot withoutTable(int oid) {
    SortedMap<Integer, TableDescriptor> changed = new TreeMap<>(tables);
    changed.remove(oid);
    return new CatalogSnapshot(
        version, database, databases, schemas, changed, system, marks, damaged, true);
  }

  /** A copy with a schema added or replaced. */
  public CatalogSnapshot with(SchemaDescriptor schema) {
    SortedMap<Integer, SchemaDescriptor> changed = new TreeMap<>(schemas);
    changed.put(schema.oid(), schema);
    return new CatalogSnapshot(
        version, database, databases, changed, tables, system, marks, damaged, true);
  }

  /** A copy without a schema. */
  public CatalogSnapshot withoutSchema(int oid) {
    SortedMap<Integer, SchemaDescriptor> changed = new TreeMap<>(schemas);
    changed.remove(oid);
    return new CatalogSnapshot(
        version, database, databases, changed, tables, system, marks, damaged, true);
  }

  /** A copy with a database added. */
  public CatalogSnapshot with(DatabaseDescriptor added) {
    SortedMap<String, DatabaseDescriptor> changed = new TreeMap<>(databases);
    changed.put(added.name(), added);
    return new CatalogSnapshot(
        version, database, changed, schemas, tables, system, marks, damaged, true);
  }

  /** A copy without a database. */
  public CatalogSnapshot withoutDatabase(String name) {
    SortedMap<String, DatabaseDescriptor> changed = new TreeMap<>(databases);
    changed.remove(name);
    return new CatalogSnapshot(
        version, database, changed, schemas, tables, system, marks, damaged, true);
  }
}
