package io.holdfast.pd.service;

import io.holdfast.pd.state.ClusterState;
import io.holdfast.pd.state.LiveCluster;
import io.holdfast.protocol.wire.internal.StoreLiveness;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line whenever a store comes into or goes out of sight. */
@LoopConfined("pd-loop")
final class StoreWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

  private final ClusterState state;
  private final LiveCluster live;
  private final TreeMap<Long, String> last = new TreeMap<>();

  StoreWatch(ClusterState state, LiveCluster live) {
    this.state = state;
    this.live = live;
  }

  /** All stores as they are now. */
  List<StoreSight> sights() {
    List<StoreSight> sights = new ArrayList<>();
    for (Store store : state.stores()) {
      StoreLiveness liveness = live.liveness(store.getId());
      sights.add(
          new StoreSight(
              store.getId(),
              store.getAddress(),
              name(store, liveness),
              liveness.getSilentSeconds()));
    }
    return sights;
  }

  private static String name(Store store, StoreLiveness liveness) {
    if (store.getState() != StoreState.Up) {
      return store.getState().name();
    }
    return switch (liveness.getLiveness()) {
      case DISCONNECTED -> "Disconnected";
      case DOWN -> "Down";
      case UP, LIVENESS_UNKNOWN, UNRECOGNIZED -> "Up";
    };
  }

  /** Compares with the last look. */
  void look() {
    for (StoreSight sight : sights()) {
      String before = last.put(sight.id(), sight.state());
      if (before == null || before.equals(sight.state())) {
        continue;
      }
      (sight.state().equals("Up") ? LOG.atInfo() : LOG.atWarn())
          .addKeyValue("store", sight.id())
          .addKeyValue("address", sight.address())
          .addKeyValue("state", sight.state())
          .addKeyValue("before", before)
          .addKeyValue("silentSeconds", sight.silentSeconds())
          .log("A store changed its state");
    }
  }
}
