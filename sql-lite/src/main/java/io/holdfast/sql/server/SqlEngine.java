package io.holdfast.sql.server;

import io.holdfast.client.Database;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.catalog.CatalogBootstrap;
import io.holdfast.sql.catalog.CatalogCache;
import io.holdfast.sql.catalog.CatalogIds;
import io.holdfast.sql.catalog.CatalogStore;
import io.holdfast.sql.catalog.ClusterCatalogStore;
import io.holdfast.sql.catalog.DatabaseCatalog;
import io.holdfast.sql.catalog.DatabaseDescriptor;
import io.holdfast.sql.catalog.GarbageCollector;
import io.holdfast.sql.catalog.LeaseGuard;
import io.holdfast.sql.catalog.system.SystemCatalog;
import io.holdfast.sql.catalog.system.SystemTables;
import io.holdfast.sql.ddl.DdlExecutor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.pgwire.SessionOpener;
import io.holdfast.sql.plan.cache.PlanCache;
import io.holdfast.sql.plan.rewrite.CalciteRewriter;
import io.holdfast.sql.session.PlannedStatement;
import io.holdfast.sql.session.Session;
import io.holdfast.sql.session.SessionServices;
import io.holdfast.sql.txn.SqlTransactions;
import io.holdfast.sql.txn.TransactionMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A SQL node without sockets. Thread-safe. */
public final class SqlEngine implements SessionOpener {
  /**
   * Time between two calls of {@link #collectGarbage}. Garbage could wait longer, but not tables
   * that a node kept from others when it ended; and who is late with it is taken for dead.
   */
  public static final Duration COLLECT_EVERY = Duration.ofSeconds(5);

  /** Numbers of sessions that have no client process: beyond those of the wire. */
  private static final int FIRST_INTERNAL_PROCESS_ID = 1_000_000_000;

  private final SqlTransactions transactions;
  private final CatalogStore store;
  private final CatalogCache catalog;
  private final CatalogIds ids;
  private final PlanCache<PlannedStatement> plans;
  private final CalciteRewriter rewriter = new CalciteRewriter();
  private final SessionServices services;
  private final ConcurrentSkipListMap<Integer, Session> sessions = new ConcurrentSkipListMap<>();
  private final AtomicInteger lastInternalId = new AtomicInteger(FIRST_INTERNAL_PROCESS_ID);

  private SqlEngine(NodeRuntime runtime, Database database, SqlConfig config, SqlWiring wiring) {
    SystemCatalog system = new SystemCatalog();
    store = wiring.catalogStore().apply(new ClusterCatalogStore(database, runtime));
    catalog = new CatalogCache(store, system);
    ids = new CatalogIds(store);
    transactions = wiring.transactions().make(database, runtime, new LeaseGuard(catalog));
    plans = new PlanCache<>(config.planCacheEntries());
    services =
        new SessionServices(
            runtime,
            transactions,
            store,
            catalog,
            ids,
            new SystemTables(system),
            plans,
            rewriter,
            new DdlExecutor(ids, new DatabaseCatalog(store, catalog, ids)),
            new NodeSessions(sessions),
            this::sessionsOf,
            config.statementMemoryBytes(),
            "PostgreSQL 15.0 (Holdfast 0.1.0)");
  }

  /**
   * Opens an engine over a cluster; makes its catalogue if there is none. Blocks.
   *
   * @param runtime on which the sessions' threads wait
   * @param database stays open when the engine is not used any more
   */
  public static SqlEngine open(NodeRuntime runtime, Database database, SqlConfig config) {
    return open(runtime, database, config, SqlWiring.PRODUCTION);
  }

  /** The same with parts exchanged, for tests. */
  public static SqlEngine open(
      NodeRuntime runtime, Database database, SqlConfig config, SqlWiring wiring) {
    SqlEngine engine = new SqlEngine(runtime, database, config, wiring);
    CatalogBootstrap.run(engine.store);
    return engine;
  }

  @Override
  public Session open(int processId, String user, String database, Map<String, String> parameters) {
    Session session =
        new Session(
            services,
            user,
            database(database),
            processId,
            parameters,
            () -> sessions.remove(processId));
    sessions.put(processId, session);
    return session;
  }

  private DatabaseDescriptor database(String name) {
    DatabaseDescriptor database = catalog.named(name).snapshot().database();
    if (!database.allowConnections()) {
      throw new SqlException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "database \"" + name + "\" is not currently accepting connections");
    }
    return database;
  }

  /** A session for a Java caller. */
  public SqlConnection connect(String user, String database) {
    return connect(user, database, Map.of());
  }

  /** A session for a Java caller, with settings. */
  public SqlConnection connect(String user, String database, Map<String, String> settings) {
    return new SqlConnection(open(lastInternalId.incrementAndGet(), user, database, settings));
  }

  private int sessionsOf(int database) {
    int count = 0;
    for (Session session : sessions.values()) {
      count += session.databaseOid() == database ? 1 : 0;
    }
    return count;
  }

  /** Sessions open now. */
  public int sessions() {
    return sessions.size();
  }

  /** Counts of the plan cache. */
  public PlanCache.Statistics planCache() {
    return plans.statistics();
  }

  /** Counts of the transactions. */
  public TransactionMetrics transactions() {
    return transactions.metrics();
  }

  /**
   * Tells other nodes that changes of tables under way on this node still are, opens tables whose
   * changes ended with their node, and removes rows that dropped and truncated tables have left, a
   * bounded number; true when more is left. To be called every {@link #COLLECT_EVERY}.
   */
  public boolean collectGarbage(int batchesMax) {
    catalog.keepBlocks();
    return new GarbageCollector(store).runOnce(batchesMax);
  }

  /** Plans and runs a few statements, so that the first user finds everything loaded. */
  public void warmUp() {
    rewriter.warmUp();
    try (SqlConnection connection = connect("postgres", "postgres")) {
      for (String sql : WarmUp.STATEMENTS) {
        connection.execute(sql);
      }
    }
  }
}
