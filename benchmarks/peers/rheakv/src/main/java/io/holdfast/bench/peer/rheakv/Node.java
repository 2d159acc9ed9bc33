package io.holdfast.bench.peer.rheakv;

import com.alipay.sofa.jraft.rhea.client.DefaultRheaKVStore;
import com.alipay.sofa.jraft.rhea.options.RocksDBOptions;
import com.alipay.sofa.jraft.rhea.options.StoreEngineOptions;
import com.alipay.sofa.jraft.rhea.storage.StorageType;
import com.alipay.sofa.jraft.util.Endpoint;
import java.nio.file.Path;

/** One node of RheaKV: {@code Node NUMBER DIRECTORY PORTS}. Ends with its process. */
public final class Node {
  private Node() {}

  public static void main(String[] arguments) throws InterruptedException {
    int number = Integer.parseInt(arguments[0]);
    Path directory = Path.of(arguments[1]);
    String[] ports = arguments[2].split(",");
    RocksDBOptions engine = new RocksDBOptions();
    engine.setDbPath(directory.resolve("db").toString());
    StoreEngineOptions store = new StoreEngineOptions();
    store.setStorageType(StorageType.RocksDB);
    store.setRocksDBOptions(engine);
    store.setRaftDataPath(directory.resolve("raft").toString());
    store.setServerAddress(new Endpoint("127.0.0.1", Integer.parseInt(ports[number])));
    DefaultRheaKVStore node = new DefaultRheaKVStore();
    if (!node.init(Setup.store(ports, store))) {
      throw new IllegalStateException("RheaKV did not start");
    }
    System.out.println("READY");
    Thread.currentThread().join();
  }
}
