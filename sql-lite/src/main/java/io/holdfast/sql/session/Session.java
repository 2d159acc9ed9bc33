package io.holdfast.sql.session;

import io.holdfast.client.error.TxnException;
import io.holdfast.runtime.base.Backoff;
import io.holdfast.runtime.node.NodeStoppedException;
import io.holdfast.sql.catalog.DatabaseDescriptor;
import io.holdfast.sql.catalog.system.OwnObjects;
import io.holdfast.sql.catalog.system.SystemActivity;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ParsedStatement;
import io.holdfast.sql.parse.ast.DmlStatement;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement.Transaction;
import io.holdfast.sql.type.TypeContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one implementation of {@link SqlSession}: see there, and the package. */
public final class Session implements SqlSession {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** How often a statement of its own is run again after a conflict, before the client is told. */
  private static final int ATTEMPTS_MAX = 30;

  private static final long RETRY_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long RETRY_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);
  private static final short[] ALL_TEXT = {};

  private final Runnable onClose;
  private final SessionState state;
  private final TransactionControl control;
  private final PreparedStatements prepared;
  private final Portals portals;
  private final StatementStarter starter;
  private @Nullable Backoff pipelineBackoff;

  /** Since the last Sync there was nothing but statements over rows, which a rollback undoes. */
  private boolean repeatable = true;

  private volatile Runnable wake = () -> {};

  /**
   * Opens a session; the database exists.
   *
   * @param onClose called once it is closed
   */
  public Session(
      SessionServices services,
      String user,
      DatabaseDescriptor database,
      int processId,
      Map<String, String> startSettings,
      Runnable onClose) {
    this.onClose = onClose;
    state = new SessionState(services, user, database.name(), database.oid(), processId);
    startSettings.forEach(state::setAtStart);
    portals = new Portals();
    prepared = new PreparedStatements(state, portals);
    control = new TransactionControl(state.block(), portals);
    state.setOwn(() -> new OwnObjects(prepared.rows(), portals.rows()));
    starter = new StatementStarter(state, prepared, portals, services.ddl());
  }

  // ---- simple query ----

  @Override
  public void simpleQuery(String sql, ResultSink sink) {
    guarded(
        () -> {
          state.report(sql);
          portals.remove("");
          prepared.remove("");
          StatementSource single = state.failed() ? null : state.planner().singleKnown(sql);
          if (single != null) {
            runLast(single, sink);
          } else {
            runAll(state.planner().parse(sql), sql, sink);
          }
          state.stopTimer();
        });
  }

  private void runAll(List<ParsedStatement> statements, String sql, ResultSink sink) {
    if (statements.isEmpty()) {
      sink.emptyQuery();
      return;
    }
    if (statements.size() == 1) {
      runLast(state.planner().source(sql, statements.get(0).statement()), sink);
      return;
    }
    for (int i = 0; i < statements.size(); i++) {
      ParsedStatement each = statements.get(i);
      boolean last = i == statements.size() - 1;
      if (i > 0) {
        state.restartTimer();
      }
      StatementSource source =
          new StatementSource(
              each.text(), each.statement(), null, List.of(), StatementSource.NO_OIDS);
      if (each.statement() instanceof Transaction transaction) {
        sink.complete(control.run(transaction, sink));
      } else {
        runOne(source, last, sink);
      }
    }
  }

  /** The only statement of its message. */
  private void runLast(StatementSource source, ResultSink sink) {
    Statement statement = source.statement();
    if (statement instanceof Transaction transaction) {
      sink.complete(control.run(transaction, sink));
    } else if (state.block().isOpen()) {
      runOne(source, true, sink);
    } else {
      runAlone(() -> starter.start(source, ALL_TEXT, true), true, sink);
    }
  }

  /** One of several statements, or one of a block. */
  private void runOne(StatementSource source, boolean last, ResultSink sink) {
    RunningStatement running = starter.start(source, ALL_TEXT, false);
    try {
      running.advance(0, true, sink);
    } finally {
      running.close();
    }
    if (last && !state.block().inBlock()) {
      control.commit();
    }
    sink.complete(running.tag());
  }

  /** How to begin a statement, each time anew. */
  private interface Start {
    RunningStatement start();
  }

  /** A statement that is a transaction of its own: committed before it is complete, tried again. */
  private void runAlone(Start start, boolean announce, ResultSink sink) {
    long mark = sink.mark();
    Backoff backoff = null;
    for (int attempt = 1; ; attempt++) {
      try {
        RunningStatement running = start.start();
        try {
          running.advance(0, announce, sink);
        } finally {
          running.close();
        }
        if (!state.block().inBlock()) {
          control.commit();
        }
        sink.complete(running.tag());
        return;
      } catch (SqlException e) {
        if (attempt >= ATTEMPTS_MAX || !mayRunAgain(e) || !sink.rewind(mark)) {
          throw e;
        }
        LOG.debug("a statement is run again", e);
      }
      state.checkCancelled(); // Before the end of its limits is forgotten with the transaction.
      control.rollback();
      backoff = backoff == null ? newBackoff() : backoff;
      state.pause(Duration.ofNanos(backoff.nextDelayNanos()));
    }
  }

  /** A conflict only: what was busy or not to be reached was waited for long enough. */
  private boolean mayRunAgain(SqlException e) {
    return e.state() == SqlState.SERIALIZATION_FAILURE && !state.block().inBlock();
  }

  @Override
  public boolean mayRunAgain(SqlException error, int attempts) {
    boolean may = repeatable && attempts < ATTEMPTS_MAX && mayRunAgain(error);
    may = may && state.resumeTimer() && waitForAnother(attempts);
    if (!may) {
      repeatable = true; // Nothing more is done until Sync.
      state.endMessage();
    }
    return may;
  }

  private boolean waitForAnother(int attempts) {
    if (attempts == 1 || pipelineBackoff == null) {
      pipelineBackoff = newBackoff();
    }
    try {
      state.pause(Duration.ofNanos(pipelineBackoff.nextDelayNanos()));
    } catch (SqlException e) {
      LOG.debug("the client does not wait for another attempt", e);
      return false;
    }
    return true;
  }

  private Backoff newBackoff() {
    return new Backoff(
        RETRY_NANOS_MIN, RETRY_NANOS_MAX, Long.MAX_VALUE / 2, state.context().random());
  }

  // ---- extended query ----

  @Override
  public void parse(String name, String sql, int[] parameterOids, ResultSink sink) {
    guarded(
        () -> {
          state.report(sql);
          prepared.parse(name, sql, parameterOids);
        });
  }

  @Override
  public void bind(
      String portal, String statement, ParameterValues parameters, short[] resultFormats) {
    guarded(
        () -> {
          Prepared found = prepared.require(statement);
          state.checkNotFailed(found.statement());
          @Nullable Object[] values =
              ParameterDecoder.decode(portal, found, parameters, state.typeContext());
          prepared.revalidate(found);
          portals.add(
              new Portal(portal, found, values, Portal.formats(resultFormats, found.columns())));
        });
  }

  @Override
  public StatementDescription describeStatement(String name) {
    Prepared found = prepared.require(name);
    if (found.columns() != null) {
      state.checkNotFailed(found.statement());
    }
    guarded(() -> prepared.revalidate(found));
    return new StatementDescription(found.parameterTypes(), found.columns());
  }

  @Override
  public @Nullable PortalDescription describePortal(String name) {
    Portal portal = requirePortal(name);
    var columns = portal.statement().columns();
    return columns == null ? null : new PortalDescription(columns, portal.formats());
  }

  /** The portals of a transaction end when it fails. */
  private Portal requirePortal(String name) {
    if (state.failed() && portals.find(name) == null) {
      throw SessionState.inFailedTransaction();
    }
    return portals.require(name);
  }

  @Override
  public void execute(String name, int rowsMax, boolean syncFollows, ResultSink sink) {
    guarded(
        () -> {
          Portal portal = requirePortal(name);
          state.report(portal.statement().text());
          Statement statement = portal.statement().statement();
          repeatable &= statement instanceof DmlStatement;
          if (statement == null) {
            sink.emptyQuery();
            state.stopTimer();
          } else if (statement instanceof Transaction transaction) {
            sink.complete(control.run(transaction, sink));
            state.stopTimer();
          } else if (portal.isNew() && syncFollows && rowsMax == 0 && !state.block().isOpen()) {
            portal.setComplete();
            repeatable = false; // It is run again right here.
            runAlone(() -> starter.start(portal, true), false, sink);
            state.stopTimer();
          } else {
            advance(portal, rowsMax, sink);
          }
        });
  }

  private void advance(Portal portal, int rowsMax, ResultSink sink) {
    if (portal.isNew()) {
      portal.setRunning(starter.start(portal, false));
    }
    RunningStatement running = portal.running();
    if (running == null) {
      portal.again(sink);
    } else if (running.advance(rowsMax, false, sink)) {
      portal.setComplete();
      sink.complete(running.tag());
      state.stopTimer();
    } else {
      sink.suspended();
    }
  }

  @Override
  public void closeStatement(String name) {
    prepared.remove(name);
  }

  @Override
  public void closePortal(String name) {
    portals.remove(name);
  }

  @Override
  public void sync(ResultSink sink) {
    guarded(
        () -> {
          repeatable &= !state.block().inBlock();
          if (!state.block().inBlock()) {
            control.commit();
          }
          state.stopTimer();
          repeatable = true;
        });
  }

  // ---- errors ----

  /** Runs a piece of work that an error ends, with the consequences for the transaction. */
  private void guarded(Runnable work) {
    state.beginMessage();
    try {
      work.run();
    } catch (PeerGoneException | SessionEndedException | NodeStoppedException e) {
      throw e;
    } catch (SqlException e) {
      throw failed(e);
    } catch (TxnException e) {
      throw failed(Failures.of(e));
    } catch (StackOverflowError e) {
      throw failed(new SqlException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded"));
    } catch (RuntimeException e) {
      throw failed(Failures.internal(e));
    } finally {
      state.endMessage();
    }
  }

  private RuntimeException failed(SqlException error) {
    fail();
    return error.state() == SqlState.ADMIN_SHUTDOWN ? new SessionEndedException(error) : error;
  }

  @Override
  public void fail() {
    portals.removeSince(state.block().portalsKept());
    state.block().fail();
    state.stopTimer();
  }

  // ---- state ----

  @Override
  public TransactionStatus status() {
    return state.block().status();
  }

  @Override
  public String clientEncoding() {
    return state.settings().value(SettingTable.CLIENT_ENCODING);
  }

  @Override
  public TypeContext typeContext() {
    return state.typeContext();
  }

  @Override
  public SortedMap<String, String> untoldSettings() {
    return state.settings().untold();
  }

  @Override
  public boolean wants(Notice.Severity severity) {
    return switch (state.settings().value(SettingTable.CLIENT_MIN_MESSAGES)) {
      case "error" -> severity == Notice.Severity.INFO;
      case "warning" -> severity == Notice.Severity.INFO || severity == Notice.Severity.WARNING;
      case "notice" -> severity.compareTo(Notice.Severity.INFO) >= 0;
      case "log" -> severity.compareTo(Notice.Severity.LOG) >= 0;
      default -> true;
    };
  }

  @Override
  public long idleNanosMax() {
    return state
        .settings()
        .nanos(
            state.block().inBlock()
                ? SettingTable.IDLE_IN_TRANSACTION_TIMEOUT
                : SettingTable.IDLE_SESSION_TIMEOUT);
  }

  @Override
  public SessionEndedException idleTooLong() {
    return new SessionEndedException(
        state.block().inBlock()
            ? new SqlException(
                SqlState.IDLE_IN_TRANSACTION_TIMEOUT,
                "terminating connection due to idle-in-transaction timeout")
            : new SqlException(
                SqlState.IDLE_SESSION_TIMEOUT,
                "terminating connection due to idle-session timeout"));
  }

  @Override
  public void cancel() {
    state.cancel(
        new SqlException(SqlState.QUERY_CANCELED, "canceling statement due to user request"));
  }

  @Override
  public void shutDown() {
    state.shutDown();
    wake.run();
  }

  @Override
  public void whenShutDown(Runnable wakeUp) {
    wake = wakeUp;
    if (state.isEnding()) {
      wakeUp.run();
    }
  }

  @Override
  public void close() {
    try {
      portals.clear();
      control.rollback();
    } finally {
      onClose.run();
    }
  }

  /** The oid of its database. */
  public int databaseOid() {
    return state.databaseOid();
  }

  /** What others may see of it. Any thread. */
  public SystemActivity activity() {
    return state.activity();
  }
}
