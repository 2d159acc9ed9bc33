package io.holdfast.simulation.world;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cluster that a {@link FaultPlan} may hurt. */
public interface FaultTarget {
  /** The world its nodes live in. */
  SimWorld world();

  /** Names of the nodes that may be hurt; each is a {@link SimNode} of the world. */
  List<String> faultNodes();

  /** Names of the nodes that clients run on; they are hurt by the kinds for clients only. */
  default List<String> clientNodes() {
    return List.of();
  }

  /** Names of those of the fault nodes that keep data for each other. */
  default List<String> storeNodes() {
    return faultNodes();
  }

  /** Without which a store must not start, once it had it; null for nothing. */
  default @Nullable Path vitalDirectory() {
    return null;
  }

  /**
   * Begins the orderly end of a node that is up; {@code ended} is to be called once it has ended,
   * and its process dies then. By default it ends at once.
   */
  default void stop(String node, Runnable ended) {
    ended.run();
  }

  /**
   * Starts a node that is down: {@link SimNode#restart()}, then its code on the fresh runtime. May
   * throw when the node dies or fails on its way up; the plan tries again later.
   */
  void restart(String node) throws Exception;
}
