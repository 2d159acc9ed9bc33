package io.holdfast.sql.parse.ast;

import io.holdfast.sql.parse.ast.DmlStatement.IndexElement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements over the catalogue. */
public sealed interface DdlStatement extends Statement {

  /** Kinds of objects that statements name. */
  enum ObjectKind {
    TABLE("table"),
    VIEW("view"),
    MATERIALIZED_VIEW("materialized view"),
    INDEX("index"),
    SEQUENCE("sequence"),
    SCHEMA("schema"),
    DATABASE("database"),
    COLUMN("column"),
    CONSTRAINT("constraint"),
    TYPE("type"),
    DOMAIN("domain"),
    FUNCTION("function"),
    ROLE("role"),
    TABLESPACE("tablespace"),
    EXTENSION("extension"),
    COLLATION("collation"),
    TRIGGER("trigger"),
    RULE("rule"),
    POLICY("policy"),
    OTHER("object");

    private final String word;

    ObjectKind(String word) {
      this.word = word;
    }

    /** As PostgreSQL writes it in errors and, in upper case, in command tags. */
    public String word() {
      return word;
    }
  }

  /** CREATE DATABASE. */
  record CreateDatabase(String name, List<Option> options, int pos) implements DdlStatement {}

  /** DROP DATABASE. */
  record DropDatabase(String name, boolean ifExists, List<Option> options, int pos)
      implements DdlStatement {}

  /**
   * CREATE SCHEMA.
   *
   * @param name null: that of the role
   * @param elements statements inside
   */
  record CreateSchema(
      @Nullable String name,
      @Nullable String authorization,
      boolean ifNotExists,
      List<Statement> elements,
      int pos)
      implements DdlStatement {}

  /** DROP of anything but databases. */
  record Drop(
      ObjectKind kind,
      List<QualifiedName> names,
      boolean ifExists,
      boolean cascade,
      boolean concurrently,
      int pos)
      implements DdlStatement {}

  /** How long a table lives. */
  enum Persistence {
    PERMANENT,
    UNLOGGED,
    TEMPORARY
  }

  /** ON COMMIT of a temporary table. */
  enum OnCommit {
    NONE,
    PRESERVE_ROWS,
    DELETE_ROWS,
    DROP
  }

  /** LIKE inside CREATE TABLE; options in lower case ("including all"). */
  record LikeTable(QualifiedName table, List<String> options, int pos) implements Node {}

  /**
   * CREATE TABLE.
   *
   * @param inherits not empty: INHERITS was written
   * @param partitioned PARTITION BY or PARTITION OF was written
   * @param options of WITH (..)
   */
  record CreateTable(
      QualifiedName name,
      Persistence persistence,
      boolean ifNotExists,
      List<ColumnDefinition> columns,
      List<Constraint> constraints,
      List<LikeTable> likes,
      List<QualifiedName> inherits,
      boolean partitioned,
      List<Option> options,
      OnCommit onCommit,
      @Nullable String tablespace,
      @Nullable String accessMethod,
      int pos)
      implements DdlStatement {}

  /**
   * CREATE TABLE AS, SELECT INTO, CREATE MATERIALIZED VIEW.
   *
   * @param query a SelectStatement or an ExecuteStatement
   */
  record CreateTableAs(
      QualifiedName name,
      Persistence persistence,
      boolean ifNotExists,
      boolean materializedView,
      List<String> columns,
      List<Option> options,
      OnCommit onCommit,
      @Nullable String tablespace,
      Statement query,
      boolean withData,
      int pos)
      implements DdlStatement {}

  /** TRUNCATE. */
  record Truncate(List<TableRef.Relation> tables, boolean restartIdentity, boolean cascade, int pos)
      implements DdlStatement {}

  /** ALTER TABLE with its actions. */
  record AlterTable(
      ObjectKind kind,
      TableRef.Relation table,
      boolean ifExists,
      List<AlterAction> actions,
      int pos)
      implements DdlStatement {}

