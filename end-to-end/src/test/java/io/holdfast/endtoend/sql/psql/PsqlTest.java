package io.holdfast.endtoend.sql.psql;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.endtoend.sql.postgres.PostgresServer;
import io.holdfast.endtoend.sql.tool.PostgresTool;
import io.holdfast.endtoend.sql.tool.PostgresTool.Outcome;
import io.holdfast.runtime.net.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** psql prints for us what it prints for PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PsqlTest {
  private static final String TABLES =
      """
      create table customer (id int primary key, name varchar(20) not null,
        joined date default '2020-01-01', balance numeric(10,2) default 0, note text);
      create table purchase (customer_id int, line smallint, what char(6), paid boolean,
        at timestamptz, raw bytea, primary key (customer_id, line));
      create table loose (a bigint, b double precision, c timestamp(3));
      create schema shop;
      create table shop.item (sku text primary key, price float8);
      """;

  private final LocalCluster cluster =
      LocalCluster.start(LocalClusterOptions.defaults().withSqlPort(0));
  private Address reference = new Address("127.0.0.1", 1);
  private PostgresServer postgres;

  @BeforeAll
  void start() throws Exception {
    Assumptions.assumeTrue(
        PostgresServer.installed() || PostgresServer.required(),
        "PostgreSQL 15 is not installed (Debian: postgresql-15)");
    postgres = PostgresServer.start();
    reference = new Address("127.0.0.1", postgres.port());
    for (Address server : List.of(reference, cluster.sqlAddress())) {
      assertThat(psql(server, TABLES).err()).isEmpty();
    }
  }

  @AfterAll
  void stop() throws Exception {
    cluster.close();
    if (postgres != null) {
      postgres.close();
    }
  }

  private static Outcome psql(Address server, String script) throws Exception {
    return PostgresTool.run(
        server, Duration.ofSeconds(60), "psql", List.of("-X", "postgres"), script);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\d",
        "\\dt",
        "\\dt+ nothing_like_this",
        "\\d customer",
        "\\d purchase",
        "\\d loose",
        "\\d shop.item",
        "\\d customer_pkey",
        "\\d nowhere",
        "\\di",
        "\\dn",
        "\\dv",
        "\\ds",
        "\\dt shop.*",
        "\\encoding",
        "select 1 as one, 'two' as two, null as three, 4.50 as four;",
        "\\x\nselect 1 as one, 'two' as two;",
        "select * from customer;",
        "insert into customer values (1, 'ann'), (2, 'bob');\n"
            + "table customer;\n"
            + "delete from customer;",
        "begin;\ninsert into customer values (3, 'cy');\nselect count(*) from customer;\n"
            + "select nope;\nselect 1;\ncommit;\nselect count(*) from customer;",
        "insert into customer (id) values (1);",
        "insert into customer values (1, 'x', 'not a date');",
        "select 1/0;",
        "selec 1;",
        "select * from customer where id = 'abc';",
        "select 1; select 2;",
        "copy customer (id, name) from stdin;\n7\tseven\n8\teight\n\\.\nselect id, name from"
            + " customer order by id;\ndelete from customer;",
        "prepare q(int) as select $1 + 1; execute q(41); deallocate q;",
        "\\set n 5\nselect :n * 2 as ten;",
        "set timezone to 'UTC';\nshow timezone;\nshow search_path;\nshow transaction_isolation;",
        "select k, acldefault(k::\"char\", 10) from unnest(string_to_array('crsdflLnptFST', null))"
            + " k;",
        "select n[0], n[2], n[7] = '' from (select 'abc'::name as n) x;",
        "select 'a' 'b';",
        "commit;",
        "drop table if exists nowhere;",
        "create table customer (x int);",
        "truncate nowhere;",
        "\\conninfo_",
      })
  void printsWhatItPrintsForPostgres(String script) throws Exception {
    Outcome expected = psql(reference, script);
    Outcome actual = psql(cluster.sqlAddress(), script);
    assertThat(actual.out()).isEqualTo(expected.out());
    assertThat(actual.err()).isEqualTo(expected.err());
  }

  @Test
  void listsDatabasesAndConnectsToANewOne() throws Exception {
    Address ours = cluster.sqlAddress();
    assertThat(psql(ours, "create database second;").err()).isEmpty();
    assertThat(psql(ours, "\\l").out())
        .contains(" postgres ")
        .contains(" second ")
        .contains("UTF8");
    Outcome there = psql(ours, "\\c second\ncreate table t (a int);\n\\dt\n\\c postgres\n\\d t\n");
    assertThat(there.out())
        .contains("You are now connected to database \"second\"")
        .contains(" t ");
    assertThat(there.err()).contains("Did not find any relation named \"t\"");
    assertThat(psql(ours, "drop database second;").err()).isEmpty();
    assertThat(psql(ours, "\\c second").err()).contains("database \"second\" does not exist");
  }

  /** What is dumped from us is what PostgreSQL's own would be, and can be read in again. */
  @Test
  void pgDumpWritesWhatItWritesOfPostgres() throws Exception {
    String rows =
        "insert into customer values (1, 'ann', null, 4.5, E'two\\nlines');\n"
            + "insert into customer (id, name) values (2, E'b\\\\b');\n"
            + "comment on table customer is 'who buys';\n";
    String back = "delete from customer;\ncomment on table customer is null;\n";
    List<String> dumps = new ArrayList<>();
    for (Address server : List.of(reference, cluster.sqlAddress())) {
      assertThat(psql(server, rows).err()).isEmpty();
      dumps.add(dump(server, "postgres"));
      assertThat(psql(server, back).err()).isEmpty();
    }
    assertThat(dumps.get(1)).isEqualTo(dumps.get(0));
    assertThat(psql(cluster.sqlAddress(), "create database again;").err()).isEmpty();
    Outcome read =
        PostgresTool.run(
            cluster.sqlAddress(),
            Duration.ofSeconds(60),
            "psql",
            List.of("-X", "-q", "-v", "ON_ERROR_STOP=1", "again"),
            dumps.get(1));
    assertThat(read.err()).isEmpty();
    assertThat(dump(cluster.sqlAddress(), "again")).isEqualTo(dumps.get(1));
  }

  private static String dump(Address server, String database) throws Exception {
    Outcome dumped =
        PostgresTool.run(server, Duration.ofSeconds(60), "pg_dump", List.of(database), "");
    assertThat(dumped.err()).isEmpty();
    return dumped
        .out()
        .lines()
        .filter(line -> !line.startsWith("-- Dumped") && !line.contains("restrict "))
        .collect(Collectors.joining("\n"));
  }
}
