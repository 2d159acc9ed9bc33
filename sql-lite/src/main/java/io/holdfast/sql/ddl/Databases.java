package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.DamagedEntry;
import io.holdfast.sql.catalog.DatabaseCatalog;
import io.holdfast.sql.catalog.DatabaseDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.Option;
import java.util.Locale;
import java.util.Set;

/** CREATE and DROP DATABASE: each a transaction of its own. */
final class Databases {
  private static final Set<String> LOCALE_OPTIONS = Set.of("lc_collate", "lc_ctype", "locale");

  private Databases() {}

  private static void requireNoBlock(DdlSession session, String command) {
    if (session.inBlock()) {
      throw new SqlException(
          SqlState.ACTIVE_SQL_TRANSACTION, command + " cannot run inside a transaction block");
    }
  }

  static void create(
      DdlSession session, DatabaseCatalog databases, DdlStatement.CreateDatabase statement) {
    requireNoBlock(session, "CREATE DATABASE");
    CatalogSnapshot catalog = session.catalog().fresh();
    boolean template = false;
    for (Option option : statement.options()) {
      template |= checkOption(catalog, option);
    }
    if (catalog.databaseNamed(statement.name()) != null) {
      throw duplicate(statement.name());
    }
    if (!databases.create(statement.name(), CatalogOids.SUPERUSER, template)) {
      throw duplicate(statement.name());
    }
  }

  private static SqlException duplicate(String name) {
    return new SqlException(
        SqlState.DUPLICATE_DATABASE, "database \"" + name + "\" already exists");
  }

  /** Checks what an option says; true for one that makes the database a template. */
  private static boolean checkOption(CatalogSnapshot catalog, Option option) {
    String name = option.name();
    String value = option.text() == null ? "" : String.valueOf(option.text());
    switch (name) {
      case "owner" -> Roles.checkExists(value);
      case "template" -> checkTemplate(catalog, value);
      case "encoding" -> {
        String encoding = value.toUpperCase(Locale.ROOT).replace("-", "");
        if (!Set.of("UTF8", "UNICODE", "DEFAULT").contains(encoding)) {
          throw Unsupported.feature("encoding " + value + " is", option.pos());
        }
      }
      case "is_template" -> {
        return Set.of("true", "on", "1").contains(value);
      }
      case "connection_limit", "allow_connections", "oid", "strategy", "tablespace" -> {
        if (!Set.of("-1", "true", "default", "pg_default", "wal_log", "file_copy")
            .contains(value)) {
          throw Unsupported.feature("option \"" + name + "\" with this value is", option.pos());
        }
      }
      default -> {
        if (!LOCALE_OPTIONS.contains(name) || !Set.of("C", "POSIX", "C.UTF-8").contains(value)) {
          throw Unsupported.feature("option \"" + name + "\" with this value is", option.pos());
        }
      }
    }
    return false;
  }

  private static void checkTemplate(CatalogSnapshot catalog, String template) {
    DatabaseDescriptor source = catalog.databaseNamed(template);
    if (source == null) {
      throw new SqlException(
          SqlState.INVALID_CATALOG_NAME, "template database \"" + template + "\" does not exist");
    }
    if (!source.name().equals("template0") && !source.name().equals("template1")) {
      throw Unsupported.feature("copying database \"" + template + "\" is", 0);
    }
  }

  static void drop(
      DdlSession session, DatabaseCatalog databases, DdlStatement.DropDatabase statement) {
    requireNoBlock(session, "DROP DATABASE");
    String name = statement.name();
    CatalogSnapshot catalog = session.catalog().fresh();
    DamagedEntry harmed = catalog.damagedDatabase(name);
    if (harmed != null) {
      databases.drop(harmed, catalog);
      return;
    }
    DatabaseDescriptor database = catalog.databaseNamed(name);
    if (database == null) {
      missing(session, statement);
      return;
    }
    if (database.template()) {
      throw new SqlException(SqlState.WRONG_OBJECT_TYPE, "cannot drop a template database");
    }
    if (database.oid() == session.databaseOid()) {
      throw new SqlException(SqlState.OBJECT_IN_USE, "cannot drop the currently open database");
    }
    int others = session.otherSessions(database.oid());
    if (others > 0) {
      throw new SqlException(
              SqlState.OBJECT_IN_USE, "database \"" + name + "\" is being accessed by other users")
          .withDetail(
              others == 1
                  ? "There is 1 other session using the database."
                  : "There are " + others + " other sessions using the database.");
    }
    if (!databases.drop(database.oid())) {
      missing(session, statement);
    }
  }

  private static void missing(DdlSession session, DdlStatement.DropDatabase statement) {
    String text = "database \"" + statement.name() + "\" does not exist";
    if (!statement.ifExists()) {
      throw new SqlException(SqlState.INVALID_CATALOG_NAME, text);
    }
    session.notice("00000", new SqlException(SqlState.WARNING, text + ", skipping"));
  }
}
