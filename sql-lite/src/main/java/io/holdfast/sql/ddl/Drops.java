package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.DamagedEntry;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.DdlStatement.ObjectKind;
import io.holdfast.sql.parse.ast.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** DROP of tables and schemas; of what we do not have, the answers that it does not exist. */
final class Drops {
  private final DdlSession session;
  private final CatalogSnapshot catalog;
  private final DdlNames names;
  private final List<SqlException> notices = new ArrayList<>();

  private Drops(DdlSession session) {
    this.session = session;
    this.catalog = session.catalog().fresh();
    this.names = new DdlNames(catalog, session.searchPath());
  }

  static void run(DdlSession session, DdlStatement.Drop statement) {
    Drops drops = new Drops(session);
    while (!drops.dropped(statement)) {
      drops = new Drops(session);
    }
    drops.notices.forEach(notice -> session.notice("00000", notice));
  }

  /** False when it has to look again, since others were at work. */
  private boolean dropped(DdlStatement.Drop statement) {
    switch (statement.kind()) {
      case TABLE -> {
        return dropTables(statement);
      }
      case SCHEMA -> {
        return dropSchemas(statement);
      }
      case VIEW, MATERIALIZED_VIEW, SEQUENCE, INDEX -> dropOtherRelations(statement);
      default -> dropUnknown(statement);
    }
    return true;
  }

  private void skipping(SqlException missing) {
    notices.add(new SqlException(SqlState.WARNING, missing.message() + ", skipping"));
  }

  private boolean dropTables(DdlStatement.Drop statement) {
    Map<Integer, TableDescriptor> found = new TreeMap<>();
    List<DamagedEntry> harmed = new ArrayList<>();
    for (QualifiedName name : statement.names()) {
      DamagedEntry damaged = names.findDamaged(name);
      if (damaged != null) {
        harmed.add(damaged);
        continue;
      }
      TableDescriptor table = tableToDrop(name, statement.ifExists());
      if (table != null) {
        found.put(table.oid(), table);
      }
    }
    if (!Kept.tables(session, found.values())) {
      return false;
    }
    found.values().forEach(session.catalog()::drop);
    harmed.forEach(session.catalog()::drop);
    return true;
  }

  private @Nullable TableDescriptor tableToDrop(QualifiedName name, boolean ifExists) {
    TableDescriptor table = names.find(name);
    if (table == null) {
      if (names.findIndexOwner(name) != null) {
        throw wrongKind(name, ObjectKind.TABLE, ObjectKind.INDEX);
      }
      missing(name, "table \"" + name + "\" does not exist", SqlState.UNDEFINED_TABLE, ifExists);
      return null;
    }
    if (table.kind() == TableDescriptor.Kind.VIRTUAL_VIEW) {
      throw wrongKind(name, ObjectKind.TABLE, ObjectKind.VIEW);
    }
    if (table.isVirtual()) {
      throw DdlNames.systemTable(table);
    }
    return table;
  }

  private void missing(QualifiedName name, String text, SqlState state, boolean ifExists) {
    SqlException missing =
        names.schemaMissing(name)
            ? new SqlException(
                SqlState.INVALID_SCHEMA_NAME, "schema \"" + name.schema() + "\" does not exist")
            : new SqlException(state, text);
    if (!ifExists) {
      throw missing;
    }
    skipping(missing);
  }

  private static SqlException wrongKind(QualifiedName name, ObjectKind wanted, ObjectKind is) {
    String article = wanted == ObjectKind.INDEX ? "an " : "a ";
    String other = is == ObjectKind.INDEX ? "an " : "a ";
    return new SqlException(
            SqlState.WRONG_OBJECT_TYPE, "\"" + name.name() + "\" is not " + article + wanted.word())
        .withHint(
            "Use DROP "
                + is.word().toUpperCase(java.util.Locale.ROOT)
                + " to remove "
                + other
                + is.word()
                + ".");
  }

  private void dropOtherRelations(DdlStatement.Drop statement) {
    ObjectKind kind = statement.kind();
    for (QualifiedName name : statement.names()) {
      TableDescriptor owner = names.findIndexOwner(name);
      if (kind == ObjectKind.INDEX && owner != null) {
        String constraint = "constraint " + name.name() + " on table " + names.display(owner);
        throw new SqlException(
                SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                "cannot drop index " + name + " because " + constraint + " requires it")
            .withHint("You can drop " + constraint + " instead.");
      }
      TableDescriptor table = names.find(name);
      if (table != null || owner != null) {
        boolean view = table != null && table.kind() == TableDescriptor.Kind.VIRTUAL_VIEW;
        if (table != null && view && kind == ObjectKind.VIEW) {
          throw DdlNames.systemTable(table);
        }
        ObjectKind is =
            table == null ? ObjectKind.INDEX : view ? ObjectKind.VIEW : ObjectKind.TABLE;
        throw wrongKind(name, kind, is);
      }
      SqlState state =
          kind == ObjectKind.INDEX ? SqlState.UNDEFINED_OBJECT : SqlState.UNDEFINED_TABLE;
      missing(name, kind.word() + " \"" + name + "\" does not exist", state, statement.ifExists());
    }
  }

