package io.holdfast.sql.session;

import io.holdfast.sql.ddl.DdlTags;
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.DmlStatement;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement;

/** What a completed statement is called. */
final class CommandTag {
  private CommandTag() {}

  /** The tag without counts; for refusals ("cannot execute X in a read-only transaction") too. */
  static String of(Statement statement) {
    if (statement instanceof DmlStatement dml) {
      return ofDml(dml);
    }
    if (statement instanceof DdlStatement ddl) {
      return DdlTags.of(ddl);
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
