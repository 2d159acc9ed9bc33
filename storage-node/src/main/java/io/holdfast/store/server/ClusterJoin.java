package io.holdfast.store.server;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.internal.ClusterInfoGrpc;
import io.holdfast.protocol.wire.internal.ClusterInfoRequest;
import io.holdfast.protocol.wire.internal.ClusterInfoResponse;
import io.holdfast.protocol.wire.internal.Marks;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.pdpb.AllocIDRequest;
import io.holdfast.protocol.wire.pdpb.BootstrapRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionByIDRequest;
import io.holdfast.protocol.wire.pdpb.IsBootstrappedRequest;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.PutStoreRequest;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import io.holdfast.store.report.PdClient;
import io.holdfast.store.server.StoreDirectory.Identity;
import io.holdfast.store.server.StoreStartException.Reason;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a store becomes a member: which cluster, which id, is there a first region, here I am. Every
 * step may be repeated after a crash: what the store offers the placement driver is on its disk
 * before.
 */
@LoopConfined("store")
final class ClusterJoin {
  private final PdClient pd;
  private final StoreDirectory directory;
  private final KeyMode keyMode;
  private final Consumer<StoreStartException> failed;

  ClusterJoin(
      PdClient pd,
      StoreDirectory directory,
      KeyMode keyMode,
      Consumer<StoreStartException> failed) {
    this.pd = pd;
    this.directory = directory;
    this.keyMode = keyMode;
    this.failed = failed;
  }

  // ---- which cluster, which id ----

  /** Asks for the cluster, checks it against what the directory says, and answers who we are. */
  void identify(Consumer<Identity> answer) {
    ask(
        ClusterInfoGrpc.getGetMethod(),
        ClusterInfoRequest.getDefaultInstance(),
        info -> identified(info, answer));
  }

  private void identified(ClusterInfoResponse info, Consumer<Identity> answer) {
    Identity known = directory.identity();
    if (known != null && known.clusterId() != info.getClusterId()) {
      failed.accept(
          new StoreStartException(
              Reason.OTHER_CLUSTER,
              "data directory "
                  + directory.root()
                  + " belongs to cluster "
                  + Long.toUnsignedString(known.clusterId())
                  + ", the placement driver to "
                  + Long.toUnsignedString(info.getClusterId())));
      return;
    }
    if (info.getKeyMode() != keyMode.toWire()) {
      failed.accept(
          new StoreStartException(
              Reason.OTHER_KEY_MODE,
              "the cluster is of key mode " + info.getKeyMode() + ", configured is " + keyMode));
      return;
    }
    pd.setClusterId(info.getClusterId());
    if (known != null) {
      answer.accept(known);
      return;
    }
    ask(
        PDGrpc.getAllocIDMethod(),
        AllocIDRequest.newBuilder().setHeader(pd.header()).build(),
        id -> {
          Identity fresh = new Identity(info.getClusterId(), id.getId());
          directory.remember(fresh);
          answer.accept(fresh);
        });
  }

  // ---- the first region ----

  /** Makes sure that the cluster has its first region; answers it when it is ours to open. */
  void bootstrap(Store self, KvEngine engine, Consumer<@Nullable RegionDescriptor> answer) {
    ask(
        PDGrpc.getIsBootstrappedMethod(),
        IsBootstrappedRequest.newBuilder().setHeader(pd.header()).build(),
        response -> {
          Region offered = RegionStates.pendingBootstrap(engine);
          if (response.getBootstrapped()) {
            settle(offered, engine, answer);
          } else if (offered != null) {
            offer(self, offered, engine, answer);
          } else {
            allocate(self, engine, answer);
          }
        });
  }

  private void allocate(Store self, KvEngine engine, Consumer<@Nullable RegionDescriptor> answer) {
    AllocIDRequest request = AllocIDRequest.newBuilder().setHeader(pd.header()).build();
    ask(
        PDGrpc.getAllocIDMethod(),
        request,
        regionId ->
            ask(
                PDGrpc.getAllocIDMethod(),
                request,
                peerId -> {
                  Region first = firstRegion(regionId.getId(), peerId.getId(), self.getId());
                  WriteBatch batch = new WriteBatch();
                  RegionStates.putPendingBootstrap(batch, first);
                  engine.write(batch);
                  engine.syncWal();
                  offer(self, first, engine, answer);
                }));
  }

  private static Region firstRegion(long regionId, long peerId, long storeId) {
    Region.Builder first =
        Region.newBuilder()
            .setId(regionId)
            .addPeers(Peer.newBuilder().setId(peerId).setStoreId(storeId));
    first.getRegionEpochBuilder().setConfVer(1).setVersion(1);
    return first.build();
  }

  private void offer(
      Store self, Region first, KvEngine engine, Consumer<@Nullable RegionDescriptor> answer) {
    pd.call(
        PDGrpc.getBootstrapMethod(),
        BootstrapRequest.newBuilder()
            .setHeader(pd.header())
            .setStore(self)
            .setRegion(first)
            .build(),
        response -> accepted(first, engine, answer),
        // Refused, or nobody knows: the question that comes first tells which.
        status -> bootstrap(self, engine, answer));
  }

  private void accepted(
      Region first, KvEngine engine, Consumer<@Nullable RegionDescriptor> answer) {
    RegionDescriptor region = RegionDescriptor.of(first);
    WriteBatch batch = new WriteBatch();
    RegionStates.putNew(batch, region, first.getPeers(0).getId());
    RegionStates.putPendingBootstrap(batch, null);
    engine.write(batch);
    engine.syncWal();
    answer.accept(region);
  }

  /** The cluster has a first region: was it our offer that won? */
  private void settle(
      @Nullable Region offered, KvEngine engine, Consumer<@Nullable RegionDescriptor> answer) {
    if (offered == null) {
      answer.accept(null);
      return;
    }
    ask(
        PDGrpc.getGetRegionByIDMethod(),
        GetRegionByIDRequest.newBuilder()
            .setHeader(pd.header())
            .setRegionId(offered.getId())
            .build(),
        response -> {
          if (response.getRegion().getPeersList().contains(offered.getPeers(0))) {
            accepted(offered, engine, answer);
            return;
          }
          WriteBatch batch = new WriteBatch();
          RegionStates.putPendingBootstrap(batch, null);
          engine.write(batch);
          engine.syncWal();
          answer.accept(null);
        });
  }

  // ---- here I am ----

  /** Tells the placement driver where we are, and what we know to be in use (rule T5). */
  void register(Store self, Marks marks, Runnable done) {
    ask(
        PDGrpc.getPutStoreMethod(),
        PutStoreRequest.newBuilder().setHeader(pd.header()).setStore(self).setMarks(marks).build(),
        response -> done.run());
  }

  /** Until it is answered; whatever goes wrong with the answer ends the start with a reason. */
  private <Q, R extends Message> void ask(
      MethodDescriptor<Q, R> method, Q request, Consumer<R> answered) {
    pd.retry(method, request, answer -> guarded(() -> answered.accept(answer)), this::refused);
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (StoreStartException e) {
      failed.accept(e);
    } catch (RuntimeException e) {
      failed.accept(
          new StoreStartException(
              Reason.ENVIRONMENT, "store cannot join its cluster: " + e.getMessage(), e));
    }
  }

  private void refused(Status status) {
    failed.accept(
        new StoreStartException(
            Reason.ENVIRONMENT,
            "the placement driver refuses this store: " + status.getDescription()));
  }
}
