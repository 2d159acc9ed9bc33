package io.holdfast.store.server;

import io.holdfast.raft.core.RaftConfig;
import io.holdfast.store.region.RegionRules;
import io.holdfast.store.txn.command.PercolatorCommands;
import io.holdfast.store.txn.command.TxnCommands;
import java.util.function.UnaryOperator;

/**
 * The parts of a store that a test may exchange, to plant a bug or to watch; {@link #PRODUCTION} is
 * what runs.
 *
 * @param rules safety decisions around proposals, reads and truncation
 * @param commands what transactions do
 * @param probe sees what the store promises to others
 * @param raft the bounds of every group, given the usual ones
 */
public record StoreWiring(
    RegionRules rules, TxnCommands commands, StoreProbe probe, UnaryOperator<RaftConfig> raft) {
  /** What the product runs. */
  public static final StoreWiring PRODUCTION =
      new StoreWiring(
          RegionRules.SAFE, new PercolatorCommands(), StoreProbe.NONE, UnaryOperator.identity());

  /** The same with other rules. */
  public StoreWiring withRules(RegionRules other) {
    return new StoreWiring(other, commands, probe, raft);
  }

  /** The same with other commands. */
  public StoreWiring withCommands(TxnCommands other) {
    return new StoreWiring(rules, other, probe, raft);
  }

  /** The same, watched. */
  public StoreWiring withProbe(StoreProbe other) {
    return new StoreWiring(rules, commands, other, raft);
  }

  /** The same with other bounds of its groups. */
  public StoreWiring withRaft(UnaryOperator<RaftConfig> other) {
    return new StoreWiring(rules, commands, probe, other);
  }
}
