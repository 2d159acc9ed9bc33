package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.TableDescriptor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows of the system tables. Immutable. */
public final class SystemTables {
  private final Map<String, RowSource> catalog = new TreeMap<>();
  private final Map<String, RowSource> information = new TreeMap<>();

  /** The rows of the tables in {@code system}; tables that are not named here have none. */
  public SystemTables(SystemCatalog system) {
    relations(new RelationRows(system));
    objects();
    roles();
    information(new InformationRows(system));
  }

  private void relations(RelationRows rows) {
    catalog.put("pg_class", rows::pgClass);
    catalog.put("pg_attribute", rows::pgAttribute);
    catalog.put("pg_attrdef", rows::pgAttrdef);
    catalog.put("pg_index", rows::pgIndex);
    catalog.put("pg_constraint", rows::pgConstraint);
    catalog.put("pg_tables", rows::pgTables);
    catalog.put("pg_views", rows::pgViews);
    catalog.put("pg_indexes", rows::pgIndexes);
    catalog.put("pg_stat_user_tables", rows::statUserTables);
    catalog.put("pg_stat_all_tables", rows::statUserTables);
    catalog.put("pg_stat_user_indexes", rows::statUserIndexes);
    catalog.put("pg_stat_all_indexes", rows::statUserIndexes);
    catalog.put("pg_statio_user_tables", rows::ioUserTables);
    catalog.put("pg_statio_all_tables", rows::ioUserTables);
    catalog.put("pg_description", rows::descriptions);
    catalog.put("pg_init_privs", rows::initialPrivileges);
    catalog.put("pg_shdescription", rows::sharedDescriptions);
  }

  private void objects() {
    catalog.put("pg_namespace", ObjectRows::namespaces);
    catalog.put("pg_database", ObjectRows::databases);
    catalog.put("pg_am", ObjectRows::accessMethods);
    catalog.put("pg_tablespace", ObjectRows::tablespaces);
    catalog.put("pg_language", ObjectRows::languages);
    catalog.put("pg_collation", ObjectRows::collations);
    catalog.put("pg_opclass", OperatorClasses::fill);
    catalog.put(
        "pg_type",
        (rows, context) -> {
          ObjectRows.types(rows, context);
          RowTypes.fill(rows, context);
        });
    catalog.put("pg_proc", ObjectRows::functions);
    catalog.put("pg_cast", ObjectRows::casts);
    catalog.put("pg_operator", ObjectRows::operators);
    catalog.put("pg_settings", ObjectRows::settings);
    catalog.put("pg_prepared_statements", OwnRows::statements);
    catalog.put("pg_cursors", OwnRows::cursors);
    catalog.put("pg_stat_activity", ObjectRows::activity);
    catalog.put("pg_timezone_names", ZoneRows::names);
    catalog.put("pg_timezone_abbrevs", ZoneRows::abbreviations);
  }

  private void roles() {
    catalog.put("pg_authid", SystemRoles::authid);
    catalog.put("pg_roles", SystemRoles::roles);
    catalog.put("pg_auth_members", SystemRoles::authMembers);
    catalog.put("pg_user", SystemRoles::users);
    catalog.put("pg_shadow", SystemRoles::shadow);
    catalog.put("pg_group", SystemRoles::groups);
  }

  private void information(InformationRows rows) {
    information.put("information_schema_catalog_name", rows::catalogName);
    information.put("schemata", rows::schemata);
    information.put("tables", rows::tables);
    information.put("views", rows::views);
    information.put("columns", rows::columns);
    information.put("table_constraints", rows::tableConstraints);
    information.put("check_constraints", rows::checkConstraints);
    information.put("key_column_usage", rows::keyColumnUsage);
    information.put("constraint_column_usage", rows::constraintColumnUsage);
    information.put("table_privileges", rows::tablePrivileges);
    information.put("role_table_grants", rows::roleTableGrants);
    information.put("constraint_table_usage", rows::constraintTableUsage);
    information.put("enabled_roles", rows::enabledRoles);
  }

  /**
   * All rows of a virtual table, each with a value for every column of it. The caller must not
   * change them.
   */
  public List<@Nullable Object[]> rows(TableDescriptor table, SystemContext context) {
    RowSource source =
        (table.schemaOid() == CatalogOids.PG_CATALOG ? catalog : information).get(table.name());
    RowSet rows = new RowSet(table);
    if (source != null) {
      source.fill(rows, context);
    }
    return rows.rows();
  }
}
