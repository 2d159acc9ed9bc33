package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.UtilityStatement;
import io.holdfast.sql.parse.ast.UtilityStatement.Discard;
import io.holdfast.sql.parse.ast.UtilityStatement.DiscardKind;
import io.holdfast.sql.parse.ast.UtilityStatement.Listen;
import io.holdfast.sql.parse.ast.UtilityStatement.LockTable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Statements about the session itself, run from their trees. */
final class UtilityStatements {
  private final SessionState state;
  private final PreparedStatements prepared;
  private final Portals portals;
  private final SqlPrepared sqlPrepared;
  private final SqlCursors cursors;

  UtilityStatements(
      SessionState state, PreparedStatements prepared, Portals portals, StatementStarter starter) {
    this.state = state;
    this.prepared = prepared;
    this.portals = portals;
    this.sqlPrepared = new SqlPrepared(state, prepared, starter);
    this.cursors = new SqlCursors(state, portals, starter);
  }

  /** Begins one; those that are not known by name are refused with 0A000. */
  RunningStatement start(
      UtilityStatement statement,
      StatementSource source,
      @Nullable Object[] parameters,
      short[] formats) {
    if (statement instanceof UtilityStatement.Execute execute) {
      return sqlPrepared.execute(execute, formats);
    }
    if (statement instanceof UtilityStatement.Fetch fetch) {
      return cursors.fetch(fetch, formats);
    }
    if (statement instanceof UtilityStatement.Show show) {
      return new ShowRun(show, state.settingStatements(), formats);
    }
    return new FinishedRun(
        sink -> {
          if (statement instanceof UtilityStatement.DeclareCursor declare) {
            cursors.declare(declare, source, parameters);
          } else {
            run(statement, sink);
          }
          return CommandTag.of(statement);
        });
  }

  SqlPrepared prepared() {
    return sqlPrepared;
  }

  private void run(UtilityStatement statement, ResultSink sink) {
    SettingStatements settings = state.settingStatements();
    if (statement instanceof UtilityStatement.SetVariable set) {
      settings.set(set, sink::notice);
    } else if (statement instanceof UtilityStatement.SetTransaction set) {
      settings.setTransaction(set, sink::notice);
    } else if (statement instanceof UtilityStatement.Reset reset) {
      settings.reset(reset);
    } else if (statement instanceof Discard discard) {
      discard(discard);
    } else if (statement instanceof UtilityStatement.Prepare prepare) {
      sqlPrepared.prepare(prepare);
    } else if (statement instanceof UtilityStatement.Deallocate deallocate) {
      sqlPrepared.deallocate(deallocate);
    } else if (statement instanceof UtilityStatement.CloseCursor close) {
      cursors.close(close);
    } else if (statement instanceof LockTable lock) {
      lockTable(lock);
    } else if (statement instanceof Listen listen) {
      listen(listen);
    } else if (!(statement instanceof UtilityStatement.Checkpoint)
        && !(statement instanceof UtilityStatement.SetConstraints)) {
      throw unsupported(CommandTag.of(statement), statement.pos());
    }
  }

  private static SqlException unsupported(String what, int pos) {
    return new SqlException(SqlState.FEATURE_NOT_SUPPORTED, what + " is not supported", pos);
  }

  private void discard(Discard discard) {
    if (discard.kind() != DiscardKind.ALL) {
      // There are no sequences and temporary tables of a session; plans check themselves.
      return;
    }
    if (state.block().inBlock()) {
      throw new SqlException(
          SqlState.ACTIVE_SQL_TRANSACTION, "DISCARD ALL cannot run inside a transaction block");
    }
    portals.clear();
    prepared.clear();
    state.settings().resetAll();
  }

  private void lockTable(LockTable lock) {
    if (!state.block().inBlock()) {
      throw new SqlException(
          SqlState.NO_ACTIVE_SQL_TRANSACTION, "LOCK TABLE can only be used in transaction blocks");
    }
    TableLocks.lock(state, lock);
  }

  private static void listen(Listen listen) {
    if (listen.verb() != Listen.Verb.UNLISTEN) {
      throw unsupported(listen.verb().name().toUpperCase(Locale.ROOT), listen.pos());
    }
  }
}
