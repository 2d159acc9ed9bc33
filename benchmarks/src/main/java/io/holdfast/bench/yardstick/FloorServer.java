package io.holdfast.bench.yardstick;

import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network.BoundServer;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * What a get costs at least: gRPC, the messages of the protocol and one look-up in RocksDB; no
 * replication, no versions, no regions. A process of its own; ends when its standard input does.
 */
public final class FloorServer {
  private FloorServer() {}

  /** Arguments: directory, number of keys, bytes of a value. Prints {@code READY host:port}. */
  public static void main(String[] arguments) throws IOException, RocksDBException {
    int keys = Integer.parseInt(arguments[1]);
    byte[] value = new byte[Integer.parseInt(arguments[2])];
    new SplittableRandom(1).nextBytes(value);
    RocksDB.loadLibrary();
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB engine = RocksDB.open(options, Path.of(arguments[0]).toString())) {
      for (int i = 0; i < keys; i++) {
        engine.put(NumberedKeys.key(i), value);
      }
      try (ThreadedRuntime runtime = new ThreadedRuntime("floor");
          BoundServer server =
              runtime
                  .network()
                  .serve(
                      new Address("127.0.0.1", 0),
                      List.of(new FloorService(engine).bindService()))) {
        System.out.println("READY " + server.address());
        while (System.in.read() >= 0) {
          // Nothing is ever sent; only the end matters.
        }
      }
    }
  }
}
