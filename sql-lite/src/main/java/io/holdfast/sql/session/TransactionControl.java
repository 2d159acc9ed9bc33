package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.UtilityStatement.Transaction;
import io.holdfast.sql.parse.ast.UtilityStatement.TransactionKind;
import io.holdfast.sql.parse.ast.UtilityStatement.TransactionModes;
import java.util.Objects;

/** BEGIN, COMMIT, SAVEPOINT and the like; portals end with what made them. */
final class TransactionControl {
  private final TransactionBlock block;
  private final Portals portals;

  TransactionControl(TransactionBlock block, Portals portals) {
    this.block = block;
    this.portals = portals;
  }

  /** Runs the statement; answers its tag. */
  String run(Transaction statement, ResultSink sink) {
    TransactionKind kind = statement.kind();
    if (block.failed() && !endsFailure(kind)) {
      throw SessionState.inFailedTransaction();
    }
    String name = statement.name();
    switch (kind) {
      case BEGIN, START -> {
        if (!block.begin(statement.modes())) {
          warn(sink, SqlState.ACTIVE_SQL_TRANSACTION, "there is already a transaction in progress");
        }
      }
      case COMMIT -> {
        return end(statement, true, sink);
      }
      case ROLLBACK -> {
        return end(statement, false, sink);
      }
      case SAVEPOINT -> block.savepoint(Objects.requireNonNull(name), portals.mark());
      case RELEASE -> block.release(Objects.requireNonNull(name));
      case ROLLBACK_TO -> {
        portals.removeSince(block.rollbackTo(Objects.requireNonNull(name)));
      }
      case PREPARE -> {
        // The client gives the transaction away, so it must not go on with it.
        rollback();
        throw new SqlException(
                SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "prepared transactions are disabled")
            .withHint("Set max_prepared_transactions to a nonzero value.");
      }
      case COMMIT_PREPARED, ROLLBACK_PREPARED ->
          throw new SqlException(
              SqlState.UNDEFINED_OBJECT,
              "prepared transaction with identifier \"" + name + "\" does not exist");
    }
    return CommandTag.of(statement);
  }

  static boolean endsFailure(TransactionKind kind) {
    return kind == TransactionKind.COMMIT
        || kind == TransactionKind.ROLLBACK
        || kind == TransactionKind.ROLLBACK_TO
        || kind == TransactionKind.PREPARE;
  }

  private String end(Transaction statement, boolean commits, ResultSink sink) {
    if (!block.inBlock()) {
      if (statement.chain()) {
        throw new SqlException(
            SqlState.NO_ACTIVE_SQL_TRANSACTION,
            (commits ? "COMMIT" : "ROLLBACK")
                + " AND CHAIN can only be used in transaction blocks");
      }
      warn(sink, SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress");
    }
    boolean committing = commits && !block.failed();
    TransactionModes modes = block.modes();
    if (committing) {
      commit();
    } else {
      rollback();
    }
    if (statement.chain()) {
      block.begin(modes);
    }
    return committing ? "COMMIT" : "ROLLBACK";
  }

  private static void warn(ResultSink sink, SqlState state, String message) {
    sink.notice(Notice.warning(new SqlException(state, message)));
  }

  /** Commits what is open. */
  void commit() {
    portals.committed();
    block.commit();
  }

  /** Undoes what is open. */
  void rollback() {
    portals.rolledBack();
    block.rollback();
  }
}
