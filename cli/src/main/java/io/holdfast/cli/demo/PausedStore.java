package io.holdfast.cli.demo;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.net.Address;
import io.holdfast.simulation.check.RegisterOp;
import io.holdfast.workload.RegisterHistory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks one store, and never another one, for keys of the regions that it led when this was made: a
 * client that has not heard of any election. Thread-safe.
 */
final class PausedStore implements AutoCloseable {
  /** Longer than any pause: an answer that comes late is the one that matters. */
  private static final long DEADLINE_SECONDS = 60;

  private static final long FIRST_DEADLINE_SECONDS = 10;

  private final ManagedChannel channel;
  private final List<RegionInfo> led;
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();

  /** Connects at once, for a process that stands still accepts nobody. */
  PausedStore(Address address, List<RegionInfo> led) {
    this.channel =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .usePlaintext()
            .directExecutor()
            .build();
    this.led = led;
    for (RegionInfo region : led) {
      ClientCalls.blockingUnaryCall(
          channel,
          TikvGrpc.getRawGetMethod(),
          CallOptions.DEFAULT.withDeadlineAfter(FIRST_DEADLINE_SECONDS, TimeUnit.SECONDS),
          request(region, region.start()));
    }
  }

  /** The region that holds the key, if the store led it; else null. */
  @Nullable RegionInfo regionOf(Bytes key) {
    for (RegionInfo region : led) {
      if (new KeyRange(region.start(), region.end()).contains(key)) {
        return region;
      }
    }
    return null;
  }

  /** Asks for {@code key}; what is answered, if anything, goes into {@code history}. */
  void ask(int process, RegionInfo region, Bytes key, RegisterHistory history, long nowNanos) {
    asked.incrementAndGet();
    RegisterHistory.Asked operation = history.ask(process, RegisterOp.read(key), false, nowNanos);
    ClientCalls.asyncUnaryCall(
        channel.newCall(
            TikvGrpc.getRawGetMethod(),
            CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)),
        request(region, key),
        new StreamObserver<RawGetResponse>() {
          @Override
          public void onNext(RawGetResponse answer) {
            if (answer.hasRegionError() || !answer.getError().isEmpty()) {
              operation.failed(0);
              return;
            }
            answered.incrementAndGet();
            operation.done(
                RegisterOp.Result.found(
                    answer.getNotFound() ? null : ProtoBytes.fromWire(answer.getValue())),
                0);
          }

          @Override
          public void onError(Throwable cause) {
            operation.failed(0); // A read that was not answered says nothing.
          }

          @Override
          public void onCompleted() {}
        });
  }

  private static RawGetRequest request(RegionInfo region, Bytes key) {
    Context.Builder context =
        Context.newBuilder()
            .setRegionId(region.id())
            .setRegionEpoch(
                RegionEpoch.newBuilder()
                    .setConfVer(region.confVersion())
                    .setVersion(region.version()));
    for (PeerInfo peer : region.peers()) {
      if (peer.storeId() == region.leaderStoreId()) {
        context.setPeer(Peer.newBuilder().setId(peer.id()).setStoreId(peer.storeId()));
      }
    }
    return RawGetRequest.newBuilder().setContext(context).setKey(ProtoBytes.toWire(key)).build();
  }

  /** Reads asked for by {@link #ask}. */
  long asked() {
    return asked.get();
  }

  /** Those answered with a value, or with there being none. */
  long answered() {
    return answered.get();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
