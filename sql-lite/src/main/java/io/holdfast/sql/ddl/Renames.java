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
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.DdlStatement.ObjectKind;
import io.holdfast.sql.parse.ast.QualifiedName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** ALTER ... RENAME, SET SCHEMA. */
final class Renames {
  private final DdlSession session;
  private final CatalogIds ids;
  private final CatalogSnapshot catalog;
  private final DdlNames names;

  private Renames(DdlSession session, CatalogIds ids) {
    this.session = session;
    this.ids = ids;
    this.catalog = session.catalog().fresh();
    this.names = new DdlNames(catalog, session.searchPath());
  }

  static void run(DdlSession session, CatalogIds ids, DdlStatement.Rename rename) {
    while (!new Renames(session, ids).renamed(rename)) {
      session.checkCancelled();
    }
  }

  static void run(DdlSession session, CatalogIds ids, DdlStatement.SetSchema set) {
    while (!new Renames(session, ids).moved(set)) {
      session.checkCancelled();
    }
  }

  /** False when it has to look again, since others were at work. */
  private boolean renamed(DdlStatement.Rename rename) {
    return switch (rename.kind()) {
      case TABLE -> renameTable(rename);
      case COLUMN -> renameColumn(rename);
      case CONSTRAINT -> renameConstraint(rename);
      case INDEX -> renameIndex(rename);
      case SCHEMA -> renameSchema(rename);
      default ->
          throw Unsupported.feature("renaming a " + rename.kind().word() + " is", rename.pos());
    };
  }

  /** The table; null when there is none and none need be. */
  private @Nullable TableDescriptor table(QualifiedName name, boolean ifExists) {
    TableDescriptor table = names.findOwn(name);
    if (table == null) {
      String text = "relation \"" + name + "\" does not exist";
      if (!ifExists) {
        throw new SqlException(SqlState.UNDEFINED_TABLE, text);
      }
      session.notice("00000", new SqlException(SqlState.WARNING, text + ", skipping"));
    }
    return table;
  }

  private SchemaDescriptor schemaOf(TableDescriptor table) {
    return Objects.requireNonNull(catalog.schemaByOid(table.schemaOid()));
  }

  private void requireFree(SchemaDescriptor schema, String name) {
    if (catalog.relationExists(schema, name)) {
      throw new SqlException(SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists");
    }
  }

  /** Whoever goes on with the table under its new name finds it complete and nobody writing. */
  private boolean change(TableDescriptor old, TableBuilder changed) {
    if (!Kept.exclusively(session, List.of(old))) {
      return false;
    }
    session.catalog().change(old, changed.build(ids.nextVersion()));
    return true;
  }

  private boolean renameTable(DdlStatement.Rename rename) {
    TableDescriptor table = table(rename.name(), rename.ifExists());
    if (table == null) {
      return true;
    }
    requireFree(schemaOf(table), rename.newName());
    return change(table, table.change().name(rename.newName()));
  }

  private boolean renameColumn(DdlStatement.Rename rename) {
    TableDescriptor table = table(rename.name(), rename.ifExists());
    if (table == null) {
      return true;
    }
    String name = Objects.requireNonNull(rename.part());
    ColumnDescriptor column = table.column(name);
    if (column == null) {
      throw new SqlException(SqlState.UNDEFINED_COLUMN, "column \"" + name + "\" does not exist");
    }
    String newName = rename.newName();
    CreateTable.checkColumnName(newName);
    if (table.column(newName) != null) {
      throw new SqlException(
          SqlState.DUPLICATE_COLUMN,
          "column \"" + newName + "\" of relation \"" + table.name() + "\" already exists");
    }
    return change(table, table.change().replace(column.named(newName)));
  }

  private boolean renameConstraint(DdlStatement.Rename rename) {
    TableDescriptor table = table(rename.name(), rename.ifExists());
    if (table == null) {
      return true;
    }
    PrimaryKey key = table.primaryKey();
    if (key == null || !key.name().equals(rename.part())) {
      throw new SqlException(
          SqlState.UNDEFINED_OBJECT,
          "constraint \"" + rename.part() + "\" for table \"" + table.name() + "\" does not exist");
    }
    return renameKey(table, key, rename.newName());
  }

  private boolean renameKey(TableDescriptor table, PrimaryKey key, String newName) {
    requireFree(schemaOf(table), newName);
    return change(
        table,
        table
            .change()
            .primaryKey(
                new PrimaryKey(newName, key.indexOid(), key.constraintOid(), key.columnIds())));
  }

  private boolean renameIndex(DdlStatement.Rename rename) {
    TableDescriptor owner = names.findIndexOwner(rename.name());
    PrimaryKey key = owner == null ? null : owner.primaryKey();
    if (owner != null && key != null && key.name().equals(rename.name().name())) {
      return renameKey(owner, key, rename.newName());
    }
    table(rename.name(), rename.ifExists());
    return true;
  }

  private boolean renameSchema(DdlStatement.Rename rename) {
    SchemaDescriptor schema = names.schema(rename.name().name(), 0);
    Schemas.checkNew(catalog, rename.newName());
    if (schema.isSystem()) {
      throw Unsupported.feature("renaming schema " + schema.name() + " is", rename.pos());
    }
    if (!Kept.schemas(session, List.of(schema), List.of())) {
      return false;
    }
    session
        .catalog()
        .put(
            new SchemaDescriptor(
                schema.oid(), rename.newName(), schema.ownerOid(), schema.comment()));
    return true;
  }

  private boolean moved(DdlStatement.SetSchema set) {
    if (set.kind() != ObjectKind.TABLE) {
      throw Unsupported.feature("ALTER " + set.kind().word() + " SET SCHEMA is", set.pos());
    }
    TableDescriptor table = table(set.name(), set.ifExists());
    if (table == null) {
      return true;
    }
    SchemaDescriptor schema = names.schema(set.schema(), 0);
    if (schema.isSystem()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot move objects into system schemas");
    }
    if (schema.oid() == table.schemaOid()) {
      return true;
    }
    if (catalog.relationExists(schema, table.name())) {
      throw new SqlException(
          SqlState.DUPLICATE_TABLE,
          "relation \"" + table.name() + "\" already exists in schema \"" + schema.name() + "\"");
    }
    PrimaryKey key = table.primaryKey();
    if (key != null) {
      requireFree(schema, key.name());
    }
    return change(table, table.change().schema(schema.oid()));
  }
}
