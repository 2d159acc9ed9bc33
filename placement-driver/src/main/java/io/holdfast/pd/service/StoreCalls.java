package io.holdfast.pd.service;

import io.grpc.Status;
import io.holdfast.pd.state.ClusterCommand;
import io.holdfast.pd.state.ClusterState;
import io.holdfast.pd.state.ClusterState.Effect;
import io.holdfast.pd.state.CommandLog;
import io.holdfast.pd.state.IdAllocator;
import io.holdfast.pd.state.LiveCluster;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.protocol.wire.pdpb.AllocIDResponse;
import io.holdfast.protocol.wire.pdpb.BootstrapRequest;
import io.holdfast.protocol.wire.pdpb.BootstrapResponse;
import io.holdfast.protocol.wire.pdpb.ErrorType;
import io.holdfast.protocol.wire.pdpb.GetAllStoresRequest;
import io.holdfast.protocol.wire.pdpb.GetAllStoresResponse;
import io.holdfast.protocol.wire.pdpb.GetStoreRequest;
import io.holdfast.protocol.wire.pdpb.GetStoreResponse;
import io.holdfast.protocol.wire.pdpb.PutClusterConfigRequest;
import io.holdfast.protocol.wire.pdpb.PutClusterConfigResponse;
import io.holdfast.protocol.wire.pdpb.PutStoreRequest;
import io.holdfast.protocol.wire.pdpb.PutStoreResponse;
import io.holdfast.protocol.wire.pdpb.ResponseHeader;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatResponse;
import io.holdfast.runtime.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Bootstrap, stores, ids, settings. Confined to {@code pd-loop}. */
final class StoreCalls {
  /** What clients compare with the versions their features need. */
  static final String CLUSTER_VERSION = "6.5.0";

  /** A cluster is limited to this many stores: each costs a stream and a place in every view. */
  static final int STORES_MAX = 4_096;

  private final Calls calls;
  private final CommandLog log;
  private final ClusterState state;
  private final LiveCluster live;
  private final IdAllocator ids;
  private final OldCopyGuard guard;
  private final Clock clock;
  private final Runnable storeCame;

  StoreCalls(
      Calls calls,
      CommandLog log,
      ClusterState state,
      LiveCluster live,
      IdAllocator ids,
      OldCopyGuard guard,
      Clock clock,
      Runnable storeCame) {
    this.calls = calls;
    this.log = log;
    this.state = state;
    this.live = live;
    this.ids = ids;
    this.guard = guard;
    this.clock = clock;
    this.storeCame = storeCame;
  }

  void bootstrap(BootstrapRequest request, Reply<BootstrapResponse> reply) {
    Region region = request.getRegion();
    RegionInfo info = RegionInfo.of(region);
    boolean whole = region.getStartKey().isEmpty() && region.getEndKey().isEmpty();
    if (request.getStore().getId() == 0
        || region.getId() == 0
        || !whole
        || region.getPeersCount() != 1
        || info.peerOnStore(request.getStore().getId()) == null) {
      reply.fail(
          Status.INVALID_ARGUMENT.withDescription(
              "bootstrap needs a store and a region that spans everything with one peer on it"));
      return;
    }
    if (state.bootstrapped()) {
      reply.ok(bootstrapped(Effect.REFUSED));
      return;
    }
    if (guard.beforeBootstrap()) {
      reply.fail(
          Status.FAILED_PRECONDITION.withDescription(
              "T5 this placement driver's data is older than the cluster's first region;"
                  + " rebuild it from the stores: holdfast pd recover"));
      return;
    }
    guard.inUse(region);
    propose(
        new ClusterCommand.Bootstrap(request.getStore(), region),
        reply,
        effect -> {
          if (effect == Effect.DONE) {
            live.heard(request.getStore().getId(), live.stats(request.getStore().getId()));
            live.report(info);
          }
          return bootstrapped(effect);
        });
  }

  private BootstrapResponse bootstrapped(Effect effect) {
    ResponseHeader header =
        effect == Effect.DONE
            ? calls.header()
            : calls.error(ErrorType.ALREADY_BOOTSTRAPPED, "cluster is already bootstrapped");
    return BootstrapResponse.newBuilder().setHeader(header).build();
  }

  void allocId(Reply<AllocIDResponse> reply) {
    Status suspended = guard.refusal();
    if (suspended != null) {
      reply.fail(suspended);
      return;
    }
    ids.take(
        1,
        new IdAllocator.Receiver() {
          @Override
          public void ids(List<Long> taken) {
            reply.ok(
                AllocIDResponse.newBuilder().setHeader(calls.header()).setId(taken.get(0)).build());
          }

          @Override
          public void refused() {
            reply.fail(calls.notHandedOut());
          }
        });
  }

  void putStore(PutStoreRequest request, Reply<PutStoreResponse> reply) {
    Store store = request.getStore();
    if (request.hasMarks()) {
      guard.reported(store.getId(), request.getMarks());
    }
    guard.inUse(store.getId());
    ResponseHeader refused = refuseStore(store);
    if (refused != null) {
      reply.ok(PutStoreResponse.newBuilder().setHeader(refused).build());
      return;
    }
    live.heard(store.getId(), live.stats(store.getId()));
    if (store.equals(state.store(store.getId()))) {
      storeCame.run();
      reply.ok(PutStoreResponse.newBuilder().setHeader(calls.header()).build());
      return;
    }
    propose(
        new ClusterCommand.PutStore(store),
        reply,
        effect -> {
          storeCame.run();
          return PutStoreResponse.newBuilder().setHeader(calls.header()).build();
        });
  }

