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

  /**
   * Gives up the room that was kept for the day on which the disk is full, so that what is decided
   * already can be applied and data can be deleted. True iff a refused write may now succeed.
   */
  boolean releaseReserve();

  /** Keeps that room again; false while the disk has not enough of it. */
  boolean restoreReserve();

  /** Rough size of {@code [start, end)}; an empty end is plus infinity. */
  long approximateSizeBytes(Family family, Bytes start, Bytes end);

  /** Iterators and snapshots that are open now. */
  int openHandles();

  /**
   * First half of an orderly end: from now on every call, iterator and snapshot is refused with
   * {@link EngineClosedException}, but for reads through snapshots that are open.
   */
  void refuseUsers();

  /** Second half, repeated until it says true: frees the engine if nobody uses it (rule D10). */
  boolean closeIfUnused();

  /**
   * Second half when patience is over: the users keep the memory for ever, the files stay locked by
   * this process. Nothing that was written is lost by it.
   */
  void leak();

  /**
   * Ends the engine as the death of the process would: open handles go with it, nothing is flushed.
   * The loops that used it must have stopped; if a call runs all the same, the engine is leaked.
   */
  void abandon();

  /** Closes at once, without flushing. A user is a broken invariant. */
  @Override
  void close();
}
