package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.store.engine.EngineReader;

/**
 * A command that only reads. Pure; the caller has confirmed the right to read (leadership or a read
 * index) and raised {@code max_ts} before it took the snapshot.
 *
 * @param <R> the response
 */
public interface ReadCommand<R> {
  /** Computes the response; {@code region} is the region's range as engine positions. */
  R process(EngineReader snapshot, KeyRange region);
}
