package io.holdfast.bench.peer.rheakv;

import com.alipay.sofa.jraft.rhea.client.DefaultRheaKVStore;
import com.alipay.sofa.jraft.rhea.client.RheaKVStore;
import com.alipay.sofa.jraft.rhea.storage.KVEntry;
import io.holdfast.bench.load.Client;
import io.holdfast.bench.peer.PeerAgent;
import io.holdfast.bench.peer.PeerClients;
import io.holdfast.bench.peer.PeerOperation;
import io.holdfast.bench.yardstick.NumberedKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The clients of RheaKV: {@code Agent DRIVER_PORT PORTS}. */
public final class Agent implements PeerClients {
  private static final int LOAD_BATCH = 200;

  private final RheaKVStore store;
  private int keys;
  private byte[] value = new byte[0];

  private Agent(RheaKVStore store) {
    this.store = store;
  }

  public static void main(String[] arguments) throws Exception {
    DefaultRheaKVStore store = new DefaultRheaKVStore();
    if (!store.init(Setup.store(arguments[1].split(","), null))) {
      throw new IllegalStateException("RheaKV's client did not start");
    }
    PeerAgent.serve(Integer.parseInt(arguments[0]), new Agent(store));
    System.exit(0);
  }

  @Override
  public void load(int count, int valueBytes) {
    keys = count;
    value = new byte[valueBytes];
    new SplittableRandom(valueBytes).nextBytes(value);
    for (int from = 0; from < count; from += LOAD_BATCH) {
      List<KVEntry> batch = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + LOAD_BATCH); i++) {
        batch.add(new KVEntry(NumberedKeys.key(i), value));
      }
      check(store.bPut(batch));
    }
  }

  @Override
  public Client client(PeerOperation operation, int number) {
    return random -> {
      switch (operation) {
        case PUT -> check(store.bPut(NumberedKeys.key(random.nextInt(keys)), value));
        case GET -> check(store.bGet(NumberedKeys.key(random.nextInt(keys))) != null);
        case SCAN -> {
          int from = random.nextInt(keys - PeerOperation.SCAN_ROWS);
          List<KVEntry> rows =
              store.bScan(NumberedKeys.key(from), NumberedKeys.key(from + PeerOperation.SCAN_ROWS));
          check(rows.size() == PeerOperation.SCAN_ROWS);
        }
      }
      return 0;
    };
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("RheaKV gave a wrong answer");
    }
  }

  @Override
  public void close() {
    store.shutdown();
  }
}
