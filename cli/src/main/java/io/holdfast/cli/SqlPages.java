package io.holdfast.cli;

import io.holdfast.cli.StatusPages.Page;
import io.holdfast.client.Traffic;
import io.holdfast.sql.plan.cache.PlanCache;
import io.holdfast.sql.server.SqlServer;
import io.holdfast.sql.txn.TransactionMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * {@code /metrics} and {@code /health} of a SQL node. It reads counters that any thread may read.
 */
final class SqlPages {
  private final SqlServer server;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Methods that have their counter by now; they are known when they were used. */
  private final Set<String> methods = new HashSet<>();

  private SqlPages(SqlServer server) {
    this.server = server;
    transactions("commits", TransactionMetrics::commits);
    transactions("commits.read.only", TransactionMetrics::readOnlyCommits);
    transactions("rollbacks", TransactionMetrics::rollbacks);
    transactions("conflicts", TransactionMetrics::conflicts);
    transactions("commits.undetermined", TransactionMetrics::undetermined);
    transactions("lock.waits", TransactionMetrics::lockWaits);
    transactions("lock.timeouts", TransactionMetrics::lockTimeouts);
    transactions("deadlocks", TransactionMetrics::deadlocks);
    transactions("validations", TransactionMetrics::validations);
    plans("plan.cache.hits", PlanCache.Statistics::hits);
    plans("plan.cache.misses", PlanCache.Statistics::misses);
    plans("plan.cache.evictions", PlanCache.Statistics::evictions);
    Gauge.builder("holdfast.sql.plan.cache.size", server, s -> s.engine().planCache().size())
        .register(meters);
    Gauge.builder("holdfast.sql.sessions", server, s -> s.engine().sessions()).register(meters);
    counter("timestamps", s -> s.traffic().timestamps());
  }

  /** Answers from now on; {@code pages} has its address. */
  static void open(SqlServer server, StatusPages pages) {
    SqlPages sql = new SqlPages(server);
    pages.with("/metrics", sql::metrics).with("/health", SqlPages::health).open();
  }

  private void transactions(String name, ToDoubleFunction<TransactionMetrics> value) {
    counter(name, s -> value.applyAsDouble(s.engine().transactions()));
  }

  private void plans(String name, ToDoubleFunction<PlanCache.Statistics> value) {
    counter(name, s -> value.applyAsDouble(s.engine().planCache()));
  }

  private void counter(String name, ToDoubleFunction<SqlServer> value) {
    FunctionCounter.builder("holdfast.sql." + name, server, value).register(meters);
  }

  private Page metrics() {
    Traffic traffic = server.traffic();
    for (String method : traffic.requests().keySet()) {
      if (methods.add(method)) {
        FunctionCounter.builder("holdfast.sql.requests", server, s -> s.traffic().requests(method))
            .tag("method", method)
            .register(meters);
      }
    }
    return new Page(200, meters.scrape());
  }

  /** It lives and takes sessions; whether the cluster answers, a statement says. */
  private static Page health() {
    return new Page(200, "{\"status\":\"up\",\"reasons\":[]}\n");
  }
}
