package io.holdfast.endtoend.tikv;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.holdfast.cluster.LocalCluster;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.errorpb.Error;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionResponse;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.pdpb.GetAllStoresRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionResponse;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.net.Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Plain stubs of the public protocol, without any client between. One test thread. */
final class Wire implements AutoCloseable {
  /** More than any call here takes, so that a call that hangs fails the test. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int MESSAGE_BYTES_MAX = 64 << 20;

  private final LocalCluster cluster;
  private final Map<String, ManagedChannel> channels = new TreeMap<>();
  private final RequestHeader header;

  Wire(LocalCluster cluster) {
    this.cluster = cluster;
    long clusterId =
        PDGrpc.newBlockingStub(channel(cluster.pd()))
            .getMembers(GetMembersRequest.getDefaultInstance())
            .getHeader()
            .getClusterId();
    this.header = RequestHeader.newBuilder().setClusterId(clusterId).build();
  }

  /** A region, the replica that leads it, and the way there. */
  record Place(Region region, Peer leader, TikvGrpc.TikvBlockingStub stub) {
    /** What a request to the leader carries. */
    Context context() {
      return context(leader);
    }

    /** What a request to this replica carries. */
    Context context(Peer peer) {
      return Context.newBuilder()
          .setRegionId(region.getId())
          .setRegionEpoch(region.getRegionEpoch())
          .setPeer(peer)
          .build();
    }
  }

  LocalCluster cluster() {
    return cluster;
  }

  KeyMode keyMode() {
    return cluster.options().keyMode();
  }

  /** The header of requests to the placement driver. */
  RequestHeader header() {
    return header;
  }

  synchronized ManagedChannel channel(Address address) {
    return channels.computeIfAbsent(
        address.toString(),
        target ->
            NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .build());
  }

  PDGrpc.PDBlockingStub pd() {
    return PDGrpc.newBlockingStub(channel(cluster.pd()))
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** All stores as the placement driver describes them. */
  List<Store> stores() {
    return pd().getAllStores(GetAllStoresRequest.newBuilder().setHeader(header).build())
        .getStoresList();
  }

  Channel storeChannel(long storeId) {
    for (Store store : stores()) {
      if (store.getId() == storeId) {
        return channel(Address.parse(store.getAddress()));
      }
    }
    throw new AssertionError("no store " + storeId);
  }

  TikvGrpc.TikvBlockingStub store(long storeId) {
    return stub(storeChannel(storeId));
  }

  static TikvGrpc.TikvBlockingStub stub(Channel channel) {
    return TikvGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Which of the cluster's stores has that id. */
  int ordinal(long storeId) {
    for (Store store : stores()) {
      if (store.getId() == storeId) {
        return cluster.storeAddresses().indexOf(Address.parse(store.getAddress()));
      }
    }
    throw new AssertionError("no store " + storeId);
  }

  /** Where a key is, by a replica that proved to lead: it answers a read. */
  Place place(ByteString key) {
    return Eventually.get(
        "a leader of " + key.toStringUtf8(), Wire.PATIENCE, () -> leaderOf(regionOf(key)));
  }

  Region regionOf(ByteString key) {
    GetRegionResponse found =
        pd().getRegion(
                GetRegionRequest.newBuilder()
                    .setHeader(header)
                    .setRegionKey(position(key))
                    .build());
    return found.getRegion();
  }

  private @Nullable Place leaderOf(Region region) {
    for (Peer peer : region.getPeersList()) {
      Place place = new Place(region, peer, store(peer.getStoreId()));
      if (leads(place)) {
        return place;
      }
    }
    return null;
  }

  private static boolean leads(Place place) {
    try {
      RawGetResponse answer =
          place
              .stub()
              .rawGet(
                  RawGetRequest.newBuilder()
                      .setContext(place.context())
                      .setKey(place.region().getStartKey())
                      .build());
      return !answer.hasRegionError();
    } catch (StatusRuntimeException e) {
      return false; // The store is down.
    }
  }

  /** A key as region boundaries spell it. */
  ByteString position(ByteString key) {
    return ProtoBytes.toWire(keyMode().position(ProtoBytes.fromWire(key)));
  }

  /** Makes the keys starts of regions. */
  void split(ByteString... keys) {
    for (ByteString key : keys) {
      Eventually.isTrue("a split", PATIENCE, () -> splitOnce(key));
    }
  }

  private boolean splitOnce(ByteString key) {
    Place place = place(key);
    if (place.region().getStartKey().equals(position(key))) {
      return true;
    }
    SplitRegionResponse answer =
        place
            .stub()
            .splitRegion(
                SplitRegionRequest.newBuilder()
                    .setContext(place.context())
                    .addSplitKeys(key)
                    .setIsRawKv(keyMode() == KeyMode.V1_RAW)
                    .build());
    Error refused = answer.getRegionError();
    return !answer.hasRegionError() && refused.getMessage().isEmpty();
  }

  /** A timestamp, asked for as clients do that open a stream for each. */
  long timestamp() {
    return timestamps(TsoRequest.newBuilder().setHeader(header).setCount(1).build()).get(0);
  }

  /** One stream with these requests, closed behind them; the answers when the server has closed. */
  List<Long> timestamps(TsoRequest... requests) {
    Collected<TsoResponse> answers = new Collected<>();
    var out =
        PDGrpc.newStub(channel(cluster.pd()))
            .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .tso(answers);
    for (TsoRequest request : requests) {
      out.onNext(request);
    }
    out.onCompleted();
    return answers.await().stream()
        .map(r -> io.holdfast.protocol.id.Timestamp.of(r.getTimestamp()).toLong())
        .toList();
  }

  @Override
  public synchronized void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
