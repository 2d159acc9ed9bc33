package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import java.util.List;

/**
 * A command that may write. Pure; {@code R} is its response.
 *
 * @param <R> the response
 */
public interface WriteCommand<R> {
  /** Engine positions it touches; all must lie in the region. */
  List<Bytes> keys();

  /** Engine positions that no other command may touch from the snapshot until the apply. */
  default List<Bytes> keysToLatch() {
    return keys();
  }

  /**
   * True iff it adds what was not there. The others settle what has begun: they put a short record
   * in the place of a lock, and must go on where the disk is full, or readers that meet the lock
   * would wait until somebody makes room.
   */
  default boolean grows() {
    return false;
  }

  /** Computes writes and response; {@code region} is the region's range as engine positions. */
  CommandResult<R> process(EngineReader snapshot, KeyRange region);
}
