package io.holdfast.store.server;

import io.holdfast.raft.core.RaftConfig;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.store.txn.command.PercolatorCommands;
import io.holdfast.store.txn.command.TxnCommands;
import java.util.function.UnaryOperator;

/**
 * The parts of a store that a test may exchange, to plant a bug or to watch; {@link #PRODUCTION} is
 * what runs.
 *
 * @param commands what transactions do
 * @param probe sees what the store promises to others
 * @param raft the bounds of every group, given the usual ones
 * @param log the sizes of the log's files, given the usual ones
 */
public record StoreWiring(
    TxnCommands commands,
    StoreProbe probe,
    UnaryOperator<RaftConfig> raft,
    UnaryOperator<LogOptions> log) {
  /** What the product runs. */
  public static final StoreWiring PRODUCTION =
      new StoreWiring(
          new PercolatorCommands(),
          StoreProbe.NONE,
          UnaryOperator.identity(),
          UnaryOperator.identity());

  /** The same with other commands. */
  public StoreWiring withCommands(TxnCommands other) {
    return new StoreWiring(other, probe, raft, log);
  }

  /** The same, watched. */
  public StoreWiring withProbe(StoreProbe other) {
    return new StoreWiring(commands, other, raft, log);
  }

  /** The same with other bounds of its groups. */
  public StoreWiring withRaft(UnaryOperator<RaftConfig> other) {
    return new StoreWiring(commands, probe, other, log);
  }

  /** The same with other sizes of its log's files. */
  public StoreWiring withLog(UnaryOperator<LogOptions> other) {
    return new StoreWiring(commands, probe, raft, other);
  }
}
