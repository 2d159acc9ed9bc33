package io.holdfast.bench.peer.ignite;

import io.holdfast.bench.load.Client;
import io.holdfast.bench.peer.PeerAgent;
import io.holdfast.bench.peer.PeerClients;
import io.holdfast.bench.peer.PeerOperation;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.sql.ResultSet;
import org.apache.ignite.sql.SqlRow;
import org.apache.ignite.table.KeyValueView;
import org.apache.ignite.table.mapper.Mapper;

/** The clients of Ignite: {@code Agent DRIVER_PORT PORTS}. */
public final class Agent implements PeerClients {
  private static final int NODES = 3;
  private static final int LOAD_BATCH = 500;

  private final IgniteClient client;
  private KeyValueView<Integer, byte[]> table;
  private int keys;
  private byte[] value = new byte[0];

  private Agent(IgniteClient client) {
    this.client = client;
  }

  public static void main(String[] arguments) throws Exception {
    String[] ports = arguments[1].split(",");
    String[] addresses = new String[NODES];
    for (int i = 0; i < NODES; i++) {
      addresses[i] = "127.0.0.1:" + ports[NODES + i];
    }
    IgniteClient client = IgniteClient.builder().addresses(addresses).build();
    PeerAgent.serve(Integer.parseInt(arguments[0]), new Agent(client));
    System.exit(0);
  }

  @Override
  public void load(int count, int valueBytes) {
    keys = count;
    value = new byte[valueBytes];
    new SplittableRandom(valueBytes).nextBytes(value);
    client
        .sql()
        .executeScript(
            "CREATE ZONE BENCH (REPLICAS 3, PARTITIONS 25) STORAGE PROFILES ['default'];"
                + "CREATE TABLE BENCH (K INT NOT NULL, V VARBINARY(65536),"
                + " PRIMARY KEY USING SORTED (K)) ZONE BENCH;");
    table =
        client
            .tables()
            .table("BENCH")
            .keyValueView(Mapper.of(Integer.class, "K"), Mapper.of(byte[].class, "V"));
    for (int from = 0; from < count; from += LOAD_BATCH) {
      Map<Integer, byte[]> batch = new HashMap<>();
      for (int i = from; i < Math.min(count, from + LOAD_BATCH); i++) {
        batch.put(i, value);
      }
      table.putAll(null, batch);
    }
  }

  @Override
  public Client client(PeerOperation operation, int number) {
    return random -> {
      switch (operation) {
        case PUT -> table.put(null, random.nextInt(keys), value);
        case GET -> check(table.get(null, random.nextInt(keys)) != null);
        case SCAN -> check(scan(random.nextInt(keys - PeerOperation.SCAN_ROWS)));
      }
      return 0;
    };
  }

  private boolean scan(int from) {
    int rows = 0;
    try (ResultSet<SqlRow> found =
        client
            .sql()
            .execute(null, "SELECT K, V FROM BENCH WHERE K >= ? ORDER BY K LIMIT 20", from)) {
      while (found.hasNext()) {
        found.next();
        rows++;
      }
    }
    return rows == PeerOperation.SCAN_ROWS;
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("Ignite gave a wrong answer");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
