package io.holdfast.store.server;

import io.holdfast.store.region.RegionRules;

/**
 * The parts of a store that a test may exchange to plant a bug; {@link #PRODUCTION} is what runs.
 *
 * @param rules safety decisions around proposals, reads and truncation
 */
public record StoreWiring(RegionRules rules) {
  /** What the product runs. */
  public static final StoreWiring PRODUCTION = new StoreWiring(RegionRules.SAFE);

  /** The same with other rules. */
  public StoreWiring withRules(RegionRules other) {
    return new StoreWiring(other);
  }
}
