package io.holdfast.workload.sqlbank;

import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlEngine;
import io.holdfast.sql.server.SqlResult;
import io.holdfast.sql.session.TransactionStatus;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** A client with one session: repeats its step until the run stops. See the package. */
abstract class Worker {
  private static final Duration CONNECT_AGAIN = Duration.ofMillis(100);
  private static final Duration BACK_MAX = Duration.ofMillis(300);
  private static final double RECONNECT = 0.02;

  private final String name;
  private final String node;
  private final Duration thinkTimeMax;
  private final Scene scene;
  private long successes;

  Worker(String name, String node, Duration thinkTimeMax, Scene scene) {
    this.name = name;
    this.node = node;
    this.thinkTimeMax = thinkTimeMax;
    this.scene = scene;
  }

  /** What a step needs. */
  record Context(SqlConnection sql, NodeRuntime runtime, RandomGenerator random) {
    /** A pause inside of a step. */
    void pause(Duration max) throws InterruptedException {
      runtime.sleep(Duration.ofNanos(random.nextLong(max.toNanos())));
    }

    /** The answer of one statement. */
    SqlResult query(String text) {
      return sql.query(text);
    }
  }

  /** One piece of work. An error may leave a transaction open. */
  abstract void step(Context context) throws InterruptedException;

  final String name() {
    return name;
  }

  final String node() {
    return node;
  }

  final Scene scene() {
    return scene;
  }

  final SqlFigures figures() {
    return scene.figures();
  }

  /** Steps that ended without an error. */
  final long successes() {
    return successes;
  }

  /** The body of a thread: one life of the SQL node. */
  final void live(SqlEngine engine, NodeRuntime runtime) {
    RandomGenerator random = runtime.newRandom("worker " + name);
    try {
      while (!scene.stopped()) {
        try (SqlConnection connection = engine.connect("postgres", "postgres")) {
          work(new Context(connection, runtime, random));
        } catch (SqlException e) {
          judge(e, runtime); // Of the connection or its end.
        }
        runtime.sleep(CONNECT_AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(Context context) throws InterruptedException {
    while (!scene.stopped() && context.random().nextDouble() >= RECONNECT) {
      try {
        step(context);
        successes++;
      } catch (SqlException e) {
        judge(e, context.runtime());
        if (context.random().nextDouble() < RECONNECT) {
          return; // A client that goes away in the middle.
        }
      }
      if (context.sql().status() != TransactionStatus.IDLE) {
        context.sql().execute("ROLLBACK");
      }
      context.pause(thinkTimeMax);
      rest(context);
    }
  }

  /** All rest together, and come back one after the other. */
  private void rest(Context context) throws InterruptedException {
    Duration rest = scene.untilRush();
    if (!rest.isZero() && !scene.stopped()) {
      context.runtime().sleep(rest);
      context.pause(BACK_MAX);
    }
  }

  private void judge(SqlException e, NodeRuntime runtime) {
    figures().error(name, e);
    if (Outcome.of(e) == Outcome.BUG && !runtime.stopped()) {
      figures()
          .violation(
              name + " was told " + e.state().code() + " " + e.getMessage() + causes(e.getCause()));
    }
  }

  private static String causes(@org.jspecify.annotations.Nullable Throwable cause) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = cause; t != null; t = t.getCause()) {
      text.append("\n  because of ").append(t);
      for (int i = 0; i < Math.min(8, t.getStackTrace().length); i++) {
        text.append("\n    at ").append(t.getStackTrace()[i]);
      }
    }
    return text.toString();
  }
}
