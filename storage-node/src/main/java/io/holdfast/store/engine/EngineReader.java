package io.holdfast.store.engine;

import io.holdfast.runtime.base.Bytes;
import org.jspecify.annotations.Nullable;

/** Reads of ordered families. On a snapshot all reads see one state. */
public interface EngineReader {
  /** The value, or null when absent; an empty value is present. */
  @Nullable Bytes get(Family family, Bytes key);

  /**
   * A cursor over {@code [lowerInclusive, upperExclusive)}, not positioned yet; an empty bound is
   * infinite. It sees the state at its creation. The caller closes it.
   */
  EngineIterator iterator(Family family, Bytes lowerInclusive, Bytes upperExclusive);
}
