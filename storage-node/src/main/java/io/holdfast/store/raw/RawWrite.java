package io.holdfast.store.raw;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.Modification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts or deletes that look at nothing, to be proposed as one entry.
 *
 * @param keys engine positions written; all must lie in the region
 * @param writes what to propose; empty when refused
 * @param refusal why it will not be done, or null
 */
public record RawWrite(List<Bytes> keys, List<Modification> writes, @Nullable String refusal) {
  /** Copies; a refused write has no effect. */
  public RawWrite {
    keys = List.copyOf(keys);
    writes = refusal == null ? List.copyOf(writes) : List.of();
  }
}
