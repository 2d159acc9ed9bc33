package io.holdfast.store.region;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open views of a store by region id. Asked on any thread, written by the store loop. */
public final class RegionViews {
  private final ConcurrentHashMap<Long, RegionView> open = new ConcurrentHashMap<>();

  RegionViews() {}

  /** The view of a region, null when its reads must go to the store loop. */
  public @Nullable RegionView of(long regionId) {
    return open.get(regionId);
  }

  void add(RegionView view) {
    open.put(view.id(), view);
  }

  void remove(RegionView view) {
    open.remove(view.id(), view);
  }
}
