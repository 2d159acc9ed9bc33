package io.holdfast.sql.parse.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements about the session, transactions, cursors and maintenance. */
public sealed interface UtilityStatement extends Statement {

  /** Transaction control. */
  enum TransactionKind {
    BEGIN,
    START,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    RELEASE,
    ROLLBACK_TO,
    PREPARE,
    COMMIT_PREPARED,
    ROLLBACK_PREPARED
  }

  /** Isolation levels as written. */
  enum Isolation {
    READ_UNCOMMITTED,
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE
  }

  /** Modes of a transaction; null: not said. The last of two that contradict wins. */
  record TransactionModes(
      @Nullable Isolation isolation, @Nullable Boolean readOnly, @Nullable Boolean deferrable) {
    /** Nothing said. */
    public static final TransactionModes NONE = new TransactionModes(null, null, null);
  }

  /**
   * BEGIN, COMMIT, SAVEPOINT and the others (END is COMMIT, ABORT is ROLLBACK).
   *
   * @param name the savepoint or the prepared transaction, null otherwise
   * @param chain AND CHAIN
   */
  record Transaction(
      TransactionKind kind, TransactionModes modes, @Nullable String name, boolean chain, int pos)
      implements UtilityStatement {}

  /** How far a SET reaches. */
  enum SetScope {
    SESSION,
    LOCAL
  }

  /**
   * SET.
   *
   * @param name lower case, parts with dots; "timezone" for TIME ZONE, "search_path" for SCHEMA,
   *     "client_encoding" for NAMES, "role", "session_authorization"
   * @param values literals and words (as ColumnRef); empty: TO DEFAULT
   */
  record SetVariable(SetScope scope, String name, List<Expression> values, int pos)
      implements UtilityStatement {}

  /** SET TRANSACTION, SET SESSION CHARACTERISTICS AS TRANSACTION. */
  record SetTransaction(boolean session, TransactionModes modes, @Nullable String snapshot, int pos)
      implements UtilityStatement {}

  /** SET CONSTRAINTS; no names: ALL. */
  record SetConstraints(List<QualifiedName> names, boolean deferred, int pos)
      implements UtilityStatement {}

  /** SHOW; "all" for ALL. */
  record Show(String name, int pos) implements UtilityStatement {}

  /** RESET; "all" for ALL. */
  record Reset(String name, int pos) implements UtilityStatement {}

  /** What DISCARD throws away. */
  enum DiscardKind {
    ALL,
    PLANS,
    SEQUENCES,
    TEMP
  }

  /** DISCARD. */
  record Discard(DiscardKind kind, int pos) implements UtilityStatement {}

  /**
   * COPY.
   *
   * @param table null when a query is copied
   * @param query SELECT, or INSERT, UPDATE, DELETE with RETURNING; null for a table
   * @param file file name or program; null: STDIN or STDOUT
   * @param options names as in the new syntax: format, delimiter, null, header, quote, escape,
   *     force_quote, force_not_null, force_null, encoding, freeze
   */
  record Copy(
      @Nullable QualifiedName table,
      List<String> columns,
      @Nullable Statement query,
      boolean from,
      boolean program,
      @Nullable String file,
      List<Option> options,
      @Nullable Expression where,
      int pos)
      implements UtilityStatement {}

  /**
   * PREPARE.
   *
   * @param text of the statement inside
   */
  record Prepare(String name, List<TypeName> types, Statement statement, String text, int pos)
      implements UtilityStatement {}

  /** EXECUTE. */
  record Execute(String name, List<Expression> args, int pos) implements UtilityStatement {}

  /** DEALLOCATE; null: ALL. */
  record Deallocate(@Nullable String name, int pos) implements UtilityStatement {}

  /**
   * DECLARE CURSOR.
   *
   * @param scroll TRUE SCROLL, FALSE NO SCROLL, null not said
   */
  record DeclareCursor(
      String name,
      boolean binary,
      @Nullable Boolean scroll,
      boolean insensitive,
      boolean hold,
      Query query,
      int pos)
      implements UtilityStatement {}

  /** Where FETCH goes. */
  enum FetchDirection {
    FORWARD,
    BACKWARD,
    ABSOLUTE,
    RELATIVE
  }

  /**
   * FETCH, MOVE.
   *
   * @param count Long.MAX_VALUE for ALL
   */
  record Fetch(boolean move, FetchDirection direction, long count, String cursor, int pos)
      implements UtilityStatement {}

  /** CLOSE; null: ALL. */
  record CloseCursor(@Nullable String name, int pos) implements UtilityStatement {}

  /** EXPLAIN; options with the names of the list form (analyze, verbose, costs, format ..). */
  record Explain(List<Option> options, Statement statement, int pos) implements UtilityStatement {}

  /** A relation for VACUUM or ANALYZE. */
  record VacuumTarget(QualifiedName table, List<String> columns, int pos) implements Node {}

  /** VACUUM, ANALYZE; no targets: everything. */
  record Vacuum(boolean vacuum, List<Option> options, List<VacuumTarget> targets, int pos)
      implements UtilityStatement {}

  /** Table lock modes, weakest first. */
  enum TableLockMode {
    ACCESS_SHARE,
    ROW_SHARE,
    ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    EXCLUSIVE,
    ACCESS_EXCLUSIVE
  }

  /** LOCK TABLE. */
  record LockTable(List<TableRef.Relation> tables, TableLockMode mode, boolean nowait, int pos)
      implements UtilityStatement {}

  /** CHECKPOINT. */
  record Checkpoint(int pos) implements UtilityStatement {}

  /** LISTEN, UNLISTEN (null: all), NOTIFY. */
  record Listen(Verb verb, @Nullable String channel, @Nullable String payload, int pos)
      implements UtilityStatement {
    /** Which of the three. */
    public enum Verb {
      LISTEN,
      UNLISTEN,
      NOTIFY
    }
  }

  /**
   * A statement that PostgreSQL has and we do not: to be refused with 0A000 when it is run.
   *
   * @param tag its command tag, "CREATE FUNCTION"
   */
  record Unsupported(String tag, int pos) implements UtilityStatement {}
}
