package io.holdfast.bench.peer;

import io.holdfast.bench.cluster.ClusterUnderTest;
import io.holdfast.bench.cluster.Regions;
import io.holdfast.bench.load.Client;
import io.holdfast.bench.micro.BenchKeys;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ourselves: three stores and a placement driver, raw keys. */
final class HoldfastKind implements PeerKind {
  private static final int STORES = 3;
  private static final int REGIONS = 3;

  @Override
  public String name() {
    return "holdfast";
  }

  @Override
  public String settings() {
    return "1 placement driver, 3 stores, 3 regions, defaults; a log batch is synced before it"
        + " counts";
  }

  @Override
  public @Nullable String absent() {
    return null;
  }

  @Override
  public Peer start(ProcessGroup group, PeerPlan plan, Consumer<String> progress) throws Exception {
    ClusterUnderTest cluster = ClusterUnderTest.start(group, STORES, false, progress);
    BenchKeys keys = new BenchKeys(plan.keys());
    Database database =
        Database.connect(
            ClientConfig.of(List.of(cluster.pd())).withKeyMode(KeyMode.V1_RAW).withStreaming(true));
    Regions.arrange(database.admin(), keys.cuts(REGIONS), STORES);
    keys.load(database, false, plan.valueBytes(), progress);
    return new LocalPeer(
        new Clients(database, keys, Bytes.wrap(new byte[plan.valueBytes()])),
        List.copyOf(cluster.meters()),
        cluster::checkAlive);
  }

  private record Clients(Database database, BenchKeys keys, Bytes value) implements PeerClients {
    @Override
    public void load(int count, int valueBytes) {
      throw new IllegalStateException("the keys are loaded already");
    }

    @Override
    public Client client(PeerOperation operation, int number) {
      return switch (operation) {
        case PUT ->
            random -> {
              database.raw().put(keys.key(random.nextInt(keys.count())), value);
              return 0;
            };
        case GET ->
            random -> {
              if (database.raw().get(keys.key(random.nextInt(keys.count()))) == null) {
                throw new IllegalStateException("a key is missing");
              }
              return 0;
            };
        case SCAN ->
            random -> {
              int from = random.nextInt(keys.count() - PeerOperation.SCAN_ROWS);
              int rows =
                  database
                      .raw()
                      .scan(keys.from(from))
                      .limit(PeerOperation.SCAN_ROWS)
                      .batch(PeerOperation.SCAN_ROWS)
                      .toList()
                      .size();
              if (rows != PeerOperation.SCAN_ROWS) {
                throw new IllegalStateException(rows + " rows");
              }
              return 0;
            };
      };
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
