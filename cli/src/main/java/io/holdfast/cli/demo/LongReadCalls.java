package io.holdfast.cli.demo;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.RawChecksumRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawChecksumResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawScanResponse;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;

/**
 * The longest reads that the protocol allows, as clients of other make send them: all of a region
 * in one answer. Blocking.
 */
final class LongReadCalls {
  /** The most a scan may ask for. */
  private static final int SCAN_LIMIT = 1 << 20;

  private final Channel store;
  private final Context context;
  private final KeyRange range;

  LongReadCalls(Channel store, RegionInfo region) {
    this.store = store;
    this.range = new KeyRange(region.start(), region.end());
    Context.Builder builder =
        Context.newBuilder()
            .setRegionId(region.id())
            .setRegionEpoch(
                RegionEpoch.newBuilder()
                    .setConfVer(region.confVersion())
                    .setVersion(region.version()));
    for (PeerInfo peer : region.peers()) {
      if (peer.storeId() == region.leaderStoreId()) {
        builder.setPeer(Peer.newBuilder().setId(peer.id()).setStoreId(peer.storeId()));
      }
    }
    this.context = builder.build();
  }

  /** How many pairs came; a region error is an exception. */
  long scan() {
    RawScanResponse answer =
        ClientCalls.blockingUnaryCall(
            store,
            TikvGrpc.getRawScanMethod(),
            CallOptions.DEFAULT,
            RawScanRequest.newBuilder()
                .setContext(context)
                .setStartKey(ProtoBytes.toWire(range.start()))
                .setEndKey(ProtoBytes.toWire(range.end()))
                .setLimit(SCAN_LIMIT)
                .build());
    if (answer.hasRegionError()) {
      throw new IllegalStateException("scan refused: " + answer.getRegionError());
    }
    return answer.getKvsCount();
  }

  /** How many pairs were digested; a region error is an exception. */
  long checksum() {
    RawChecksumResponse answer =
        ClientCalls.blockingUnaryCall(
            store,
            TikvGrpc.getRawChecksumMethod(),
            CallOptions.DEFAULT,
            RawChecksumRequest.newBuilder()
                .setContext(context)
                .addRanges(
                    io.holdfast.protocol.wire.kvrpcpb.KeyRange.newBuilder()
                        .setStartKey(ProtoBytes.toWire(range.start()))
                        .setEndKey(ProtoBytes.toWire(range.end())))
                .build());
    if (answer.hasRegionError()) {
      throw new IllegalStateException("checksum refused: " + answer.getRegionError());
    }
    return answer.getTotalKvs();
  }
}
