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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** ALTER ... RENAME, SET SCHEMA. */
final class Renames {
  private final DdlSession session;
  private final CatalogIds ids;
  private final CatalogSnapshot catalog;
  private final DdlNames names;

  Renames(DdlSession session, CatalogIds ids) {
    this.session = session;
    this.ids = ids;
    this.catalog = session.catalog().fresh();
    this.names = new DdlNames(catalog, session.searchPath());
  }

  void run(DdlStatement.Rename rename) {
    switch (rename.kind()) {
      case TABLE -> renameTable(rename);
      case COLUMN -> renameColumn(rename);
      case CONSTRAINT -> renameConstraint(rename);
      case INDEX -> renameIndex(rename);
      case SCHEMA -> renameSchema(rename);
      default ->
          throw Unsupported.feature("renaming a " + rename.kind().word() + " is", rename.pos());
    }
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

  private void change(TableDescriptor old, TableBuilder changed) {
    session.catalog().change(old, changed.build(ids.nextVersion()));
  }

  private void renameTable(DdlStatement.Rename rename) {
    TableDescriptor table = table(rename.name(), rename.ifExists());
    if (table != null) {
      requireFree(schemaOf(table), rename.newName());
      change(table, table.change().name(rename.newName()));
    }
  }

  private void renameColumn(DdlStatement.Rename rename) {
    TableDescriptor table = table(rename.name(), rename.ifExists());
    if (table == null) {
      return;
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
    change(table, table.change().replace(column.named(newName)));
  }

  private void renameConstraint(DdlStatement.Rename rename) {
    TableDescriptor table = table(rename.name(), rename.ifExists());
    if (table == null) {
      return;
    }
    PrimaryKey key = table.primaryKey();
    if (key == null || !key.name().equals(rename.part())) {
      throw new SqlException(
          SqlState.UNDEFINED_OBJECT,
          "constraint \"" + rename.part() + "\" for table \"" + table.name() + "\" does not exist");
    }
    renameKey(table, key, rename.newName());
  }

  private void renameKey(TableDescriptor table, PrimaryKey key, String newName) {
    requireFree(schemaOf(table), newName);
    change(
        table,
        table
            .change()
            .primaryKey(
                new PrimaryKey(newName, key.indexOid(), key.constraintOid(), key.columnIds())));
  }

  private void renameIndex(DdlStatement.Rename rename) {
    TableDescriptor owner = names.findIndexOwner(rename.name());
    PrimaryKey key = owner == null ? null : owner.primaryKey();
    if (owner != null && key != null && key.name().equals(rename.name().name())) {
      renameKey(owner, key, rename.newName());
    } else {
      table(rename.name(), rename.ifExists());
    }
  }

  private void renameSchema(DdlStatement.Rename rename) {
    SchemaDescriptor schema = names.schema(rename.name().name(), 0);
    Schemas.checkNew(catalog, rename.newName());
    if (schema.isSystem()) {
      throw Unsupported.feature("renaming schema " + schema.name() + " is", rename.pos());
    }
    session
        .catalog()
        .put(
            new SchemaDescriptor(
                schema.oid(), rename.newName(), schema.ownerOid(), schema.comment()));
  }

  void run(DdlStatement.SetSchema set) {
    if (set.kind() != ObjectKind.TABLE) {
      throw Unsupported.feature("ALTER " + set.kind().word() + " SET SCHEMA is", set.pos());
    }
    TableDescriptor table = table(set.name(), set.ifExists());
    if (table == null) {
      return;
    }
    SchemaDescriptor schema = names.schema(set.schema(), 0);
    if (schema.isSystem()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot move objects into system schemas");
    }
    if (schema.oid() == table.schemaOid()) {
      return;
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
    change(table, table.change().schema(schema.oid()));
  }
}
