package io.holdfast.pd.state;

import io.holdfast.pd.state.ClusterCommand.Bootstrap;
import io.holdfast.pd.state.ClusterCommand.InitCluster;
import io.holdfast.pd.state.ClusterCommand.PutCluster;
import io.holdfast.pd.state.ClusterCommand.PutRegions;
import io.holdfast.pd.state.ClusterCommand.PutStore;
import io.holdfast.pd.state.ClusterCommand.RaiseIdBound;
import io.holdfast.pd.state.ClusterCommand.RaiseTsoWindow;
import io.holdfast.pd.state.ClusterCommand.SetGcSafePoint;
import io.holdfast.pd.state.ClusterCommand.SetServiceSafePoint;
import io.holdfast.pd.state.ClusterCommand.SetStoreState;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.internal.PdSnapshot;
import io.holdfast.protocol.wire.metapb.Cluster;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The replicated state of the placement driver. Changed by {@link #apply} only; a pure function of
 * the commands applied so far.
 *
 * <p>Confined to {@code pd-loop}. Invariants: cluster id and key mode never change once set; bounds
 * and the GC safe point never go back.
 */
public final class ClusterState {
  /** Version of {@link PdSnapshot}. */
  public static final int SNAPSHOT_FORMAT = 1;

  /** The service that garbage collection itself acts as; it never expires. */
  public static final String GC_WORKER = "gc_worker";

  private long clusterId;
  private KeyMode keyMode = KeyMode.V1_TXN;
  private boolean bootstrapped;
  private long tsoUpperBoundMillis;
  private long idBound;
  private Cluster cluster = Cluster.getDefaultInstance();
  private final TreeMap<Long, Store> stores = new TreeMap<>();
  private final RegionTree routes = new RegionTree();
  private long gcSafePoint;
  private final TreeMap<String, SetServiceSafePoint> services = new TreeMap<>();

  /** Whether a command did what it says. */
  public enum Effect {
    /** The state changed, or already was as demanded. */
    DONE,
    /** Another command came first; nothing changed. */
    REFUSED
  }

  /** Id of the cluster, 0 before the first command. */
  public long clusterId() {
    return clusterId;
  }

  /** How boundaries are spelled. */
  public KeyMode keyMode() {
    return keyMode;
  }

  /** True iff there is a first region. */
  public boolean bootstrapped() {
    return bootstrapped;
  }

  /** No timestamp above this millisecond may have been handed out. */
  public long tsoUpperBoundMillis() {
    return tsoUpperBoundMillis;
  }

  /** No id above this one may have been handed out. */
  public long idBound() {
    return idBound;
  }

  /** The cluster's settings. */
  public Cluster cluster() {
    return cluster;
  }

  /** Replicas each region shall have. */
  public int maxPeerCount() {
    return cluster.getMaxPeerCount();
  }

  /** All stores by id. */
  public Collection<Store> stores() {
    return stores.values();
  }

  /** The store of that id. */
  public @Nullable Store store(long storeId) {
    return stores.get(storeId);
  }

  /** Routes that survive a restart; older than what heart-beats have told since. */
  public RegionTree routes() {
    return routes;
  }

  /** Versions below may be collected. */
  public long gcSafePoint() {
    return gcSafePoint;
  }

  /** The service that needs the oldest versions at a time of the oracle. */
  public SetServiceSafePoint oldestService(long nowMillis) {
    SetServiceSafePoint oldest =
        services.getOrDefault(GC_WORKER, new SetServiceSafePoint(GC_WORKER, 0, Long.MAX_VALUE));
    for (SetServiceSafePoint service : services.values()) {
      if (service.expiresAtMillis() > nowMillis && service.safePoint() < oldest.safePoint()) {
        oldest = service;
      }
    }
    return oldest;
  }

  /** Number of services that hold a safe point. */
  public int serviceCount() {
    return services.size();
  }

  /** True iff that service holds a safe point. */
  public boolean hasService(String serviceId) {
    return services.containsKey(serviceId);
  }

  /** Changes the state. */
  public Effect apply(ClusterCommand command) {
    return switch (command.kind()) {
      case INIT_CLUSTER -> init((InitCluster) command);
      case BOOTSTRAP -> bootstrap((Bootstrap) command);
      case RAISE_TSO_WINDOW -> {
        long bound = ((RaiseTsoWindow) command).upperBoundMillis();
        tsoUpperBoundMillis = Math.max(tsoUpperBoundMillis, bound); // Rule T1: monotone at apply.
        yield Effect.DONE;
      }
      case RAISE_ID_BOUND -> {
        idBound = Math.max(idBound, ((RaiseIdBound) command).bound());
        yield Effect.DONE;
      }
      case PUT_STORE -> {
        Store store = ((PutStore) command).store();
        Store known = stores.get(store.getId());
        StoreState kept = known == null ? store.getState() : known.getState();
        stores.put(store.getId(), store.toBuilder().setState(kept).build());
        yield Effect.DONE;
      }
      case PUT_CLUSTER -> {
        cluster = ((PutCluster) command).cluster().toBuilder().setId(clusterId).build();
        yield Effect.DONE;
      }
      case SET_GC_SAFE_POINT -> {
        gcSafePoint = maxUnsigned(gcSafePoint, ((SetGcSafePoint) command).safePoint());
        yield Effect.DONE;
      }
      case SET_SERVICE_SAFE_POINT -> service((SetServiceSafePoint) command);
      case PUT_REGIONS -> {
        for (Region region : ((PutRegions) command).regions()) {
          routes.put(RegionInfo.of(region));
        }
        yield Effect.DONE;
      }
      case SET_STORE_STATE -> storeState((SetStoreState) command);
    };
  }

  private Effect storeState(SetStoreState command) {
    Store known = stores.get(command.storeId());
    if (known == null || known.getState() == StoreState.Tombstone) {
      return Effect.REFUSED;
    }
    stores.put(known.getId(), known.toBuilder().setState(command.state()).build());
    return Effect.DONE;
  }

  private static long maxUnsigned(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  private Effect init(InitCluster command) {
    if (clusterId != 0) {
      return Effect.REFUSED;
    }
    clusterId = command.clusterId();
    keyMode = command.keyMode();
    cluster = Cluster.newBuilder().setId(clusterId).setMaxPeerCount(command.maxPeerCount()).build();
    return Effect.DONE;
  }

  private Effect bootstrap(Bootstrap command) {
    if (bootstrapped) {
      return Effect.REFUSED;
    }
    bootstrapped = true;
    stores.put(command.store().getId(), command.store());
    routes.put(RegionInfo.of(command.region()));
    return Effect.DONE;
  }

  private Effect service(SetServiceSafePoint command) {
    if (command.expiresAtMillis() == 0) {
      services.remove(command.serviceId());
    } else {
      services.put(command.serviceId(), command);
    }
    return Effect.DONE;
  }

  /** The state as a message, standing for all entries up to a position of the log. */
  public PdSnapshot snapshot(long appliedIndex, long appliedTerm) {
    PdSnapshot.Builder snapshot =
        PdSnapshot.newBuilder()
            .setFormat(SNAPSHOT_FORMAT)
            .setAppliedIndex(appliedIndex)
            .setAppliedTerm(appliedTerm)
            .setClusterId(clusterId)
            .setKeyMode(keyMode.toWire())
            .setBootstrapped(bootstrapped)
            .setTsoUpperBoundMillis(tsoUpperBoundMillis)
            .setIdBound(idBound)
            .setCluster(cluster)
            .addAllStores(stores.values())
            .setGcSafePoint(gcSafePoint);
    for (RegionInfo info : routes.all()) {
      snapshot.addRegions(info.region());
    }
    for (SetServiceSafePoint service : services.values()) {
      snapshot
          .addServiceSafePointsBuilder()
          .setServiceId(service.serviceId())
          .setSafePoint(service.safePoint())
          .setExpiresAtMillis(service.expiresAtMillis());
    }
    return snapshot.build();
  }

  /** The state a snapshot stands for. */
  public static ClusterState restore(PdSnapshot snapshot) {
    ClusterState state = new ClusterState();
    state.clusterId = snapshot.getClusterId();
    state.keyMode = KeyMode.fromWire(snapshot.getKeyMode());
    state.bootstrapped = snapshot.getBootstrapped();
    state.tsoUpperBoundMillis = snapshot.getTsoUpperBoundMillis();
    state.idBound = snapshot.getIdBound();
    state.cluster = snapshot.getCluster();
    snapshot.getStoresList().forEach(store -> state.stores.put(store.getId(), store));
    snapshot.getRegionsList().forEach(region -> state.routes.put(RegionInfo.of(region)));
    state.gcSafePoint = snapshot.getGcSafePoint();
    snapshot
        .getServiceSafePointsList()
        .forEach(
            s ->
                state.services.put(
                    s.getServiceId(),
                    new SetServiceSafePoint(
                        s.getServiceId(), s.getSafePoint(), s.getExpiresAtMillis())));
    return state;
  }

  /** Ids of all stores, ascending. */
  public List<Long> storeIds() {
    return new ArrayList<>(stores.keySet());
  }
}
