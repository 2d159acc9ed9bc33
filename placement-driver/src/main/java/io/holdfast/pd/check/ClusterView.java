package io.holdfast.pd.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What checkers may know.
 *
 * @param maxPeerCount replicas each region shall have
 * @param stores in ascending order of their ids
 * @param hopeless learners that have not caught up for as long as a store may be away
 */
public record ClusterView(int maxPeerCount, List<StoreView> stores, List<Long> hopeless) {
  /** Copies. */
  public ClusterView {
    stores = List.copyOf(stores);
    hopeless = List.copyOf(hopeless);
  }

  /** Without learners that have been waiting for long. */
  public ClusterView(int maxPeerCount, List<StoreView> stores) {
    this(maxPeerCount, stores, List.of());
  }

  /** True iff the store has been silent for longer than it may be away. */
  boolean lost(long storeId) {
    return stores.stream().anyMatch(store -> store.id() == storeId && store.lost());
  }

  /** True iff the store has set its replica of the region aside (rule G12). */
  boolean damaged(long storeId, long regionId) {
    return stores.stream()
        .anyMatch(store -> store.id() == storeId && store.damaged().contains(regionId));
  }

  /** Why the replicas of the store are to go elsewhere although they are sound; null to stay. */
  @Nullable String leaves(long storeId) {
    for (StoreView store : stores) {
      if (store.id() == storeId) {
        return store.leaves();
      }
    }
    return null;
  }

  /**
   * One store.
   *
   * @param up may be given replicas
   * @param peers peers it has
   * @param arriving peers that are on their way to it
   * @param lost silent for longer than a store may be away
   * @param damaged regions whose replicas it has set aside
   * @param leaves why its replicas are to go elsewhere, null when they are to stay
   * @param roomBytes free space
   */
  public record StoreView(
      long id,
      boolean up,
      int peers,
      int arriving,
      boolean lost,
      List<Long> damaged,
      @Nullable String leaves,
      long roomBytes) {
    /** Copies. */
    public StoreView {
      damaged = List.copyOf(damaged);
    }

    /** A store with sound replicas. */
    public StoreView(long id, boolean up, int peers, int arriving) {
      this(id, up, peers, arriving, false, List.of(), null, Long.MAX_VALUE);
    }
  }
}
