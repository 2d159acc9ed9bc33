package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.DamagedEntry;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the objects that statements name, and free names for new ones. */
final class DdlNames {
  /** Bytes of a name at the most (NAMEDATALEN less its end). */
  static final int NAME_BYTES_MAX = 63;

  private final CatalogSnapshot catalog;
  private final List<String> searchPath;

  DdlNames(CatalogSnapshot catalog, List<String> searchPath) {
    this.catalog = catalog;
    this.searchPath = searchPath;
  }

  /** The schema a new relation goes into. */
  SchemaDescriptor creationSchema(QualifiedName name) {
    checkDatabase(name);
    String schemaName = name.schema();
    if (schemaName != null) {
      return notSystem(name, schema(schemaName, name.pos()));
    }
    for (String each : searchPath) {
      SchemaDescriptor schema = catalog.schema(each);
      if (schema != null) {
        return notSystem(name, schema);
      }
    }
    throw new SqlException(
        SqlState.INVALID_SCHEMA_NAME, "no schema has been selected to create in", name.pos());
  }

  private static SchemaDescriptor notSystem(QualifiedName name, SchemaDescriptor schema) {
    if (schema.isSystem()) {
      throw new SqlException(
              SqlState.INSUFFICIENT_PRIVILEGE,
              "permission denied to create \"" + schema.name() + "." + name.name() + "\"")
          .withDetail("System catalog modifications are currently disallowed.");
    }
    return schema;
  }

  private void checkDatabase(QualifiedName name) {
    String database = name.catalog();
    if (database != null && !database.equals(catalog.database().name())) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cross-database references are not implemented: \"" + name + "\"",
          name.pos());
    }
  }

  /** A schema that must exist. */
  SchemaDescriptor schema(String name, int pos) {
    SchemaDescriptor schema = catalog.schema(name);
    if (schema == null) {
      throw new SqlException(
          SqlState.INVALID_SCHEMA_NAME, "schema \"" + name + "\" does not exist", pos);
    }
    return schema;
  }

  /** True when the name says a schema that does not exist. */
  boolean schemaMissing(QualifiedName name) {
    String schemaName = name.schema();
    return schemaName != null && catalog.schema(schemaName) == null;
  }

  /** The entry of a table of this name that cannot be read; null when there is none. */
  @Nullable DamagedEntry findDamaged(QualifiedName name) {
    checkDatabase(name);
    String schemaName = name.schema();
    return catalog.damagedTable(schemaName == null ? searchPath : List.of(schemaName), name.name());
  }

  /** The table of a name; null when there is none. */
  @Nullable TableDescriptor find(QualifiedName name) {
    checkDatabase(name);
    String schemaName = name.schema();
    return schemaName == null
        ? catalog.table(searchPath, name.name())
        : catalog.table(schemaName, name.name());
  }

  /** The table with an index of this name; null when there is none. */
  @Nullable TableDescriptor findIndexOwner(QualifiedName name) {
    String schemaName = name.schema();
    for (String each : schemaName == null ? searchPath : List.of(schemaName)) {
      SchemaDescriptor schema = catalog.schema(each);
      TableDescriptor owner = schema == null ? null : catalog.indexOwner(schema, name.name());
      if (owner != null) {
        return owner;
      }
    }
    return null;
  }

  /** A stored table that a statement changes; null when there is no relation of this name. */
  @Nullable TableDescriptor findOwn(QualifiedName name) {
    TableDescriptor table = find(name);
    if (table == null) {
      if (findIndexOwner(name) != null) {
        throw new SqlException(
            SqlState.WRONG_OBJECT_TYPE, "\"" + name.name() + "\" is not a table");
      }
      return null;
    }
    if (table.isVirtual()) {
      throw systemTable(table);
    }
    return table;
  }

  static SqlException systemTable(TableDescriptor table) {
    return new SqlException(
        SqlState.INSUFFICIENT_PRIVILEGE,
        "permission denied: \"" + table.name() + "\" is a system catalog");
  }

  /** As {@link #findOwn}, for a relation that must exist. */
  TableDescriptor own(QualifiedName name) {
    TableDescriptor table = findOwn(name);
    if (table == null) {
      throw undefined(name);
    }
    return table;
  }

  static SqlException undefined(QualifiedName name) {
    return new SqlException(
        SqlState.UNDEFINED_TABLE, "relation \"" + name + "\" does not exist", name.pos());
  }

  /** The table's name with its schema where the search path does not lead to it. */
  String display(TableDescriptor table) {
    TableDescriptor found = catalog.table(searchPath, table.name());
    SchemaDescriptor schema = catalog.schemaByOid(table.schemaOid());
    return schema == null || (found != null && found.oid() == table.oid())
        ? table.name()
        : schema.name() + "." + table.name();
  }

  /** A free name for a constraint with an index: {@code table_pkey}, {@code table_pkey1}... */
  String freeName(SchemaDescriptor schema, String table, String label) {
    for (int attempt = 0; ; attempt++) {
      String suffix = "_" + label + (attempt == 0 ? "" : String.valueOf(attempt));
      String name = truncate(table, NAME_BYTES_MAX - suffix.length()) + suffix;
      if (!catalog.relationExists(schema, name)) {
        return name;
      }
    }
  }

  /** The longest beginning that does not take more bytes, whole characters only. */
  static String truncate(String name, int bytesMax) {
    String result = name;
    while (result.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
      result = result.substring(0, result.offsetByCodePoints(result.length(), -1));
    }
    return result;
  }
}
