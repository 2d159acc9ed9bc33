package io.holdfast.store.engine.rocksdb;

import io.holdfast.store.engine.EngineDiskFullException;
import io.holdfast.store.engine.EngineFailure;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Sorts what RocksDB throws into our two kinds. */
final class RocksErrors {
  private RocksErrors() {}

  static RuntimeException translate(String call, RocksDBException cause) {
    return isSpace(cause)
        ? new EngineDiskFullException(
            "RocksDB " + call + " refused: no space: " + cause.getMessage(), cause)
        : new EngineFailure("RocksDB " + call + " failed: " + cause.getMessage(), cause);
  }

  /**
   * A failed sync is final, whatever it failed for, space included: what it covered may be lost and
   * still read back (rule D9).
   */
  static EngineFailure ofSync(String call, RocksDBException cause) {
    return new EngineFailure("RocksDB " + call + " failed", cause);
  }

  private static boolean isSpace(RocksDBException cause) {
    Status status = cause.getStatus();
    if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
      return true;
    }
    // The limit of SstFileManager has a sub-code that the Java binding does not know.
    String message = cause.getMessage();
    return message != null && message.contains("Max allowed space");
  }
}
