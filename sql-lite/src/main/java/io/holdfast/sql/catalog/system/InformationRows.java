package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Rows of {@code information_schema}. */
final class InformationRows {
  private final SystemCatalog system;

  InformationRows(SystemCatalog system) {
    this.system = system;
  }

  private List<TableDescriptor> all(SystemContext context) {
    List<TableDescriptor> tables = new ArrayList<>(system.tables());
    tables.addAll(context.catalog().tables());
    return tables;
  }

  private static String database(SystemContext context) {
    return context.catalog().database().name();
  }

  private static String schema(SystemContext context, TableDescriptor table) {
    CatalogSnapshot catalog = context.catalog();
    return Objects.requireNonNull(catalog.schemaByOid(table.schemaOid())).name();
  }

  private static RowSet place(RowSet rows, SystemContext context, TableDescriptor table) {
    return rows.add()
        .set("table_catalog", database(context))
        .set("table_schema", schema(context, table))
        .set("table_name", table.name());
  }

  private static boolean view(TableDescriptor table) {
    return table.kind() == TableDescriptor.Kind.VIRTUAL_VIEW;
  }

  private static String yesNo(boolean value) {
    return value ? "YES" : "NO";
  }

  void catalogName(RowSet rows, SystemContext context) {
    rows.add().set("catalog_name", database(context));
  }

  void schemata(RowSet rows, SystemContext context) {
    for (SchemaDescriptor schema : context.catalog().schemas()) {
      rows.add()
          .set("catalog_name", database(context))
          .set("schema_name", schema.name())
          .set("schema_owner", SystemRoles.nameOf(schema.ownerOid()));
    }
  }

  void tables(RowSet rows, SystemContext context) {
    for (TableDescriptor table : all(context)) {
      place(rows, context, table)
          .set("table_type", view(table) ? "VIEW" : "BASE TABLE")
          .set("is_insertable_into", yesNo(!view(table)))
          .set("is_typed", "NO");
    }
  }

  void views(RowSet rows, SystemContext context) {
    for (TableDescriptor table : system.tables()) {
      if (view(table)) {
        place(rows, context, table)
            .set("check_option", "NONE")
            .set("is_updatable", "NO")
            .set("is_insertable_into", "NO")
            .set("is_trigger_updatable", "NO")
            .set("is_trigger_deletable", "NO")
            .set("is_trigger_insertable_into", "NO");
      }
    }
  }

  void columns(RowSet rows, SystemContext context) {
    for (TableDescriptor table : all(context)) {
      for (ColumnDescriptor column : table.columns()) {
        place(rows, context, table)
            .set("column_name", column.name())
            .set("ordinal_position", column.id())
            .set(
                "column_default",
                column.defaultText() == null ? null : Definitions.defaultText(column, false))
            .set("is_nullable", yesNo(!column.notNull()))
            .set("udt_catalog", database(context))
            .set("udt_schema", "pg_catalog")
            .set("udt_name", column.type().base().typeName())
            .set("dtd_identifier", String.valueOf(column.id()))
            .set("is_self_referencing", "NO")
            .set("is_identity", "NO")
            .set("identity_cycle", "NO")
            .set("is_generated", "NEVER")
            .set("is_updatable", yesNo(!view(table)));
        TypeFacts.fill(rows, context, column.type());
      }
    }
  }

  void tableConstraints(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        constraint(rows, context, table, key.name(), "PRIMARY KEY");
      }
    }
    for (TableDescriptor table : all(context)) {
      for (ColumnDescriptor column : table.columns()) {
        if (column.notNull()) {
          constraint(rows, context, table, notNullName(table, column), "CHECK");
        }
      }
    }
  }

  private static void constraint(
      RowSet rows, SystemContext context, TableDescriptor table, String name, String type) {
    place(rows, context, table)
        .set("constraint_catalog", database(context))
        .set("constraint_schema", schema(context, table))
        .set("constraint_name", name)
        .set("constraint_type", type)
        .set("is_deferrable", "NO")
        .set("initially_deferred", "NO")
        .set("enforced", "YES");
  }

  /** PostgreSQL 15 makes up a name: NOT NULL is no object of its own there. */
  private static String notNullName(TableDescriptor table, ColumnDescriptor column) {
    return table.schemaOid() + "_" + table.oid() + "_" + column.id() + "_not_null";
  }

  void checkConstraints(RowSet rows, SystemContext context) {
    for (TableDescriptor table : all(context)) {
      for (ColumnDescriptor column : table.columns()) {
        if (column.notNull()) {
          rows.add()
              .set("constraint_catalog", database(context))
              .set("constraint_schema", schema(context, table))
              .set("constraint_name", notNullName(table, column))
              .set("check_clause", column.name() + " IS NOT NULL");
        }
      }
    }
  }

  void keyColumnUsage(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      PrimaryKey key = table.primaryKey();
      int ordinal = 1;
      for (ColumnDescriptor column : table.keyColumns()) {
        place(rows, context, table)
            .set("constraint_catalog", database(context))
            .set("constraint_schema", schema(context, table))
            .set("constraint_name", Objects.requireNonNull(key).name())
            .set("column_name", column.name())
            .set("ordinal_position", ordinal);
        ordinal++;
      }
    }
  }

  void constraintColumnUsage(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      PrimaryKey key = table.primaryKey();
      for (ColumnDescriptor column : table.keyColumns()) {
        place(rows, context, table)
            .set("column_name", column.name())
            .set("constraint_catalog", database(context))
            .set("constraint_schema", schema(context, table))
            .set("constraint_name", Objects.requireNonNull(key).name());
      }
    }
  }

  void constraintTableUsage(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        place(rows, context, table)
            .set("constraint_catalog", database(context))
            .set("constraint_schema", schema(context, table))
            .set("constraint_name", key.name());
      }
    }
  }

  void enabledRoles(RowSet rows, SystemContext context) {
    for (SystemRoles.Role role : SystemRoles.ALL) {
      rows.add().set("role_name", role.name());
    }
  }

  void tablePrivileges(RowSet rows, SystemContext context) {
    roleTableGrants(rows, context);
    for (TableDescriptor table : system.tables()) {
      privilege(rows, context, table, "PUBLIC", "SELECT", "NO");
    }
  }

  /** As table_privileges, without what everybody may do. */
  void roleTableGrants(RowSet rows, SystemContext context) {
    for (TableDescriptor table : all(context)) {
      for (String privilege :
          List.of("INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")) {
        privilege(rows, context, table, "postgres", privilege, "YES");
      }
    }
  }

  private static void privilege(
      RowSet rows,
      SystemContext context,
      TableDescriptor table,
      String grantee,
      String privilege,
      String grantable) {
    place(rows, context, table)
        .set("grantor", "postgres")
        .set("grantee", grantee)
        .set("privilege_type", privilege)
        .set("is_grantable", grantable)
        .set("with_hierarchy", yesNo(privilege.equals("SELECT")));
  }
}
