package io.holdfast.cluster.seeds;

import io.holdfast.simulation.seed.Seeds;
import io.holdfast.store.server.StoreConfig.Pipeline;

/** What a seed chooses besides its faults and delays. */
final class SeedChoices {
  private SeedChoices() {}

  static Pipeline pipeline(long seed) {
    return Seeds.random(seed, "choices", "pipeline").nextBoolean()
        ? Pipeline.INLINE
        : Pipeline.STAGED;
  }
}
