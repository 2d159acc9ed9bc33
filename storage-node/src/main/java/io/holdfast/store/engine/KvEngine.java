package io.holdfast.store.engine;

import io.holdfast.runtime.base.Bytes;

/**
 * The engine of one store. Safe for several loops; writes are serialised inside.
 *
 * <p>Environment failures are {@link EngineFailure} (the store must stop, rule D9) or {@link
 * EngineDiskFullException} (nothing was written; the store may go on reading).
 */
public interface KvEngine extends EngineReader, AutoCloseable {
  /** Applies the batch atomically; visible on return, durable only after a later sync (rule D2). */
  void write(WriteBatch batch);

  /** The current state. */
  EngineSnapshot snapshot();

  /** Makes all earlier writes durable by syncing the write-ahead log. */
  void syncWal();

  /** Makes all earlier writes durable by writing out the memory tables. */
  void flush();

  /** Rough size of {@code [start, end)}; an empty end is plus infinity. */
  long approximateSizeBytes(Family family, Bytes start, Bytes end);

  /** Iterators and snapshots that are open now. */
  int openHandles();

  /**
   * Ends the engine as the death of the process would: open handles go with it, nothing is flushed.
   * The loops that used it must have stopped.
   */
  void abandon();

  /** Closes without flushing. Open iterators or snapshots are a broken invariant. */
  @Override
  void close();
}
