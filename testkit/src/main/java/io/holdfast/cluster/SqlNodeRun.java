package io.holdfast.cluster;

import io.holdfast.client.Database;
import io.holdfast.client.error.TxnException;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlConfig;
import io.holdfast.sql.server.SqlEngine;
import io.holdfast.sql.server.SqlWiring;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A SQL node of a simulated cluster: one engine for each life of its machine. What runs on it are
 * cooperative threads of that life; they die with it, as sessions do.
 */
final class SqlNodeRun {
  private static final Duration OPEN_AGAIN = Duration.ofMillis(200);

  private static final int COLLECT_BATCHES = 5;

  private final SimNode node;
  private final Function<SimNode, Database> connector;
  private final SqlWiring wiring;
  private @Nullable SqlEngine engine;
  private @Nullable BiConsumer<SqlEngine, NodeRuntime> sessions;

  SqlNodeRun(SimNode node, Function<SimNode, Database> connector, SqlWiring wiring) {
    this.node = node;
    this.connector = connector;
    this.wiring = wiring;
    node.onCrash(kind -> engine = null);
  }

  String name() {
    return node.name();
  }

  @Nullable SqlEngine engine() {
    return engine;
  }

  /** What starts the sessions of each life, of this one too. */
  void onServing(BiConsumer<SqlEngine, NodeRuntime> starter) {
    sessions = starter;
    SqlEngine serving = engine;
    if (serving != null) {
      starter.accept(serving, node.runtime());
    }
  }

  /** The body of the first thread of a life: opens, then collects garbage to the end. */
  void live() {
    NodeRuntime runtime = node.runtime();
    try {
      SqlEngine opened = open(runtime);
      engine = opened;
      BiConsumer<SqlEngine, NodeRuntime> starter = sessions;
      if (starter != null) {
        starter.accept(opened, runtime);
      }
      while (!runtime.stopped()) {
        runtime.sleep(SqlEngine.COLLECT_EVERY);
        collect(opened);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private SqlEngine open(NodeRuntime runtime) throws InterruptedException {
    SqlConfig config = SqlConfig.defaults().withWarmUp(false);
    while (true) {
      try {
        return SqlEngine.open(runtime, connector.apply(node), config, wiring);
      } catch (SqlException | TxnException e) {
        runtime.sleep(OPEN_AGAIN); // The cluster is not to be reached at the moment.
      }
    }
  }

  private static void collect(SqlEngine engine) {
    try {
      engine.collectGarbage(COLLECT_BATCHES);
    } catch (SqlException | TxnException e) {
      // Tried again soon.
      return;
    }
  }
}
