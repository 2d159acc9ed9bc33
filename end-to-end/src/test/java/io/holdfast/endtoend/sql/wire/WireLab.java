package io.holdfast.endtoend.sql.wire;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.sql.server.SqlEngine;
import java.util.ArrayList;
import java.util.List;

/** A SQL node of a simulated cluster, and ways to talk to it byte by byte. */
final class WireLab implements AutoCloseable {
  private static final String NODE = "sql-1";

  private final SimulatedCluster cluster;
  private final SqlEngine engine;

  WireLab(long seed) {
    cluster = SimulatedCluster.start(seed);
    engine = cluster.sql(NODE);
  }

  /** Code beside a node's own sessions. */
  interface EngineCode {
    /** Runs it. */
    void run(SqlEngine engine) throws Exception;
  }

  /** Runs code on the node and its time. */
  void run(EngineCode code) {
    cluster.runOn(NODE, () -> code.run(engine));
  }

  /** What each piece of a conversation was answered. */
  List<String> talk(WireScript script) {
    List<String> pieces = new ArrayList<>();
    run(node -> pieces.addAll(script.run(node)));
    return pieces;
  }

  /** The same for simple queries of one session without notices. */
  List<String> query(String... statements) {
    WireScript script = new WireScript("client_min_messages", "error");
    for (String each : statements) {
      script.query(each);
    }
    return talk(script);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
