package io.holdfast.store.region;

import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.loop.LoopConfined;

/** How much all proposals of the store weigh that are not applied yet. */
@LoopConfined("store")
public final class PendingBytes {
  private final long bytesMax;
  private long bytes;

  /** {@code bytesMax} is where the store begins to refuse. */
  public PendingBytes(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** True iff one more of that size fits; a single one always does. */
  public boolean fits(long sizeBytes) {
    return bytes == 0 || bytes + sizeBytes <= bytesMax;
  }

  /** Bytes waiting now. */
  public long bytes() {
    return bytes;
  }

  void add(long sizeBytes) {
    bytes += sizeBytes;
  }

  void release(long sizeBytes) {
    bytes -= sizeBytes;
    Invariant.check(bytes >= 0, "Pending proposal bytes below zero", "bytes", bytes);
  }
}
