package io.holdfast.sql.session;

import io.holdfast.client.scope.CallScope;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.sql.catalog.CatalogLease;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.CatalogTransaction;
import io.holdfast.sql.catalog.system.OwnObjects;
import io.holdfast.sql.catalog.system.SystemActivity;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement.Transaction;
import io.holdfast.sql.txn.CancelToken;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.SqlTxOptions;
import io.holdfast.sql.txn.StatementLimits;
import io.holdfast.sql.type.RegNames;
import io.holdfast.sql.type.TypeContext;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the parts of one session share: who it is, settings, transaction, cancellation. */
final class SessionState implements TransactionBlock.Limits {
  /** What follows the end of a statement must not take longer than that: its client is waiting. */
  private static final long CLEAN_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final SessionServices services;
  private final String user;
  private final String database;
  private final int databaseOid;
  private final Settings settings;
  private final TransactionBlock block;
  private final SettingStatements settingStatements;
  private final SessionContext context;
  private final StatementPlanner planner;

  // Read by other threads.
  private volatile @Nullable CancelToken running;
  private volatile boolean ending;

  private final SessionActivity activity;

  private CancelToken token = new CancelToken();
  private final long startMicros;
  private long statementMicros;
  private long deadlineNanos = CallScope.NO_DEADLINE;
  private long lastDeadlineNanos = CallScope.NO_DEADLINE;
  private boolean timing;
  private long planningUntilNanos;
  private @Nullable StatementScope lastScope;
  private Supplier<OwnObjects> own = () -> OwnObjects.NONE;

  SessionState(
      SessionServices shared, String user, String database, int databaseOid, int processId) {
    this.databaseOid = databaseOid;
    this.services = shared.within(this::limits);
    this.user = user;
    this.database = database;
    this.settings = new Settings(user);
    this.block = new TransactionBlock(this::open, settings, this);
    this.settingStatements = new SettingStatements(settings, block, user);
    this.context =
        new SessionContext(
            services, user, database, processId, settings, settingStatements, this::limits);
    this.planner = new StatementPlanner(services, context);
    this.startMicros = context.clock().micros();
    this.statementMicros = startMicros;
    this.activity = new SessionActivity(processId, database, user, startMicros);
    this.planningUntilNanos = services.catalogStore().nanos();
  }

  private TransactionBlock.Open open(SqlTxOptions options) {
    SqlTransaction transaction = services.transactions().begin(options);
    CatalogTransaction catalog =
        new CatalogTransaction(
            services.catalogStore(),
            services.catalogCache(),
            services.catalogIds(),
            databaseOid,
            transaction);
    return new TransactionBlock.Open(transaction, catalog, statementMicros);
  }

  void setAtStart(String name, String value) {
    if (name.equals("options")) {
      StartOptions.parse(value).forEach(this::setAtStart);
    } else if (!name.toLowerCase(Locale.ROOT).equals("replication")) {
      settings.setAtStart(name, value);
      block.applyDefaults();
    }
  }

  SessionServices services() {
    return services;
  }

  String user() {
    return user;
  }

  String database() {
    return database;
  }

  /** Which database it is, whatever is called so later. */
  int databaseOid() {
    return databaseOid;
  }

  Settings settings() {
    return settings;
  }

  TransactionBlock block() {
    return block;
  }

  SettingStatements settingStatements() {
    return settingStatements;
  }

  SessionContext context() {
    return context;
  }

  StatementPlanner planner() {
    return planner;
  }

  /** The setting by which names without a schema are found. */
  String searchPath() {
    return settings.value(SettingTable.SEARCH_PATH);
  }

  /** Whether the names of a statement may mean something else than when it was planned. */
  boolean mayMeanAnother(Prepared prepared) {
    TransactionBlock.Open open = block.current();
    CatalogLease seen = services.catalogCache().seen(databaseOid);
    return (open != null && open.catalog().hasOwnView())
        || seen == null
        || !prepared.plannedFor(seen.snapshot().version(), searchPath());
  }

  /** What others may see of the session. Any thread. */
  SystemActivity activity() {
    return activity.row();
  }

  /** The text of the statement that is run now. */
  void report(String sql) {
    activity.statement(sql, statementMicros);
  }

  // ---- failed transactions ----

  boolean failed() {
    return block.failed();
  }

  /** Refuses everything but the end of a block that has failed. */
  void checkNotFailed(@Nullable Statement statement) {
    if (block.failed()
        && !(statement instanceof Transaction transaction
            && TransactionControl.endsFailure(transaction.kind()))) {
      throw inFailedTransaction();
    }
  }

  static SqlException inFailedTransaction() {
    return new SqlException(
        SqlState.IN_FAILED_SQL_TRANSACTION,
        "current transaction is aborted, commands ignored until end of transaction block");
  }

  // ---- one message, one statement ----

  /** The client asks for something. */
  void beginMessage() {
    token = new CancelToken();
    running = token;
    if (ending) {
      shutDown();
    }
    statementMicros = context.clock().micros();
    activity.active(statementMicros);
    startTimer();
  }

