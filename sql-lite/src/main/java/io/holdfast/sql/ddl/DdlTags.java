package io.holdfast.sql.ddl;

import io.holdfast.sql.parse.ast.DdlStatement;
import java.util.Locale;

/** Command tags of statements over the catalogue. */
public final class DdlTags {
  private DdlTags() {}

  /** The tag that a statement answers when it has run. */
  public static String of(DdlStatement statement) {
    if (statement instanceof DdlStatement.CreateDatabase) {
      return "CREATE DATABASE";
    }
    if (statement instanceof DdlStatement.DropDatabase) {
      return "DROP DATABASE";
    }
    if (statement instanceof DdlStatement.CreateSchema) {
      return "CREATE SCHEMA";
    }
    if (statement instanceof DdlStatement.Drop drop) {
      return "DROP " + upper(drop.kind());
    }
    if (statement instanceof DdlStatement.CreateTable) {
      return "CREATE TABLE";
    }
    if (statement instanceof DdlStatement.CreateTableAs create) {
      return create.materializedView() ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS";
    }
    if (statement instanceof DdlStatement.Truncate) {
      return "TRUNCATE TABLE";
    }
    if (statement instanceof DdlStatement.AlterTable alter) {
      return "ALTER " + upper(alter.kind());
    }
    return ofRare(statement);
  }

  private static String ofRare(DdlStatement statement) {
    if (statement instanceof DdlStatement.Rename rename) {
      boolean part =
          rename.kind() == DdlStatement.ObjectKind.COLUMN
              || rename.kind() == DdlStatement.ObjectKind.CONSTRAINT;
      return part ? "ALTER TABLE" : "ALTER " + upper(rename.kind());
    }
    if (statement instanceof DdlStatement.SetSchema set) {
      return "ALTER " + upper(set.kind());
    }
    if (statement instanceof DdlStatement.SetOwner set) {
      return "ALTER " + upper(set.kind());
    }
    if (statement instanceof DdlStatement.CreateIndex) {
      return "CREATE INDEX";
    }
    if (statement instanceof DdlStatement.CreateView) {
      return "CREATE VIEW";
    }
    if (statement instanceof DdlStatement.Sequence sequence) {
      return sequence.alter() ? "ALTER SEQUENCE" : "CREATE SEQUENCE";
    }
    if (statement instanceof DdlStatement.Grant grant) {
      return grant.grant() ? "GRANT" : "REVOKE";
    }
    return "COMMENT";
  }

  private static String upper(DdlStatement.ObjectKind kind) {
    return kind.word().toUpperCase(Locale.ROOT);
  }
}