  /** One action of ALTER TABLE. */
  sealed interface AlterAction extends Node {}

  /** ADD [COLUMN]. */
  record AddColumn(ColumnDefinition column, boolean ifNotExists, int pos) implements AlterAction {}

  /** DROP [COLUMN]. */
  record DropColumn(String column, boolean ifExists, boolean cascade, int pos)
      implements AlterAction {}

  /** ALTER COLUMN SET DEFAULT, or DROP DEFAULT (null). */
  record AlterDefault(
      String column, @Nullable Expression expression, @Nullable String text, int pos)
      implements AlterAction {}

  /** ALTER COLUMN SET NOT NULL, DROP NOT NULL. */
  record AlterNotNull(String column, boolean notNull, int pos) implements AlterAction {}

  /** ALTER COLUMN TYPE. */
  record AlterType(
      String column, TypeName type, List<String> collation, @Nullable Expression using, int pos)
      implements AlterAction {}

  /** ADD CONSTRAINT, ADD PRIMARY KEY .. */
  record AddConstraint(Constraint constraint, int pos) implements AlterAction {}

  /** DROP CONSTRAINT. */
  record DropConstraint(String name, boolean ifExists, boolean cascade, int pos)
      implements AlterAction {}

  /** OWNER TO. */
  record ChangeOwner(String owner, int pos) implements AlterAction {}

  /** SET (..), RESET (..). */
  record SetOptions(List<Option> options, boolean reset, int pos) implements AlterAction {}

  /** An action that is only known by name ("ENABLE TRIGGER", "CLUSTER ON"). */
  record OtherAction(String what, int pos) implements AlterAction {}

  /**
   * ALTER .. RENAME.
   *
   * @param kind what is renamed; COLUMN and CONSTRAINT are parts of the named relation
   * @param part the column or constraint, null otherwise
   */
  record Rename(
      ObjectKind kind,
      QualifiedName name,
      @Nullable String part,
      String newName,
      boolean ifExists,
      int pos)
      implements DdlStatement {}

  /** ALTER .. SET SCHEMA. */
  record SetSchema(ObjectKind kind, QualifiedName name, String schema, boolean ifExists, int pos)
      implements DdlStatement {}

  /** ALTER .. OWNER TO for anything but tables. */
  record SetOwner(ObjectKind kind, QualifiedName name, String owner, int pos)
      implements DdlStatement {}

  /**
   * CREATE INDEX.
   *
   * @param name null: made up
   */
  record CreateIndex(
      @Nullable String name,
      boolean unique,
      boolean concurrently,
      boolean ifNotExists,
      TableRef.Relation table,
      String method,
      List<IndexElement> elements,
      List<String> include,
      boolean nullsNotDistinct,
      List<Option> options,
      @Nullable String tablespace,
      @Nullable Expression where,
      int pos)
      implements DdlStatement {}

  /**
   * CREATE VIEW.
   *
   * @param text of the query
   * @param checkOption "local", "cascaded" or null
   */
  record CreateView(
      QualifiedName name,
      boolean replace,
      boolean temporary,
      boolean recursive,
      List<String> columns,
      List<Option> options,
      Query query,
      String text,
      @Nullable String checkOption,
      int pos)
      implements DdlStatement {}

  /** CREATE SEQUENCE, ALTER SEQUENCE. */
  record Sequence(
      boolean alter,
      QualifiedName name,
      boolean temporary,
      boolean ifExistsOrNot,
      List<Option> options,
      int pos)
      implements DdlStatement {}

  /** COMMENT ON; null text: none any more. */
  record Comment(
      ObjectKind kind,
      String kindWords,
      QualifiedName name,
      @Nullable String part,
      @Nullable String text,
      int pos)
      implements DdlStatement {}

  /** GRANT, REVOKE: privileges or roles. */
  record Grant(
      boolean grant,
      List<String> privileges,
      ObjectKind kind,
      List<QualifiedName> objects,
      List<String> roles,
      boolean option,
      boolean cascade,
      int pos)
      implements DdlStatement {}
}