  void endMessage() {
    running = null;
    TransactionBlock.Open open = block.current();
    activity.waiting(
        block.status(),
        context.clock().micros(),
        open == null ? null : open.beganMicros(),
        settings.value(SettingTable.APPLICATION_NAME));
  }

  /**
   * The time of a statement begins with the first message about it, and goes on while it is
   * prepared, run and run again (rule SQL-8).
   */
  private void startTimer() {
    if (timing && limits().leftNanos(context.clock().nanos()) == 0) {
      // It passed while nothing was done: the client was thinking between two messages.
      timing = false;
    }
    if (!timing) {
      timing = true;
      long timeout = settings.nanos(SettingTable.STATEMENT_TIMEOUT);
      deadlineNanos = timeout == 0 ? CallScope.NO_DEADLINE : context.clock().nanos() + timeout;
    }
    TransactionBlock.Open open = block.current();
    if (open != null) {
      open.transaction().limit(limits());
    }
  }

  /** The statement is complete, or has failed. */
  void stopTimer() {
    lastDeadlineNanos = timing ? deadlineNanos : lastDeadlineNanos;
    timing = false;
    deadlineNanos = CallScope.NO_DEADLINE;
  }

  /** What was stopped is tried again in what is left of its time; false when nothing is. */
  boolean resumeTimer() {
    token = new CancelToken();
    running = token;
    timing = true;
    deadlineNanos = lastDeadlineNanos;
    return limits().leftNanos(context.clock().nanos()) > 0;
  }

  /** Another statement of the same message. */
  void restartTimer() {
    stopTimer();
    startTimer();
  }

  /** Any thread. */
  void cancel(SqlException why) {
    CancelToken now = running;
    if (now != null) {
      now.cancel(why);
    }
  }

  /** Any thread. */
  boolean isEnding() {
    return ending;
  }

  /** Any thread. */
  void shutDown() {
    ending = true;
    cancel(
        new SqlException(
            SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command"));
  }

  /**
   * Begins a statement over data, or begins it again: a transaction, a snapshot, the catalogue, the
   * limits that hold already.
   */
  StatementScope beginStatement() {
    TransactionBlock.Open open = block.require();
    block.query();
    open.transaction().beginStatement(limits());
    StatementScope scope =
        new StatementScope(
            this, open, open.catalog().snapshot(open.transaction().statementTs()), false);
    context.setCatalog(scope.catalog());
    lastScope = scope;
    return scope;
  }

  /** A look at the catalogue for a statement that is not run yet. */
  StatementScope beginPlanning() {
    TransactionBlock.Open open = block.require();
    StatementScope scope = new StatementScope(this, open, catalogForPlanning(open), true);
    context.setCatalog(scope.catalog());
    lastScope = scope;
    return scope;
  }

  /**
   * While the lease of an earlier look lasts, by the node's own clock, nothing can have changed
   * that anybody was told of: then no timestamp is fetched.
   */
  private CatalogSnapshot catalogForPlanning(TransactionBlock.Open open) {
    if (open.catalog().hasOwnView()) {
      return open.catalog().fresh();
    }
    long nowNanos = services.catalogStore().nanos();
    CatalogLease seen = services.catalogCache().seen(databaseOid);
    if (seen != null && planningUntilNanos - nowNanos > 0) {
      return seen.snapshot();
    }
    long ts = services.catalogStore().currentTimestamp();
    CatalogLease lease = services.catalogCache().at(databaseOid, ts);
    long restMillis = Timestamp.physicalMillis(lease.validUntil()) - Timestamp.physicalMillis(ts);
    planningUntilNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(restMillis / 2);
    return lease.snapshot();
  }

  /** What may end what the session does now. */
  @Override
  public StatementLimits limits() {
    return new StatementLimits(settings.nanos(SettingTable.LOCK_TIMEOUT), deadlineNanos, token);
  }

  /** What has ended may still be undone, in a short time of its own. */
  @Override
  public void cleanUp() {
    long now = context.clock().nanos();
    if (limits().ended(now)) {
      token = new CancelToken();
      timing = true;
      deadlineNanos = now + CLEAN_UP_NANOS;
    }
  }

  /** Fails when the statement was cancelled or has used up its time. */
  void checkCancelled() {
    limits().check(context.clock().nanos());
  }

  /** Waits; a statement that has ended does not wait longer. */
  void pause(Duration time) {
    limits().sleep(services.runtime(), time);
  }

  /** Says what the session keeps, to its own catalogue queries. */
  void setOwn(Supplier<OwnObjects> objects) {
    own = objects;
  }

  OwnObjects ownObjects() {
    return own.get();
  }

  long statementMicros() {
    return statementMicros;
  }

  /** How values look in text, with the names of the last statement's catalogue. */
  TypeContext typeContext() {
    StatementScope scope = lastScope;
    return scope == null
        ? settings.typeContext(RegNames.NONE)
        : settings.typeContext(scope.names());
  }
}
