package io.holdfast.endtoend.sql.wire;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.sql.server.SqlEngine;
import java.util.List;

/** Two talks that tell whether the rules of the protocol hold (rules SQL-11, SQL-12). */
public final class WireProbe {
  private static final String NODE = "sql-1";

  private WireProbe() {}

  /** Fails with {@link io.holdfast.simulation.world.SimulationFailure} when they do not. */
  public static void run(long seed) {
    try (SimulatedCluster cluster = SimulatedCluster.start(seed)) {
      SqlEngine engine = cluster.sql(NODE);
      cluster.runOn(
          NODE,
          () -> {
            error(engine);
            kept(engine);
          });
    }
  }

  private static void error(SqlEngine engine) {
    List<String> pieces =
        new WireScript().parse("", "select * from nowhere").describe('S', "").sync().run(engine);
    require("an error leaves before Sync", pieces.equals(List.of("E 42P01", "Z I")), pieces);
  }

  private static void kept(SqlEngine engine) {
    List<String> pieces =
        new WireScript()
            .query("create schema one; create schema two")
            .query("create table one.t (a text); create table two.t (a text)")
            .query("insert into one.t values ('one'); insert into two.t values ('two')")
            .query("set search_path = one")
            .parse("s", "select a from t")
            .sync()
            .query("set search_path = two")
            .bind("", "s")
            .execute("", 0)
            .sync()
            .run(engine);
    String last = pieces.get(pieces.size() - 1);
    require("a kept statement follows the search path", last.contains("D two"), pieces);
  }

  private static void require(String rule, boolean holds, List<String> pieces) {
    if (!holds) {
      throw new IllegalStateException(rule + ": " + pieces);
    }
  }
}
