package io.holdfast.store.engine;

import io.holdfast.runtime.base.Bytes;

/**
 * A cursor within the bounds it was opened with. Used by one loop at a time.
 *
 * <p>Invalid until positioned and after it ran off either end; then only seeks and {@link #close()}
 * are legal.
 */
public interface EngineIterator extends AutoCloseable {
  /** To the first key at or after {@code key} (and within the bounds). */
  void seek(Bytes key);

  /** To the last key at or before {@code key} (and within the bounds). */
  void seekForPrev(Bytes key);

  /** To the first key of the range. */
  void seekToFirst();

  /** To the last key of the range. */
  void seekToLast();

  /** True while it stands on a key. */
  boolean valid();

  /** One key forward. */
  void next();

  /** One key back. */
  void prev();

  /** Key it stands on. */
  Bytes key();

  /** Value it stands on. */
  Bytes value();

  @Override
  void close();
}
