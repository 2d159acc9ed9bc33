package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.CatalogIds;
import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.DdlStatement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** CREATE SCHEMA. */
final class Schemas {
  private Schemas() {}

  static void create(DdlSession session, CatalogIds ids, DdlStatement.CreateSchema statement) {
    @Nullable String owner = statement.authorization();
    if (owner != null) {
      Roles.checkExists(owner);
    }
    if (!statement.elements().isEmpty()) {
      throw Unsupported.feature(
          "CREATE SCHEMA with statements inside is", statement.elements().get(0).pos());
    }
    String name = statement.name() == null ? Objects.requireNonNull(owner) : statement.name();
    CatalogSnapshot catalog = session.catalog().fresh();
    if (statement.ifNotExists() && catalog.schema(name) != null) {
      session.notice(
          SqlState.DUPLICATE_SCHEMA.code(),
          new SqlException(
              SqlState.DUPLICATE_SCHEMA, "schema \"" + name + "\" already exists, skipping"));
      return;
    }
    checkNew(catalog, name);
    session.catalog().put(new SchemaDescriptor(ids.nextOid(), name, CatalogOids.SUPERUSER));
  }

  static void checkNew(CatalogSnapshot catalog, String name) {
    if (name.startsWith("pg_")) {
      throw new SqlException(SqlState.RESERVED_NAME, "unacceptable schema name \"" + name + "\"")
          .withDetail("The prefix \"pg_\" is reserved for system schemas.");
    }
    if (catalog.schema(name) != null) {
      throw new SqlException(SqlState.DUPLICATE_SCHEMA, "schema \"" + name + "\" already exists");
    }
  }
}
