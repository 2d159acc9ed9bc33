package io.holdfast.endtoend.sql.wire;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedClusterOptions;
import io.holdfast.sql.server.SqlEngine;
import java.util.List;

/** Talks that tell whether the rules of the protocol hold (rules SQL-11, SQL-12, SQL-14). */
public final class WireProbe {
  private static final String NODE = "sql-1";

  private WireProbe() {}

  /** Fails with {@link io.holdfast.simulation.world.SimulationFailure} when they do not. */
  public static void run(long seed) {
    try (SimulatedCluster cluster =
        SimulatedCluster.start(SimulatedClusterOptions.of(seed).withSleeping(false))) {
      SqlEngine engine = cluster.sql(NODE);
      cluster.runOn(
          NODE,
          () -> {
            error(engine);
            kept(engine);
            held(engine);
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

  private static void held(SqlEngine engine) {
    List<String> pieces =
        new WireScript()
            .query("begin")
            .query("declare c cursor with hold for select 1")
            .query("rollback")
            .query("fetch from c")
            .run(engine);
    require("a cursor ends with what made it", pieces.toString().contains("E 34000"), pieces);
    pieces =
        new WireScript()
            .query("begin; declare c cursor with hold for values (1), (2); commit")
            .query("begin; fetch from c; rollback")
            .query("fetch from c")
            .run(engine);
    require("what was kept stays", !pieces.toString().contains("E 34000"), pieces);
  }

  private static void require(String rule, boolean holds, List<String> pieces) {
    if (!holds) {
      throw new IllegalStateException(rule + ": " + pieces);
    }
  }
}
