package io.holdfast.endtoend.sql.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.endtoend.sql.postgres.PostgresServer;
import io.holdfast.endtoend.sql.wire.WireClient;
import io.holdfast.endtoend.sql.wire.WireMessages;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Talks as drivers have them: Parse and Describe with Flush and no Sync, pipelines, portals in
 * steps, statements kept over changes of tables and settings, two sessions at once. Each answer is
 * PostgreSQL's, message for message. The seed comes from the commit, where a build gives it.
 */
final class DriverTalkTest {
  private static final int EXCHANGES = Integer.getInteger("holdfast.sql.talk", 2_000);
  private static final int NAMES = 5;

  private final List<String> differences = new ArrayList<>();
  private int changes;

  private static long seed() {
    String from = System.getProperty("holdfast.seeds.from", "");
    return Long.getLong("holdfast.sql.seed", from.isEmpty() ? 1 : from.hashCode());
  }

  @Test
  void driversAreAnsweredAsByPostgres() throws Exception {
    Assumptions.assumeTrue(
        PostgresServer.installed() || PostgresServer.required(),
        "PostgreSQL 15 is not installed (Debian: postgresql-15)");
    try (PostgresServer postgres = PostgresServer.start();
        LocalCluster cluster = LocalCluster.start(LocalClusterOptions.defaults().withSqlPort(0));
        TwinClient first = twin("first", postgres, cluster.sqlAddress());
        TwinClient second = twin("second", postgres, cluster.sqlAddress())) {
      talk(first, second);
      int exchanges = first.exchanges() + second.exchanges();
      System.out.println(
          "talk: seed "
              + seed()
              + ", "
              + exchanges
              + " exchanges, "
              + differences.size()
              + " unexplained differences, waits for keys of rows not committed: "
              + (first.waits() + second.waits()));
      assertThat(exchanges).isGreaterThanOrEqualTo(EXCHANGES);
      assertThat(differences.stream().limit(20).toList()).isEmpty();
    }
  }

  private TwinClient twin(String name, PostgresServer postgres, Address ours) throws IOException {
    return new TwinClient(
        name,
        WireClient.connect("127.0.0.1", postgres.port(), "postgres"),
        WireClient.connect(ours.host(), ours.port(), "postgres"),
        differences);
  }

  private void talk(TwinClient first, TwinClient second) throws IOException {
    first.query("create schema talk_a");
    first.query("create schema talk_b");
    fill(first);
    SplittableRandom random = new SplittableRandom(seed());
    List<Conversation> sides =
        List.of(new Conversation(first, random), new Conversation(second, random));
    for (Conversation side : sides) {
      side.client.query("set search_path = talk_a");
      side.client.query("set lock_timeout = '300ms'");
    }
    while (first.exchanges() + second.exchanges() < EXCHANGES) {
      if (random.nextInt(25) == 0 && !first.inBlock() && !second.inBlock()) {
        first.query(new DriverStatements(random).change(++changes));
      }
      sides.get(random.nextInt(4) == 0 ? 1 : 0).next();
      boolean firstDiverged = first.diverged();
      if (second.diverged() || firstDiverged) {
        first.query("rollback");
        second.query("rollback");
        fill(first);
      }
    }
  }

  private static void fill(TwinClient client) throws IOException {
    for (String schema : List.of("talk_a", "talk_b")) {
      for (String table : List.of("t", "u")) {
        String name = schema + "." + table;
        client.query("drop table if exists " + name);
        client.query("create table " + name + " (id int primary key, v text)");
        client.query(
            "insert into " + name + " select g, '" + schema + "' from generate_series(1, 4) g");
      }
    }
  }

  /** One session and the statements it keeps. */
  private static final class Conversation {
    private final TwinClient client;
    private final SplittableRandom random;
    private final DriverStatements statements;
    private final Map<String, DriverStatements.Filled> kept = new TreeMap<>();

    Conversation(TwinClient client, SplittableRandom random) {
      this.client = client;
      this.random = random;
      this.statements = new DriverStatements(random);
    }

    void next() throws IOException {
      switch (random.nextInt(10)) {
        case 0 -> client.query(statements.setting());
        case 1 -> block();
        case 2, 3 -> prepare();
        case 4, 5 -> keptAgain();
        case 6 -> steps();
        default -> pipeline();
      }
    }

    private void block() throws IOException {
      if (!client.inBlock()) {
        client.query(random.nextBoolean() ? "begin" : "begin isolation level read committed");
        return;
      }
      String[] ends = {"commit", "rollback", "savepoint s", "rollback to s", "commit"};
      client.query(ends[random.nextInt(ends.length)]);
    }

    /** Parse and Describe are answered before the client goes on, as asyncpg does. */
    private void prepare() throws IOException {
      String name = "s" + random.nextInt(NAMES);
      DriverStatements.Filled filled = statements.next();
      WireMessages messages =
          new WireMessages().close('S', name).parse(name, filled.sql()).describe('S', name);
      List<String> answer =
          client.flush("Close, Parse " + name + " " + filled.sql() + "; Describe", messages);
      client.sync("", new WireMessages());
      if (answer.stream().anyMatch(line -> line.startsWith("E"))) {
        kept.remove(name);
      } else {
        kept.put(name, filled);
      }
    }

    private void keptAgain() throws IOException {
      if (kept.isEmpty()) {
        prepare();
        return;
      }
      List<String> names = new ArrayList<>(kept.keySet());
      String name = names.get(random.nextInt(names.size()));
      List<@Nullable String> values = kept.getOrDefault(name, statements.next()).values();
      WireMessages messages = new WireMessages();
      if (random.nextBoolean()) {
        messages.describe('S', name);
      }
      messages.bind("", name, values).describe('P', "").execute("", 0);
      client.sync("Bind " + name + " " + values + "; Describe; Execute", messages);
    }

    private void pipeline() throws IOException {
      WireMessages messages = new WireMessages();
      StringBuilder what = new StringBuilder();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        DriverStatements.Filled filled = statements.next();
        messages.parse("", filled.sql()).bind("", "", filled.values());
        if (random.nextBoolean()) {
          messages.describe('P', "");
        }
        messages.execute("", 0);
        what.append("Run ").append(filled).append("; ");
      }
      client.sync(what.toString(), messages);
    }

    /** A portal a few rows at a time, each answered before the next. */
    private void steps() throws IOException {
      DriverStatements.Filled filled = statements.ordered();
      WireMessages open =
          new WireMessages().parse("", filled.sql()).bind("p", "", filled.values()).execute("p", 2);
      List<String> answer = client.flush("Steps " + filled, open);
      for (int i = 0; i < 3 && answer.contains("s"); i++) {
        answer = client.flush("on", new WireMessages().execute("p", 2));
      }
      client.sync("end", new WireMessages().close('P', "p"));
    }
  }
}
