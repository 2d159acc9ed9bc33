package io.holdfast.bench.sql;

import io.holdfast.bench.cluster.ClusterUnderTest;
import io.holdfast.bench.cluster.MetricsPage;
import io.holdfast.bench.cluster.SqlProcess;
import io.holdfast.bench.cpu.CpuMeters;
import io.holdfast.bench.cpu.CpuSource;
import io.holdfast.bench.load.ClientLoad;
import io.holdfast.bench.load.Measurement;
import io.holdfast.bench.load.Window;
import io.holdfast.bench.postgres.PostgresBinaries;
import io.holdfast.bench.postgres.PostgresServer;
import io.holdfast.bench.process.ProcessGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries a plan out: each cell on our servers and right after it on PostgreSQL. One thread. */
public final class SqlDriver {
  private static final String OURS = "holdfast";
  private static final String POSTGRES = "postgres";

  private static final String ALLOCATED = "holdfast_process_allocated_bytes";

  private final SqlPlan plan;
  private final Consumer<String> progress;

  /** A driver that tells its progress line by line. */
  public SqlDriver(SqlPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Starts the servers, loads them, measures all cells, and throws everything away. */
  public SqlReport run() throws Exception {
    Optional<Path> binaries = plan.postgres() ? PostgresBinaries.find() : Optional.empty();
    try (ProcessGroup group = ProcessGroup.create(plan.dataParent(), "bench-sql")) {
      SqlTarget ours = ours(group);
      if (binaries.isEmpty()) {
        String why = plan.postgres() ? PostgresBinaries.INSTALL : "left out, as asked";
        return new SqlReport(plan, List.of(ours.description()), why, cells(List.of(ours)));
      }
      progress.accept("starting PostgreSQL from " + binaries.get());
      try (PostgresServer server = PostgresServer.start(binaries.get(), plan.dataParent())) {
        SqlTarget theirs =
            new SqlTarget(
                POSTGRES,
                server.description(),
                server.address(),
                List.of(server.meter()),
                () -> -1,
                server::checkAlive);
        return new SqlReport(
            plan,
            List.of(ours.description(), theirs.description()),
            null,
            cells(List.of(ours, theirs)));
      }
    }
  }

  private SqlTarget ours(ProcessGroup group) throws IOException, InterruptedException {
    ClusterUnderTest cluster = ClusterUnderTest.start(group, plan.stores(), true, progress);
    cluster.awaitReplicas(true, plan.stores());
    SqlProcess node = SqlProcess.start(group, cluster.pd());
    List<CpuSource> servers = new ArrayList<>(cluster.meters());
    servers.add(node.meter());
    return new SqlTarget(
        OURS,
        cluster.description() + "; 1 SQL node",
        node.address(),
        servers,
        () ->
            cluster.storeMetrics().count(ALLOCATED)
                + MetricsPage.sum(List.of(node.status())).count(ALLOCATED),
        cluster::checkAlive);
  }

  private List<SqlCell> cells(List<SqlTarget> targets) throws Exception {
    for (SqlTarget target : targets) {
      progress.accept(
          String.format(Locale.ROOT, "%s: loading %,d rows", target.name(), plan.rows()));
      load(target);
    }
    AtomicLong nextId = new AtomicLong();
    List<SqlCell> cells = new ArrayList<>();
    for (SqlOperation operation : plan.operations()) {
      for (int connections : plan.connections()) {
        for (SqlTarget target : targets) {
          cells.add(measure(operation, connections, target, nextId));
        }
      }
    }
    return cells;
  }

  private void load(SqlTarget target) throws SQLException {
    try (Connection connection = target.connect(false)) {
      SqlTables.create(
          connection, plan.rows(), line -> progress.accept(target.name() + ": " + line));
      if (target.name().equals(POSTGRES)) {
        SqlTables.analyze(connection);
      }
    }
  }

  private SqlCell measure(
      SqlOperation operation, int connections, SqlTarget target, AtomicLong nextId)
      throws Exception {
    String title = operation.title() + ", " + connections + " sessions, " + target.name();
    progress.accept(title + ": warming up");
    ClientLoad load =
        ClientLoad.start(
            connections, number -> SqlClient.open(operation, target, plan.rows(), nextId));
    try {
      long[] allocatedBefore = {-1};
      Window window =
          new Measurement(plan.measured(), plan.warmUpOperations())
              .run(
                  load,
                  new CpuMeters(target.servers()),
                  target.alive(),
                  () -> allocatedBefore[0] = target.allocated().bytes());
      long allocated =
          allocatedBefore[0] < 0 ? -1 : target.allocated().bytes() - allocatedBefore[0];
      tell(title, window, load.firstFailure());
      return new SqlCell(operation, connections, target.name(), window, allocated);
    } finally {
      load.stop();
    }
  }

  private void tell(String title, Window window, @Nullable String firstFailure) {
    if (firstFailure != null) {
      progress.accept(
          title + ": " + window.count().failed() + " failed, the first: " + firstFailure);
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "%s: %,.0f per second, %.1f us of CPU of all servers each%s",
            title,
            window.perSecond(),
            window.serverMicros(),
            window.warm() ? "" : ", not warm"));
  }
}
