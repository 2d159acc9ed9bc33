package io.holdfast.cluster.seeds;

import io.holdfast.simulation.seed.Seeds;
import io.holdfast.store.server.StoreConfig.Limits;
import io.holdfast.store.server.StoreConfig.LogBytes;
import io.holdfast.store.server.StoreConfig.Pipeline;

/** What a seed chooses besides its faults and delays. */
final class SeedChoices {
  private SeedChoices() {}

  static Pipeline pipeline(long seed) {
    return Seeds.random(seed, "choices", "pipeline").nextBoolean()
        ? Pipeline.INLINE
        : Pipeline.STAGED;
  }

  /** Every other seed cuts logs so early that followers need snapshots, in small chunks. */
  static Limits limits(long seed) {
    Limits usual = Limits.defaults();
    return Seeds.random(seed, "choices", "limits").nextBoolean()
        ? usual
        : new Limits(
            usual.entryBytesMax(),
            usual.pendingBytesMax(),
            usual.pendingReadsMax(),
            20,
            100,
            2 << 10,
            usual.snapshotsMax(),
            new LogBytes(64 << 10, 1 << 20, 8 << 20));
  }
}
