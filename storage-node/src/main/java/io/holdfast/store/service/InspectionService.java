package io.holdfast.store.service;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.internal.FamilyDigest;
import io.holdfast.protocol.wire.internal.InspectionGrpc;
import io.holdfast.protocol.wire.internal.ListRegionsRequest;
import io.holdfast.protocol.wire.internal.ListRegionsResponse;
import io.holdfast.protocol.wire.internal.Quarantine;
import io.holdfast.protocol.wire.internal.RegionDigestRequest;
import io.holdfast.protocol.wire.internal.RegionDigestResponse;
import io.holdfast.store.read.task.ReadListener;
import io.holdfast.store.read.task.ReadScheduler;
import io.holdfast.store.region.ApplyQueue.AppliedPoint;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.SnapshotPort.SnapshotFigures;
import io.holdfast.store.region.StoreContext;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at what this store holds, leader or not. */
public final class InspectionService extends InspectionGrpc.InspectionImplBase {
  private final StoreContext store;
  private final ReadScheduler reads;

  /** For one store. */
  public InspectionService(StoreContext store, ReadScheduler reads) {
    this.store = store;
    this.reads = reads;
  }

  @Override
  public void regionDigest(RegionDigestRequest request, StreamObserver<RegionDigestResponse> out) {
    store
        .loop()
        .execute(
            () -> {
              if (store.health().stopping()) {
                send(out, RegionDigestResponse.getDefaultInstance());
                return;
              }
              atPoint(
                  request,
                  point -> {
                    if (point == null) {
                      send(out, RegionDigestResponse.getDefaultInstance());
                    } else {
                      digest(point, (ServerCallStreamObserver<RegionDigestResponse>) out);
                    }
                  });
            });
  }

  private void atPoint(RegionDigestRequest request, Consumer<@Nullable AppliedPoint> action) {
    RegionPeer peer = store.router().peer(request.getRegionId());
    if (request.getAtIndex() == 0) {
      store.apply().atPoint(request.getRegionId(), action);
    } else if (peer == null) {
      action.accept(null);
    } else {
      peer.atIndex(request.getAtIndex(), action);
    }
  }

  /** On the apply loop: the snapshot is taken here, the data are read in turns. */
  private void digest(AppliedPoint point, ServerCallStreamObserver<RegionDigestResponse> out) {
    RegionDigestResponse.Builder response =
        RegionDigestResponse.newBuilder()
            .setFound(true)
            .setRegion(point.region().wire())
            .setAppliedIndex(point.index());
    reads.submit(
        point.engine().snapshot(),
        snapshot -> new DigestTask(snapshot, point.region()),
        out::isCancelled,
        store.loop().clock().nanos() + ReadScheduler.LIFE_NANOS_MAX,
        new ReadListener<List<FamilyDigest>>() {
          @Override
          public void done(List<FamilyDigest> families) {
            send(out, response.addAllFamilies(families).build());
          }

          @Override
          public void givenUp(String reason) {
            out.onError(Status.UNAVAILABLE.withDescription(reason).asRuntimeException());
          }
        });
  }

  @Override
  public void listRegions(ListRegionsRequest request, StreamObserver<ListRegionsResponse> out) {
    store
        .loop()
        .execute(
            () -> {
              SnapshotFigures figures = store.snapshots().figures();
              ListRegionsResponse.Builder response =
                  ListRegionsResponse.newBuilder()
                      .setSnapshotsSent(figures.sent())
                      .setSnapshotBytesSent(figures.sentBytes());
              for (RegionPeer peer : store.router().peers()) {
                Quarantine aside = peer.quarantine();
                response
                    .addPeersBuilder()
                    .setRegion(peer.region().wire())
                    .setAppliedIndex(peer.appliedIndex())
                    .setQuarantine(aside == null ? "" : aside.getReason());
              }
              send(out, response.build());
            });
  }

  private static <R> void send(StreamObserver<R> out, R response) {
    out.onNext(response);
    out.onCompleted();
  }
}
