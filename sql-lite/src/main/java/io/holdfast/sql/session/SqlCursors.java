package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.UtilityStatement.CloseCursor;
import io.holdfast.sql.parse.ast.UtilityStatement.DeclareCursor;
import io.holdfast.sql.parse.ast.UtilityStatement.Fetch;
import io.holdfast.sql.parse.ast.UtilityStatement.FetchDirection;
import io.holdfast.sql.plan.logical.BoundQuery;
import io.holdfast.sql.plan.logical.OutputColumn;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * DECLARE, FETCH, MOVE and CLOSE: portals by another name. Without SCROLL or HOLD they go forwards
 * only and keep no rows.
 */
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
    if (!declare.hold() && !state.block().inBlock()) {
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
            whole.text(),
            source,
            planned.parameterTypes(),
            planned.columns(),
            state.statementMicros(),
            true);
    statement.plannedAs(planned, state.searchPath());
    Portal portal = new Portal(declare.name(), statement, parameters, new short[0]);
    RunningStatement run = starter.startPrepared(statement, parameters, portal.formats());
    boolean scroll = Boolean.TRUE.equals(declare.scroll());
    portal.setRunning(run);
    if ((scroll || declare.hold()) && run instanceof PlanRun rows) {
      try {
        keep(declare, portal, rows, Objects.requireNonNull(planned.columns()));
      } catch (SqlException e) {
        portal.close();
        throw e;
      }
    }
    portals.add(portal);
  }

  private static void keep(
      DeclareCursor declare, Portal portal, PlanRun rows, List<OutputColumn> columns) {
    PlannedStatement planned = portal.statement().planned();
    if (planned != null && planned.bound() instanceof BoundQuery query && query.locksRows()) {
      String kind = declare.hold() ? "DECLARE CURSOR WITH HOLD" : "DECLARE SCROLL CURSOR";
      throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED, kind + " ... FOR UPDATE is not supported")
          .withDetail((declare.hold() ? "Holdable" : "Scrollable") + " cursors must be READ ONLY.");
    }
    KeptRows kept = new KeptRows(rows, columns);
    portal.setRunning(kept);
    if (declare.hold()) {
      kept.readAll();
      portal.setHeld();
    }
  }

  RunningStatement fetch(Fetch fetch, short[] formats) {
    Portal cursor = portals.requireCursor(fetch.cursor());
    if (cursor.running() instanceof KeptRows kept) {
      return new ScrollRun(kept, fetch, formats);
    }
    if (fetch.direction() != FetchDirection.FORWARD || fetch.count() <= 0) {
      throw new SqlException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "cursor can only scan forward")
          .withHint("Declare it with SCROLL option to enable backward scan.");
    }
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

  /** One FETCH of a cursor whose rows are kept. */
  private static final class ScrollRun implements RunningStatement {
    private final KeptRows cursor;
    private final Fetch fetch;
    private final short[] formats;
    private int rows;

    ScrollRun(KeptRows cursor, Fetch fetch, short[] formats) {
      this.cursor = cursor;
      this.fetch = fetch;
      this.formats = formats;
    }

    @Override
    public boolean advance(long rowsMax, boolean announce, ResultSink sink) {
      List<Integer> numbers = cursor.move(fetch.direction(), fetch.count());
      rows = numbers.size();
      if (!fetch.move()) {
        cursor.show(numbers, announce, formats, sink);
      }
      return true;
    }

    @Override
    public String tag() {
      return (fetch.move() ? "MOVE " : "FETCH ") + rows;
    }

    @Override
    public void close() {
      // The cursor is closed by CLOSE or with its transaction or session.
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
