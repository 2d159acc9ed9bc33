package io.holdfast.store.server;

import io.holdfast.store.region.RegionRules;
import io.holdfast.store.txn.command.PercolatorCommands;
import io.holdfast.store.txn.command.TxnCommands;

/**
 * The parts of a store that a test may exchange to plant a bug; {@link #PRODUCTION} is what runs.
 *
 * @param rules safety decisions around proposals, reads and truncation
 * @param commands what transactions do
 */
public record StoreWiring(RegionRules rules, TxnCommands commands) {
  /** What the product runs. */
  public static final StoreWiring PRODUCTION =
      new StoreWiring(RegionRules.SAFE, new PercolatorCommands());

  /** The same with other rules. */
  public StoreWiring withRules(RegionRules other) {
    return new StoreWiring(other, commands);
  }

  /** The same with other commands. */
  public StoreWiring withCommands(TxnCommands other) {
    return new StoreWiring(rules, other);
  }
}
