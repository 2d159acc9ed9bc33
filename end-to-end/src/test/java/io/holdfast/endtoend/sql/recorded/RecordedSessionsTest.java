package io.holdfast.endtoend.sql.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.endtoend.sql.wire.WireClient;
import io.holdfast.endtoend.sql.wire.WireResult;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sessions, each in a database of its own, answer as PostgreSQL 15 did: rows, types, tags, errors
 * with their places, notices. A statement stands behind {@code >}, with {@code \n} for a new line.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecordedSessionsTest {
  private record Recorded(String sql, List<String> answer) {}

  private final LocalCluster cluster =
      LocalCluster.start(LocalClusterOptions.defaults().withStores(1).withSqlPort(0));

  @AfterAll
  void close() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rows.txt",
        "numbers.txt",
        "calls.txt",
        "changes.txt",
        "dates.txt",
        "texts.txt",
        "zones.txt",
        "patterns.txt",
        "catalog.txt"
      })
  void everyStatementAnswersAsRecorded(String file) throws IOException {
    Address address = cluster.sqlAddress();
    String database = "recorded_" + file.replaceAll("\\W", "_");
    try (WireClient first = WireClient.connect(address.host(), address.port(), "postgres")) {
      first.one("create database " + database);
    }
    List<String> differences = new ArrayList<>();
    List<Recorded> all = read(file);
    try (WireClient client = WireClient.connect(address.host(), address.port(), database)) {
      for (Recorded each : all) {
        List<WireResult> results = client.query(each.sql);
        List<String> lines = SessionText.of(each.sql, results, client.notices());
        if (!lines.equals(each.answer)) {
          differences.add(each.sql + "\n  recorded " + each.answer + "\n  answered " + lines);
        }
      }
    }
    assertThat(differences).as("differences\n" + String.join("\n", differences)).isEmpty();
    assertThat(all).hasSizeGreaterThan(30);
  }

  private static List<Recorded> read(String file) throws IOException {
    List<Recorded> all = new ArrayList<>();
    List<String> answer = new ArrayList<>();
    try (InputStream in = RecordedSessionsTest.class.getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
      for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.startsWith("> ")) {
          answer = new ArrayList<>();
          all.add(new Recorded(line.substring(2).replace("\\n\\", "\n"), answer));
        } else if (!line.isEmpty()) {
          answer.add(line);
        }
      }
    }
    return all;
  }
}