  private @Nullable ResponseHeader refuseStore(Store store) {
    ResponseHeader notBootstrapped = calls.notBootstrapped();
    if (notBootstrapped != null) {
      return notBootstrapped;
    }
    if (store.getId() == 0 || store.getAddress().isEmpty()) {
      return calls.error(ErrorType.UNKNOWN, "a store needs an id and an address");
    }
    Store known = state.store(store.getId());
    if (known != null && known.getState() == StoreState.Tombstone) {
      return calls.error(ErrorType.STORE_TOMBSTONE, "store is tombstone: " + store.getId());
    }
    if (known == null && state.stores().size() >= STORES_MAX) {
      return calls.error(ErrorType.UNKNOWN, "too many stores");
    }
    for (Store other : state.stores()) {
      if (other.getId() != store.getId()
          && other.getState() != StoreState.Tombstone
          && other.getAddress().equals(store.getAddress())) {
        return calls.error(
            ErrorType.UNKNOWN,
            "duplicated store address: store "
                + store.getId()
                + " and store "
                + other.getId()
                + " at "
                + store.getAddress());
      }
    }
    return null;
  }

  /** An unknown id fails the call: clients retry an error in the header for seconds. */
  void getStore(GetStoreRequest request, Reply<GetStoreResponse> reply) {
    Store store = state.store(request.getStoreId());
    if (store == null) {
      reply.fail(
          Status.UNKNOWN.withDescription(
              "invalid store ID " + request.getStoreId() + ", not found"));
      return;
    }
    reply.ok(
        GetStoreResponse.newBuilder()
            .setHeader(calls.header())
            .setStore(heard(store))
            .setStats(live.stats(store.getId()))
            .setLiveness(live.liveness(store.getId()))
            .build());
  }

  /** With the time of its last heart-beat, as monitoring knows it: nanoseconds since 1970. */
  private Store heard(Store store) {
    long silentMillis = live.liveness(store.getId()).getSilentSeconds() * 1_000;
    long wallMillis = clock.wallMillis() - silentMillis;
    return store.toBuilder().setLastHeartbeat(wallMillis * 1_000_000).build();
  }

  void getAllStores(GetAllStoresRequest request, Reply<GetAllStoresResponse> reply) {
    ResponseHeader refused = calls.notBootstrapped();
    GetAllStoresResponse.Builder response =
        GetAllStoresResponse.newBuilder().setHeader(refused == null ? calls.header() : refused);
    if (refused == null) {
      for (Store store : state.stores()) {
        if (!request.getExcludeTombstoneStores() || store.getState() != StoreState.Tombstone) {
          response.addStores(heard(store)).addLiveness(live.liveness(store.getId()));
        }
      }
    }
    reply.ok(response.build());
  }

  void heartbeat(StoreHeartbeatRequest request, Reply<StoreHeartbeatResponse> reply) {
    long storeId = request.getStats().getStoreId();
    Store store = state.store(storeId);
    ResponseHeader header = calls.notBootstrapped();
    guard.reported(storeId, request.getMarks());
    if (header == null && store == null) {
      header = calls.error(ErrorType.UNKNOWN, "store " + storeId + " not found");
    } else if (store != null && store.getState() == StoreState.Tombstone) {
      header = calls.error(ErrorType.STORE_TOMBSTONE, "store is tombstone: " + storeId);
    } else if (store != null) {
      live.heard(storeId, request.getStats());
    }
    reply.ok(
        StoreHeartbeatResponse.newBuilder()
            .setHeader(header == null ? calls.header() : header)
            .setClusterVersion(CLUSTER_VERSION)
            .setMarks(guard.marks())
            .build());
  }

  void putClusterConfig(PutClusterConfigRequest request, Reply<PutClusterConfigResponse> reply) {
    int peers = request.getCluster().getMaxPeerCount();
    if (peers < 1 || peers % 2 == 0) {
      reply.fail(
          Status.INVALID_ARGUMENT.withDescription("max_peer_count must be odd, not " + peers));
      return;
    }
    propose(
        new ClusterCommand.PutCluster(request.getCluster()),
        reply,
        effect -> PutClusterConfigResponse.newBuilder().setHeader(calls.header()).build());
  }

  /** Replicates a command and answers when it is applied. */
  private <R> void propose(
      ClusterCommand command, Reply<R> reply, java.util.function.Function<Effect, R> response) {
    propose(log, command, reply, effect -> reply.ok(response.apply(effect)));
  }

  /** Replicates a command; {@code applied} answers, or the call fails. */
  static <R> void propose(
      CommandLog log, ClusterCommand command, Reply<R> reply, Consumer<Effect> applied) {
    log.propose(
        command,
        new CommandLog.Completion() {
          @Override
          public void applied(Effect effect) {
            applied.accept(effect);
          }

          @Override
          public void lost() {
            reply.fail(Calls.NOT_LEADER);
          }
        });
  }
}
