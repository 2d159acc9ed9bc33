package io.holdfast.store.engine.rocksdb;

import io.holdfast.runtime.scratch.NativeLibrary;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native code. Its own loader leaves 15 MB in the temporary directory whenever the
 * process does not end by itself; ours leaves nothing. {@code ROCKSDB_SHAREDLIB_DIR} is honoured.
 */
final class RocksLibrary {
  private static final String DIRECTORY_VARIABLE = "ROCKSDB_SHAREDLIB_DIR";

  private RocksLibrary() {}

  /** Loads it once in the life of the JVM. */
  static void load() {
    if (System.getenv(DIRECTORY_VARIABLE) != null
        || !NativeLibrary.load(
            RocksDB.class.getClassLoader(),
            Environment.getJniLibraryFileName("rocksdb"),
            Environment.getJniLibraryFileName("rocksdbjni"), // What loadLibrary(List) looks for.
            RocksLibrary::loadFrom)) {
      RocksDB.loadLibrary();
    }
  }

  private static void loadFrom(Path directory) {
    RocksDB.loadLibrary(List.of(directory.toString()));
  }
}
