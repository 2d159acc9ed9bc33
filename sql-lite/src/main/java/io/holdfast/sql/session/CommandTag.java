package io.holdfast.sql.session;

import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.DmlStatement;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement;
import java.util.Locale;

/** What a completed statement is called. */
final class CommandTag {
  private CommandTag() {}

  /** The tag without counts; for refusals ("cannot execute X in a read-only transaction") too. */
  static String of(Statement statement) {
    if (statement instanceof DmlStatement dml) {
      return ofDml(dml);
    }
    if (statement instanceof DdlStatement ddl) {
      return ofDdl(ddl);
    }
    return ofUtility((UtilityStatement) statement);
  }

  private static String ofDml(DmlStatement statement) {
    if (statement instanceof DmlStatement.InsertStatement) {
      return "INSERT";
    }
    if (statement instanceof DmlStatement.UpdateStatement) {
      return "UPDATE";
    }
    return statement instanceof DmlStatement.DeleteStatement ? "DELETE" : "SELECT";
  }

  private static String ofDdl(DdlStatement statement) {
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
    return ofRareDdl(statement);
  }

  private static String ofRareDdl(DdlStatement statement) {
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

  private static String ofUtility(UtilityStatement statement) {
    if (statement instanceof UtilityStatement.Transaction transaction) {
      return ofTransaction(transaction.kind());
    }
    if (statement instanceof UtilityStatement.SetVariable
        || statement instanceof UtilityStatement.SetTransaction) {
      return "SET";
    }
    if (statement instanceof UtilityStatement.Discard discard) {
      return "DISCARD " + discard.kind();
    }
    if (statement instanceof UtilityStatement.Deallocate deallocate) {
      return deallocate.name() == null ? "DEALLOCATE ALL" : "DEALLOCATE";
    }
    if (statement instanceof UtilityStatement.CloseCursor close) {
      return close.name() == null ? "CLOSE CURSOR ALL" : "CLOSE CURSOR";
    }
    if (statement instanceof UtilityStatement.Fetch fetch) {
      return fetch.move() ? "MOVE" : "FETCH";
    }
    if (statement instanceof UtilityStatement.Vacuum vacuum) {
      return vacuum.vacuum() ? "VACUUM" : "ANALYZE";
    }
    if (statement instanceof UtilityStatement.Listen listen) {
      return listen.verb().name();
    }
    return ofSimpleUtility(statement);
  }

  private static String ofSimpleUtility(UtilityStatement statement) {
    if (statement instanceof UtilityStatement.SetConstraints) {
      return "SET CONSTRAINTS";
    }
    if (statement instanceof UtilityStatement.Show) {
      return "SHOW";
    }
    if (statement instanceof UtilityStatement.Reset) {
      return "RESET";
    }
    if (statement instanceof UtilityStatement.Copy copy) {
      return copy.from() ? "COPY FROM" : "COPY";
    }
    if (statement instanceof UtilityStatement.Prepare) {
      return "PREPARE";
    }
    if (statement instanceof UtilityStatement.Execute) {
      return "EXECUTE";
    }
    if (statement instanceof UtilityStatement.DeclareCursor) {
      return "DECLARE CURSOR";
    }
    if (statement instanceof UtilityStatement.Explain) {
      return "EXPLAIN";
    }
    if (statement instanceof UtilityStatement.LockTable) {
      return "LOCK TABLE";
    }
    if (statement instanceof UtilityStatement.Checkpoint) {
      return "CHECKPOINT";
    }
    return ((UtilityStatement.Unsupported) statement).tag();
  }

  private static String ofTransaction(UtilityStatement.TransactionKind kind) {
    return switch (kind) {
      case BEGIN -> "BEGIN";
      case START -> "START TRANSACTION";
      case COMMIT -> "COMMIT";
      case ROLLBACK, ROLLBACK_TO -> "ROLLBACK";
      case SAVEPOINT -> "SAVEPOINT";
      case RELEASE -> "RELEASE";
      case PREPARE -> "PREPARE TRANSACTION";
      case COMMIT_PREPARED -> "COMMIT PREPARED";
      case ROLLBACK_PREPARED -> "ROLLBACK PREPARED";
    };
  }
}
