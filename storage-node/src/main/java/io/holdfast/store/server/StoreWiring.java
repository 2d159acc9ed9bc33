package io.holdfast.store.server;

import io.holdfast.store.region.RegionRules;
import io.holdfast.store.txn.command.PercolatorCommands;
import io.holdfast.store.txn.command.TxnCommands;

/**
 * The parts of a store that a test may exchange, to plant a bug or to watch; {@link #PRODUCTION} is
 * what runs.
 *
 * @param rules safety decisions around proposals, reads and truncation
 * @param commands what transactions do
 * @param probe sees what the store promises to others
 */
public record StoreWiring(RegionRules rules, TxnCommands commands, StoreProbe probe) {
  /** What the product runs. */
  public static final StoreWiring PRODUCTION =
      new StoreWiring(RegionRules.SAFE, new PercolatorCommands(), StoreProbe.NONE);

  /** The same with other rules. */
  public StoreWiring withRules(RegionRules other) {
    return new StoreWiring(other, commands, probe);
  }

  /** The same with other commands. */
  public StoreWiring withCommands(TxnCommands other) {
    return new StoreWiring(rules, other, probe);
  }

  /** The same, watched. */
  public StoreWiring withProbe(StoreProbe other) {
    return new StoreWiring(rules, commands, other);
  }
}
