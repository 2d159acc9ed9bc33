package io.holdfast.pd.service;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.pd.operator.OperatorController;
import io.holdfast.pd.state.ClusterCommand;
import io.holdfast.pd.state.ClusterState;
import io.holdfast.pd.state.ClusterState.Effect;
import io.holdfast.pd.state.CommandLog;
import io.holdfast.pd.state.LiveCluster;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.internal.KeepStoreRequest;
import io.holdfast.protocol.wire.internal.ListStoresRequest;
import io.holdfast.protocol.wire.internal.ListStoresResponse;
import io.holdfast.protocol.wire.internal.RemoveStoreRequest;
import io.holdfast.protocol.wire.internal.StoreAdminGrpc;
import io.holdfast.protocol.wire.internal.StoreView;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.protocol.wire.pdpb.StoreStats;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a store leaves the cluster for good: Offline by word of an operator, so that the checker
 * moves its replicas to others, then Tombstone, when no region names it any more. A store that is
 * dead leaves in the same way. Confined to {@code pd-loop} behind the calls.
 */
final class StoreRemoval extends StoreAdminGrpc.StoreAdminImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(StoreRemoval.class);

  private final Calls calls;
  private final CommandLog log;
  private final ClusterState state;
  private final LiveCluster live;
  private final OperatorController operators;

  /** Stores of which it was proposed that they have left. */
  private final Set<Long> burying = new TreeSet<>();

  StoreRemoval(
      Calls calls,
      CommandLog log,
      ClusterState state,
      LiveCluster live,
      OperatorController operators) {
    this.calls = calls;
    this.log = log;
    this.state = state;
    this.live = live;
    this.operators = operators;
  }

  @Override
  public void list(ListStoresRequest request, StreamObserver<ListStoresResponse> out) {
    served(
        out,
        reply -> {
          Map<Long, Integer> leaders = leaders();
          ListStoresResponse.Builder all = ListStoresResponse.newBuilder();
          for (Store store : state.stores()) {
            all.addStores(view(store, leaders.getOrDefault(store.getId(), 0)));
          }
          reply.ok(all.build());
        });
  }

  @Override
  public void remove(RemoveStoreRequest request, StreamObserver<StoreView> out) {
    served(
        out,
        reply -> {
          Store store = state.store(request.getStoreId());
          String refusal = refusal(store, request.getStoreId());
          if (refusal != null) {
            reply.fail(Status.FAILED_PRECONDITION.withDescription(refusal));
          } else {
            set(request.getStoreId(), StoreState.Offline, reply);
          }
        });
  }

  @Override
  public void keep(KeepStoreRequest request, StreamObserver<StoreView> out) {
    served(
        out,
        reply -> {
          Store store = state.store(request.getStoreId());
          if (store == null || store.getState() == StoreState.Tombstone) {
            reply.fail(
                Status.FAILED_PRECONDITION.withDescription(
                    store == null
                        ? unknown(request.getStoreId())
                        : "store " + store.getId() + " has left the cluster"));
          } else {
            set(request.getStoreId(), StoreState.Up, reply);
          }
        });
  }

  private <R> void served(StreamObserver<R> out, Consumer<Reply<R>> body) {
    calls.hop(
        out,
        reply -> {
          if (calls.serving()) {
            body.accept(reply);
          } else {
            reply.fail(Calls.NOT_LEADER);
          }
        });
  }

  private static String unknown(long storeId) {
    return "there is no store " + storeId;
  }

  private @Nullable String refusal(@Nullable Store store, long storeId) {
    if (store == null) {
      return unknown(storeId);
    }
    if (store.getState() != StoreState.Up) {
      return null; // Asked again, it is told how far it is.
    }
    long others =
        state.stores().stream()
            .filter(other -> other.getId() != storeId && live.up(other.getId()))
            .count();
    return live.regions().peersOnStore(storeId) > 0 && others < state.maxPeerCount()
        ? "its replicas have nowhere to go: "
            + others
            + " other stores are up and not full, each region has "
            + state.maxPeerCount()
            + " replicas; add a store first"
        : null;
  }

  private void set(long storeId, StoreState to, Reply<StoreView> reply) {
    Store before = state.store(storeId);
    if (before != null && (before.getState() == to || before.getState() == StoreState.Tombstone)) {
      reply.ok(view(before, leaders().getOrDefault(storeId, 0)));
      return;
    }
    StoreCalls.propose(
        log,
        new ClusterCommand.SetStoreState(storeId, to),
        reply,
        effect -> {
          Store store = state.store(storeId);
          if (store == null) {
            reply.fail(Status.FAILED_PRECONDITION.withDescription(unknown(storeId)));
          } else {
            reply.ok(view(store, leaders().getOrDefault(storeId, 0)));
          }
        });
  }

  private Map<Long, Integer> leaders() {
    TreeMap<Long, Integer> leaders = new TreeMap<>();
    for (RegionInfo region : live.regions().all()) {
      if (region.leader() != null) {
        leaders.merge(region.leader().getStoreId(), 1, Integer::sum);
      }
    }
    return leaders;
  }

  private StoreView view(Store store, int leaders) {
    StoreStats stats = live.stats(store.getId());
    return StoreView.newBuilder()
        .setStore(store)
        .setLiveness(live.liveness(store.getId()))
        .setReplicas(live.regions().peersOnStore(store.getId()))
        .setLeaders(leaders)
        .setCapacityBytes(stats.getCapacity())
        .setAvailableBytes(stats.getAvailable())
        .setFull(stats.getIsBusy())
        .build();
  }

  /** Stores that leave and have nothing left to give have left. */
  void look() {
    for (Store store : state.stores()) {
      if (store.getState() == StoreState.Offline
          && !burying.contains(store.getId())
          && empty(store)) {
        bury(store);
      }
    }
  }

  /**
   * Routes that were kept over a restart may be older than what is: only when every region has been
   * described by a leader is it known where replicas are.
   */
  private boolean empty(Store store) {
    if (live.regions().peersOnStore(store.getId()) > 0 || operators.concerns(store.getId())) {
      return false;
    }
    for (RegionInfo region : live.regions().all()) {
      if (region.leader() == null) {
        return false;
      }
    }
    return true;
  }

  private void bury(Store store) {
    long storeId = store.getId();
    burying.add(storeId);
    log.propose(
        new ClusterCommand.SetStoreState(storeId, StoreState.Tombstone),
        new CommandLog.Completion() {
          @Override
          public void applied(Effect effect) {
            burying.remove(storeId);
            LOG.atInfo()
                .addKeyValue("store", storeId)
                .addKeyValue("address", store.getAddress())
                .log("A store has left the cluster");
          }

          @Override
          public void lost() {
            burying.remove(storeId);
          }
        });
  }
}