  private void dropUnknown(DdlStatement.Drop statement) {
    for (QualifiedName name : statement.names()) {
      missing(
          name,
          statement.kind().word() + " \"" + name + "\" does not exist",
          SqlState.UNDEFINED_OBJECT,
          statement.ifExists());
    }
  }

  private boolean dropSchemas(DdlStatement.Drop statement) {
    List<SchemaDescriptor> found = new ArrayList<>();
    List<DamagedEntry> harmed = new ArrayList<>();
    for (QualifiedName name : statement.names()) {
      DamagedEntry damaged = catalog.damagedSchema(name.name());
      if (damaged != null) {
        harmed.add(damaged);
        harmed.addAll(catalog.damagedTablesOf(damaged.oid()));
        continue;
      }
      SchemaDescriptor schema = catalog.schema(name.name());
      if (schema == null) {
        SqlException missing =
            new SqlException(
                SqlState.INVALID_SCHEMA_NAME, "schema \"" + name.name() + "\" does not exist");
        if (!statement.ifExists()) {
          throw missing;
        }
        skipping(missing);
      } else if (schema.oid() == CatalogOids.PG_CATALOG) {
        throw new SqlException(
            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
            "cannot drop schema pg_catalog because it is required by the database system");
      } else if (schema.isSystem()) {
        throw Unsupported.feature("dropping schema " + schema.name() + " is", statement.pos());
      } else {
        found.add(schema);
      }
    }
    List<TableDescriptor> inside = new ArrayList<>();
    found.forEach(schema -> inside.addAll(byOid(catalog.tablesOf(schema))));
    found.forEach(schema -> harmed.addAll(catalog.damagedTablesOf(schema.oid())));
    boolean empty = inside.isEmpty() && harmed.stream().allMatch(each -> each.schemaOid() == 0);
    if (!empty && !statement.cascade()) {
      throw dependent(found, inside, harmed);
    }
    if (!Kept.schemas(session, found, inside)) {
      return false;
    }
    cascadeNotice(inside);
    inside.forEach(session.catalog()::drop);
    found.forEach(session.catalog()::drop);
    harmed.forEach(session.catalog()::drop);
    return true;
  }

  private static Collection<TableDescriptor> byOid(Collection<TableDescriptor> tables) {
    Map<Integer, TableDescriptor> sorted = new TreeMap<>();
    tables.forEach(table -> sorted.put(table.oid(), table));
    return sorted.values();
  }

  private SqlException dependent(
      List<SchemaDescriptor> schemas, List<TableDescriptor> inside, List<DamagedEntry> harmed) {
    String what =
        schemas.size() == 1
            ? "schema " + schemas.get(0).name() + " because other objects depend on it"
            : "desired object(s) because other objects depend on them";
    StringBuilder detail = new StringBuilder();
    for (TableDescriptor table : inside) {
      String schema = Objects.requireNonNull(catalog.schemaByOid(table.schemaOid())).name();
      detail
          .append(detail.isEmpty() ? "" : "\n")
          .append("table ")
          .append(names.display(table))
          .append(" depends on schema ")
          .append(schema);
    }
    for (DamagedEntry each : harmed) {
      detail.append(detail.isEmpty() ? "" : "\n").append("table ").append(each.name());
      detail.append(" cannot be read and is in the schema");
    }
    return new SqlException(SqlState.DEPENDENT_OBJECTS_STILL_EXIST, "cannot drop " + what)
        .withDetail(detail.toString())
        .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
  }

  private void cascadeNotice(List<TableDescriptor> inside) {
    if (inside.size() == 1) {
      notices.add(
          new SqlException(
              SqlState.WARNING, "drop cascades to table " + names.display(inside.get(0))));
    } else if (inside.size() > 1) {
      StringBuilder detail = new StringBuilder();
      for (TableDescriptor table : inside) {
        detail
            .append(detail.isEmpty() ? "" : "\n")
            .append("drop cascades to table ")
            .append(names.display(table));
      }
      notices.add(
          new SqlException(SqlState.WARNING, "drop cascades to " + inside.size() + " other objects")
              .withDetail(detail.toString()));
    }
  }
}
