package io.holdfast.endtoend.planted;

import io.holdfast.cluster.ClusterWiring;
import io.holdfast.simulation.world.Profile;
import io.holdfast.sql.server.SqlWiring;
import io.holdfast.sql.txn.PlantedTransactions;
import io.holdfast.sql.txn.SqlTransactions;
import io.holdfast.workload.sqlbank.SqlSeedPlan;
import java.time.Duration;
import java.util.List;

/**
 * One safety rule of the SQL layer taken out.
 *
 * @param name what is planted
 * @param wiring SQL nodes with the bug in them
 */
record PlantedSqlBug(String name, SqlWiring wiring) {
  static List<PlantedSqlBug> all() {
    return List.of(
        new PlantedSqlBug(
            "a commit does not compare what its writes were computed from",
            SqlWiring.PRODUCTION.withTransactions(PlantedTransactions::withoutComparingBases)),
        new PlantedSqlBug(
            "a commit ignores the lease of its catalogue",
            SqlWiring.PRODUCTION.withTransactions(
                (database, runtime, guard) ->
                    new SqlTransactions(database, runtime, used -> Long.MAX_VALUE))),
        new PlantedSqlBug(
            "a change of a table does not wait for leases",
            SqlWiring.PRODUCTION.withCatalogStore(ImpatientStore::new)));
  }

  SqlSeedPlan plan(long seed) {
    return SqlSeedPlan.of(seed, Profile.CALM)
        .withStreaming(false)
        .withWiring(ClusterWiring.PRODUCTION.withSql(wiring))
        .withPauses(Duration.ofMillis(400), Duration.ofSeconds(1))
        .lasting(Duration.ofSeconds(30), 100);
  }

  @Override
  public String toString() {
    return name;
  }
}
