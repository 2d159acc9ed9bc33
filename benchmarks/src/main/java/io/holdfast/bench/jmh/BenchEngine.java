package io.holdfast.bench.jmh;

import io.holdfast.runtime.scratch.TemporaryDirectory;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.rocksdb.RocksEngine;
import io.holdfast.store.engine.rocksdb.RocksOptions;

/** An engine on real files in a directory of its own, gone when it is closed. */
final class BenchEngine implements AutoCloseable {
  private final TemporaryDirectory directory = TemporaryDirectory.create("engine");
  private final RocksEngine engine =
      RocksEngine.open(directory.path().resolve("engine"), RocksOptions.laptop());

  KvEngine engine() {
    return engine;
  }

  @Override
  public void close() {
    engine.close();
    directory.close();
  }
}
