package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.CatalogIds;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.QualifiedName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** COMMENT ON tables, columns and schemas. */
final class Comments {
  private Comments() {}

  static void run(DdlSession session, CatalogIds ids, DdlStatement.Comment statement) {
    while (!commented(session, ids, statement)) {
      session.checkCancelled();
    }
  }

  /** False when it has to look again, since others were at work. */
  private static boolean commented(
      DdlSession session, CatalogIds ids, DdlStatement.Comment statement) {
    CatalogSnapshot catalog = session.catalog().fresh();
    DdlNames names = new DdlNames(catalog, session.searchPath());
    @Nullable String text =
        statement.text() == null || statement.text().isEmpty() ? null : statement.text();
    switch (statement.kind()) {
      case TABLE -> {
        TableDescriptor table = table(names, statement.name());
        return change(session, table, table.change().comment(text).build(ids.nextVersion()));
      }
      case COLUMN -> {
        TableDescriptor table = table(names, statement.name());
        String name = Objects.requireNonNull(statement.part());
        ColumnDescriptor column = table.column(name);
        if (column == null) {
          throw new SqlException(
              SqlState.UNDEFINED_COLUMN,
              "column \"" + name + "\" of relation \"" + table.name() + "\" does not exist");
        }
        return change(
            session,
            table,
            table.change().replace(column.withComment(text)).build(ids.nextVersion()));
      }
      case SCHEMA -> {
        SchemaDescriptor schema = names.schema(statement.name().name(), 0);
        if (schema.isSystem()) {
          throw Unsupported.feature("comments on system schemas are", statement.pos());
        }
        if (!Kept.schemas(session, List.of(schema), List.of())) {
          return false;
        }
        session
            .catalog()
            .put(new SchemaDescriptor(schema.oid(), schema.name(), schema.ownerOid(), text));
        return true;
      }
      default ->
          throw Unsupported.feature(
              "comments on a " + statement.kindWords() + " are", statement.pos());
    }
  }

  private static boolean change(
      DdlSession session, TableDescriptor table, TableDescriptor changed) {
    if (!Kept.tables(session, List.of(table))) {
      return false;
    }
    session.catalog().change(table, changed);
    return true;
  }

  private static TableDescriptor table(DdlNames names, QualifiedName name) {
    TableDescriptor table = names.findOwn(name);
    if (table == null) {
      throw new SqlException(SqlState.UNDEFINED_TABLE, "relation \"" + name + "\" does not exist");
    }
    return table;
  }
}
