package io.holdfast.sql.session;

import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.catalog.CatalogCache;
import io.holdfast.sql.catalog.CatalogIds;
import io.holdfast.sql.catalog.CatalogStore;
import io.holdfast.sql.catalog.system.SystemSessions;
import io.holdfast.sql.catalog.system.SystemTables;
import io.holdfast.sql.ddl.DdlExecutor;
import io.holdfast.sql.plan.LogicalRewriter;
import io.holdfast.sql.plan.cache.PlanCache;
import io.holdfast.sql.txn.SqlTransactions;
import io.holdfast.sql.txn.StatementLimits;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * What all sessions of one node share. Every part is thread-safe.
 *
 * @param plans by shape; may be made to keep nothing
 * @param sessions those of this node
 * @param sessionsOf how many sessions of this node use the database of an oid
 * @param statementMemoryBytes one statement may hold so much
 * @param version text of version()
 */
public record SessionServices(
    NodeRuntime runtime,
    SqlTransactions transactions,
    CatalogStore catalogStore,
    CatalogCache catalogCache,
    CatalogIds catalogIds,
    SystemTables systemTables,
    PlanCache<PlannedStatement> plans,
    LogicalRewriter rewriter,
    DdlExecutor ddl,
    SystemSessions sessions,
    IntUnaryOperator sessionsOf,
    long statementMemoryBytes,
    String version) {
  /** The same for one session: what it asks the cluster for ends with the limits of the moment. */
  SessionServices within(Supplier<StatementLimits> limits) {
    return new SessionServices(
        runtime,
        transactions,
        catalogStore.within(limits),
        catalogCache.within(limits),
        catalogIds.within(limits),
        systemTables,
        plans,
        rewriter,
        ddl.within(limits),
        sessions,
        sessionsOf,
        statementMemoryBytes,
        version);
  }
}
