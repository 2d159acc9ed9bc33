package io.holdfast.endtoend.sql.session;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlEngine;
import io.holdfast.sql.server.SqlResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A simulated cluster with two SQL nodes and sessions on both. */
final class TwoNodes implements AutoCloseable {
  private static final List<String> NODES = List.of("sql-1", "sql-2");

  final SimulatedCluster cluster;
  private final List<SqlEngine> engines = new ArrayList<>();

  TwoNodes(long seed) {
    cluster = SimulatedCluster.start(seed);
    NODES.forEach(node -> engines.add(cluster.sql(node)));
  }

  /** What a thread does with a session. */
  interface Work {
    void run(SqlConnection sql) throws InterruptedException;
  }

  /** Runs on a node, 0 or 1, with a session of its own, to the end. */
  void on(int node, Work work) {
    cluster.runOn(NODES.get(node), () -> with(node, work));
  }

  private void with(int node, Work work) throws InterruptedException {
    try (SqlConnection sql = engines.get(node).connect("postgres", "postgres")) {
      work.run(sql);
    }
  }

  /** A session on a node, for use inside of {@link #on}. */
  SqlConnection connect(int node, String database) {
    return engines.get(node).connect("postgres", database);
  }

  /** Runs beside others; the future answers null, or what went wrong. */
  CompletableFuture<@Nullable Throwable> beside(int node, Work work) {
    CompletableFuture<@Nullable Throwable> done = new CompletableFuture<>();
    cluster.spawnOn(
        NODES.get(node),
        "beside",
        () -> {
          try {
            with(node, work);
            done.complete(null);
          } catch (SqlException | InterruptedException | AssertionError e) {
            done.complete(e);
          }
        });
    return done;
  }

  /** The answers of all, in order. */
  List<@Nullable Throwable> await(List<CompletableFuture<@Nullable Throwable>> all) {
    if (!cluster
        .world()
        .runUntil(() -> all.stream().allMatch(CompletableFuture::isDone), Duration.ofMinutes(2))) {
      throw new AssertionError("sessions are stuck");
    }
    List<@Nullable Throwable> answers = new ArrayList<>();
    all.forEach(each -> answers.add(each.join()));
    return answers;
  }

  void sleepMillis(int node, long millis) throws InterruptedException {
    cluster.world().node(NODES.get(node)).runtime().sleep(Duration.ofMillis(millis));
  }

  /** The one value that a session of a node is answered. */
  @Nullable String value(int node, String query) {
    List<@Nullable String> answer = new ArrayList<>();
    on(node, sql -> answer.add(sql.query(query).value()));
    return answer.get(0);
  }

  /** The SQLSTATE of a failure; 00000 for none. */
  static String state(@Nullable Throwable failure) {
    if (failure == null) {
      return "00000";
    }
    if (failure instanceof SqlException known) {
      return known.state().code();
    }
    throw new AssertionError(failure);
  }

  /** Runs a statement again after a conflict, as applications do. */
  static SqlResult retried(SqlConnection sql, String text) {
    while (true) {
      try {
        return sql.query(text);
      } catch (SqlException e) {
        if (!state(e).equals("40001")) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
