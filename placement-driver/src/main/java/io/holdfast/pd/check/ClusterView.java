package io.holdfast.pd.check;

import java.util.List;

/**
 * What checkers may know.
 *
 * @param maxPeerCount replicas each region shall have
 * @param stores in ascending order of their ids
 */
public record ClusterView(int maxPeerCount, List<StoreView> stores) {
  /** Copies. */
  public ClusterView {
    stores = List.copyOf(stores);
  }

  /**
   * One store.
   *
   * @param up may be given replicas
   * @param peers peers it has
   * @param arriving peers that are on their way to it
   */
  public record StoreView(long id, boolean up, int peers, int arriving) {}
}
