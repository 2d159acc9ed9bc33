package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.read.task.ReadTask;

/**
 * A command that only reads. Pure; the caller has confirmed the right to read (leadership or a read
 * index) and raised {@code max_ts} before it took the snapshot.
 *
 * @param <R> the response
 */
@FunctionalInterface
public interface ReadCommand<R> {
  /** Begins to read; {@code region} is the region's range as engine positions. */
  ReadTask<R> begin(EngineReader snapshot, KeyRange region);

  /** Computes the response at once, for those who own the whole thread. */
  default R process(EngineReader snapshot, KeyRange region) {
    return ReadTask.finish(begin(snapshot, region));
  }
}
