package io.holdfast.bench.peer;

import io.holdfast.bench.load.Client;
import io.holdfast.bench.postgres.PostgresBinaries;
import io.holdfast.bench.postgres.PostgresServer;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.runtime.net.Address;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL without replicas: not a peer in what it promises, but the one everybody knows. */
final class PostgresKind implements PeerKind {
  private static final int LOAD_BATCH = 1_000;

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public String settings() {
    return PostgresServer.SETTINGS + " (no replica), prepared statements of pgjdbc";
  }

  @Override
  public @Nullable String absent() {
    return PostgresBinaries.find().isPresent() ? null : PostgresBinaries.INSTALL;
  }

  @Override
  public Peer start(ProcessGroup group, PeerPlan plan, Consumer<String> progress) throws Exception {
    progress.accept("postgres: starting it from " + PostgresBinaries.find().orElseThrow());
    PostgresServer server =
        PostgresServer.start(PostgresBinaries.find().orElseThrow(), plan.dataParent());
    PostgresClients clients = new PostgresClients(server, plan.keys(), plan.valueBytes());
    try {
      clients.load(plan.keys(), plan.valueBytes());
    } catch (SQLException e) {
      server.close();
      throw e;
    }
    return new LocalPeer(clients, List.of(server.meter()), server::checkAlive);
  }

  private record PostgresClients(PostgresServer server, int keys, int valueBytes)
      implements PeerClients {
    private Connection connect() throws SQLException {
      Address address = server.address();
      return DriverManager.getConnection(
          "jdbc:postgresql://" + address + "/postgres?user=postgres&prepareThreshold=1");
    }

    @Override
    public void load(int count, int bytes) throws SQLException {
      byte[] value = value(bytes);
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE bench (k int PRIMARY KEY, v bytea NOT NULL)");
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO bench VALUES (?, ?)")) {
          for (int i = 0; i < count; i++) {
            insert.setInt(1, i);
            insert.setBytes(2, value);
            insert.addBatch();
            if (i % LOAD_BATCH == LOAD_BATCH - 1 || i == count - 1) {
              int[] unused = insert.executeBatch();
            }
          }
        }
        connection.commit();
        connection.setAutoCommit(true);
        statement.execute("VACUUM ANALYZE bench");
      }
    }

    private static byte[] value(int bytes) {
      byte[] value = new byte[bytes];
      new SplittableRandom(bytes).nextBytes(value);
      return value;
    }

    @Override
    public Client client(PeerOperation operation, int number) throws SQLException {
      Connection connection = connect();
      try {
        PreparedStatement statement =
            connection.prepareStatement(
                switch (operation) {
                  case PUT ->
                      "INSERT INTO bench VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v ="
                          + " EXCLUDED.v";
                  case GET -> "SELECT v FROM bench WHERE k = ?";
                  case SCAN -> "SELECT k, v FROM bench WHERE k >= ? ORDER BY k LIMIT 20";
                });
        return new Session(operation, connection, statement, keys, value(valueBytes));
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private static final class Session implements Client {
    private final PeerOperation operation;
    private final Connection connection;
    private final PreparedStatement statement;
    private final int keys;
    private final byte[] value;

    Session(
        PeerOperation operation,
        Connection connection,
        PreparedStatement statement,
        int keys,
        byte[] value) {
      this.operation = operation;
      this.connection = connection;
      this.statement = statement;
      this.keys = keys;
      this.value = value;
    }

    @Override
    public int once(SplittableRandom random) throws SQLException {
      if (operation == PeerOperation.PUT) {
        statement.setInt(1, random.nextInt(keys));
        statement.setBytes(2, value);
        check(statement.executeUpdate(), 1);
        return 0;
      }
      boolean scan = operation == PeerOperation.SCAN;
      statement.setInt(1, random.nextInt(keys - PeerOperation.SCAN_ROWS));
      int rows = 0;
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows++;
        }
      }
      check(rows, scan ? PeerOperation.SCAN_ROWS : 1);
      return 0;
    }

    private static void check(int rows, int expected) {
      if (rows != expected) {
        throw new IllegalStateException(rows + " rows, not " + expected);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
