package io.holdfast.store.service;

import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.FamilyDigest;
import io.holdfast.protocol.wire.internal.InspectionGrpc;
import io.holdfast.protocol.wire.internal.ListRegionsRequest;
import io.holdfast.protocol.wire.internal.ListRegionsResponse;
import io.holdfast.protocol.wire.internal.RegionDigestRequest;
import io.holdfast.protocol.wire.internal.RegionDigestResponse;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.apply.CommandCodec;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.Family;
import io.holdfast.store.region.ApplyQueue.AppliedPoint;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionStates;
import io.holdfast.store.region.StoreContext;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Looks at what this store holds, leader or not. */
public final class InspectionService extends InspectionGrpc.InspectionImplBase {
  private final StoreContext store;

  /** For one store. */
  public InspectionService(StoreContext store) {
    this.store = store;
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
              store
                  .apply()
                  .atPoint(
                      request.getRegionId(),
                      point ->
                          send(
                              out,
                              point == null
                                  ? RegionDigestResponse.getDefaultInstance()
                                  : digest(point)));
            });
  }

  private static RegionDigestResponse digest(AppliedPoint point) {
    RegionDescriptor region = point.region();
    RegionDigestResponse.Builder response =
        RegionDigestResponse.newBuilder()
            .setFound(true)
            .setRegion(region.wire())
            .setAppliedIndex(point.index());
    try (EngineSnapshot snapshot = point.engine().snapshot()) {
      for (Family family : RegionStates.DATA_FAMILIES) {
        response.addFamilies(digest(snapshot, family, region));
      }
    }
    return response.build();
  }

  private static FamilyDigest digest(
      EngineSnapshot snapshot, Family family, RegionDescriptor region) {
    MessageDigest sha = sha256();
    long entries = 0;
    long bytes = 0;
    try (EngineIterator it = snapshot.iterator(family, region.start(), region.end())) {
      for (it.seekToFirst(); it.valid(); it.next()) {
        update(sha, it.key());
        update(sha, it.value());
        entries++;
        bytes += it.key().length() + (long) it.value().length();
      }
    }
    return FamilyDigest.newBuilder()
        .setFamily(CommandCodec.encode(family))
        .setEntries(entries)
        .setSizeBytes(bytes)
        .setSha256(ProtoBytes.toWire(Bytes.wrap(sha.digest())))
        .build();
  }

  private static void update(MessageDigest sha, Bytes bytes) {
    sha.update(ByteBuffer.allocate(4).putInt(bytes.length()).flip());
    sha.update(bytes.asByteBuffer());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void listRegions(ListRegionsRequest request, StreamObserver<ListRegionsResponse> out) {
    store
        .loop()
        .execute(
            () -> {
              ListRegionsResponse.Builder response = ListRegionsResponse.newBuilder();
              for (RegionPeer peer : store.router().peers()) {
                response
                    .addPeersBuilder()
                    .setRegion(peer.region().wire())
                    .setAppliedIndex(peer.appliedIndex());
              }
              send(out, response.build());
            });
  }

  private static <R> void send(StreamObserver<R> out, R response) {
    out.onNext(response);
    out.onCompleted();
  }
}
