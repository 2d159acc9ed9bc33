package io.holdfast.endtoend.sql.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.client.Traffic;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.sql.server.SqlConfig;
import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlEngine;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Round trips of the statements of pgbench, counted: a statement that asks more than it must. */
final class RoundTripsTest {
  private static final List<String> TABLES =
      List.of(
          "create table accounts (aid int primary key, bid int, abalance int)",
          "create table tellers (tid int primary key, bid int, tbalance int)",
          "create table branches (bid int primary key, bbalance int)",
          "create table history (tid int, bid int, aid int, delta int, mtime timestamp)",
          "insert into accounts values (1, 1, 0)",
          "insert into tellers values (1, 1, 0)",
          "insert into branches values (1, 0)");
  private static final List<String> TRANSFER =
      List.of(
          "begin",
          "update accounts set abalance = abalance + 5 where aid = 1",
          "select abalance from accounts where aid = 1",
          "update tellers set tbalance = tbalance + 5 where tid = 1",
          "update branches set bbalance = bbalance + 5 where bid = 1",
          "insert into history (tid, bid, aid, delta, mtime) values (1, 1, 1, 5,"
              + " current_timestamp)",
          "commit");

  @Test
  void aTransferAsksForNoMoreThanItsStatementsNeed() {
    try (SimulatedCluster cluster = SimulatedCluster.start(1)) {
      cluster.run(
          () -> {
            Database database = cluster.database();
            SqlEngine engine =
                SqlEngine.open(cluster.clientRuntime(), database, SqlConfig.defaults());
            try (SqlConnection session = engine.connect("postgres", "postgres")) {
              TABLES.forEach(session::execute);
              TRANSFER.forEach(session::execute);
              cluster.clientRuntime().sleep(Duration.ofSeconds(1));
              session.execute("select 1"); // Looks at the catalogue, whose lease has ended.
              Traffic before = database.traffic();
              TRANSFER.forEach(session::execute);
              Traffic all = database.traffic().since(before);
              // One for each statement but BEGIN, one for the commit; rows of its own are not read.
              assertThat(all.timestamps()).as("%s", all).isLessThanOrEqualTo(6);
              assertThat(all.requests("KvGet")).isLessThanOrEqualTo(3);
              assertThat(all.requests("KvBatchGet")).isLessThanOrEqualTo(1);
              assertThat(all.requests("KvPrewrite")).isEqualTo(1);
              assertThat(all.requests("KvCommit")).isBetween(1L, 2L);
            }
          });
    }
  }
}
