package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.UtilityStatement.CloseCursor;
import io.holdfast.sql.parse.ast.UtilityStatement.DeclareCursor;
import io.holdfast.sql.parse.ast.UtilityStatement.Fetch;
import io.holdfast.sql.parse.ast.UtilityStatement.FetchDirection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** DECLARE, FETCH, MOVE and CLOSE: portals by another name. Forwards only. */
final class SqlCursors {
  private final SessionState state;
  private final Portals portals;
  private final StatementStarter starter;

  SqlCursors(SessionState state, Portals portals, StatementStarter starter) {
    this.state = state;
    this.portals = portals;
    this.starter = starter;
  }

  void declare(DeclareCursor declare, StatementSource whole, @Nullable Object[] parameters) {
    if (declare.hold()) {
      throw refused("DECLARE CURSOR WITH HOLD", declare.pos());
    }
    if (Boolean.TRUE.equals(declare.scroll())) {
      throw refused("SCROLL cursors", declare.pos());
    }
    if (!state.block().inBlock()) {
      throw new SqlException(
          SqlState.NO_ACTIVE_SQL_TRANSACTION,
          "DECLARE CURSOR can only be used in transaction blocks");
    }
    if (portals.find(declare.name()) != null) {
      throw new SqlException(
          SqlState.DUPLICATE_CURSOR, "cursor \"" + declare.name() + "\" already exists");
    }
    StatementSource source =
        Objects.requireNonNull(InnerQuery.of(declare, whole.text(), whole.declaredOids()));
    PlannedStatement planned =
        InnerQuery.plan(source, parameters, state.planner(), state.beginStatement());
    Prepared statement =
        new Prepared(
            declare.name(),
            "",
            source,
            planned.parameterTypes(),
            planned.columns(),
            state.statementMicros(),
            true);
    statement.plannedAs(planned, state.searchPath());
    Portal portal = new Portal(declare.name(), statement, parameters, new short[0]);
    portal.setRunning(starter.startPrepared(statement, parameters, portal.formats()));
    portals.add(portal);
  }

  private static SqlException refused(String what, int pos) {
    return new SqlException(SqlState.FEATURE_NOT_SUPPORTED, what + " are not supported", pos);
  }

  RunningStatement fetch(Fetch fetch, short[] formats) {
    if (fetch.direction() != FetchDirection.FORWARD || fetch.count() <= 0) {
      throw new SqlException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "cursor can only scan forward")
          .withHint("Declare it with SCROLL option to enable backward scan.");
    }
    Portal cursor = portals.requireCursor(fetch.cursor());
    if (!(cursor.running() instanceof PlanRun run)) {
      throw new SqlException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "portal \"" + fetch.cursor() + "\" cannot be run");
    }
    long count = fetch.count() == Long.MAX_VALUE ? 0 : fetch.count();
    return new FetchRun(cursor, run, fetch.move(), count, formats);
  }

  void close(CloseCursor close) {
    String name = close.name();
    if (name == null) {
      portals.clear();
    } else {
      portals.requireCursor(name);
      portals.remove(name);
    }
  }

  /** One FETCH; the cursor stays open. */
  private static final class FetchRun implements RunningStatement {
    private final Portal portal;
    private final PlanRun cursor;
    private final boolean move;
    private final long count;
    private final short[] formats;
    private boolean done;

    FetchRun(Portal portal, PlanRun cursor, boolean move, long count, short[] formats) {
      this.portal = portal;
      this.cursor = cursor;
      this.move = move;
      this.count = count;
      this.formats = formats;
    }

    @Override
    public boolean advance(long rowsMax, boolean announce, ResultSink sink) {
      boolean broken = true;
      try {
        if (!done && move) {
          cursor.skip(count == 0 ? Long.MAX_VALUE : count);
        } else if (!done) {
          cursor.advance(count, announce, formats, sink);
        }
        broken = false;
      } finally {
        if (broken) {
          portal.setComplete(); // Where it would go on nobody knows.
        }
      }
      done = true;
      return true;
    }

    @Override
    public String tag() {
      return (move ? "MOVE " : "FETCH ") + cursor.rows();
    }

    @Override
    public void close() {
      // The cursor is closed by CLOSE or with the transaction.
    }
  }
}
