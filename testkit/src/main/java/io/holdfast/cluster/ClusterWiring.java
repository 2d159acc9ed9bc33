package io.holdfast.cluster;

import io.holdfast.pd.server.PdConfig;
import io.holdfast.pd.server.PdNode;
import io.holdfast.pd.server.PdStartException;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.server.SqlWiring;
import io.holdfast.store.server.StoreWiring;
import java.util.function.UnaryOperator;

/**
 * The parts of a simulated cluster that a test may exchange to plant a bug.
 *
 * @param store parts of every store
 * @param pd starts a placement driver
 * @param runtimes what every node but SQL nodes sees as its runtime
 * @param sql parts of every SQL node
 */
public record ClusterWiring(
    StoreWiring store, PdStarter pd, UnaryOperator<NodeRuntime> runtimes, SqlWiring sql) {
  /** What the product runs. */
  public static final ClusterWiring PRODUCTION =
      new ClusterWiring(
          StoreWiring.PRODUCTION, PdNode::start, UnaryOperator.identity(), SqlWiring.PRODUCTION);

  /** The same with other stores. */
  public ClusterWiring withStore(StoreWiring other) {
    return new ClusterWiring(other, pd, runtimes, sql);
  }

  /** The same with another placement driver. */
  public ClusterWiring withPd(PdStarter other) {
    return new ClusterWiring(store, other, runtimes, sql);
  }

  /** The same with another view of the outside world. */
  public ClusterWiring withRuntimes(UnaryOperator<NodeRuntime> other) {
    return new ClusterWiring(store, pd, other, sql);
  }

  /** The same with other SQL nodes. */
  public ClusterWiring withSql(SqlWiring other) {
    return new ClusterWiring(store, pd, runtimes, other);
  }

  /** How a placement driver starts. */
  @FunctionalInterface
  public interface PdStarter {
    /** Starts one on the runtime. */
    PdNode start(NodeRuntime runtime, PdConfig config) throws PdStartException;
  }
}
