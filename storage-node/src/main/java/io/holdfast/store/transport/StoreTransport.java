package io.holdfast.store.transport;

import io.grpc.ManagedChannel;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.driver.RaftTransport;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.store.region.EnvelopeSink;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionRouter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The sending half: one {@link StoreLink} for each store spoken to. */
@LoopConfined("store")
public final class StoreTransport implements RaftTransport, EnvelopeSink {
  private final NodeRuntime runtime;
  private final EventLoop loop;
  private final RegionRouter router;
  private final StoreAddresses addresses;
  private final long clusterId;
  private final long storeId;
  private final Counter dropped;
  private final Counter sent;
  private final LongConsumer gone;
  private final Map<Long, StoreLink> links = new TreeMap<>();
  private List<StoreLink> dirty = new ArrayList<>();

  /**
   * For one store of one cluster.
   *
   * @param gone told of a store, once, when nobody listens any more where it was spoken to: its
   *     process has ended. A hint: the next life may listen already
   */
  public StoreTransport(
      NodeRuntime runtime,
      EventLoop loop,
      RegionRouter router,
      StoreAddresses addresses,
      long clusterId,
      long storeId,
      LongConsumer gone,
      MeterRegistry meters) {
    this.runtime = runtime;
    this.loop = loop;
    this.router = router;
    this.addresses = addresses;
    this.clusterId = clusterId;
    this.storeId = storeId;
    this.gone = gone;
    this.dropped = meters.counter("holdfast.store.transport.dropped.messages");
    this.sent = meters.counter("holdfast.store.transport.sent.messages");
  }

  @Override
  public void send(long groupId, List<Message> messages) {
    RegionPeer peer = router.peer(groupId);
    if (peer == null) {
      return;
    }
    for (Message message : messages) {
      long toStore = peer.storeOf(message.to());
      if (toStore != 0) {
        send(toStore, envelope(peer, toStore, message));
      }
    }
  }

  private RaftEnvelope envelope(RegionPeer peer, long toStore, Message message) {
    return RaftEnvelope.newBuilder()
        .setRegionId(peer.id())
        .setFromPeer(Peer.newBuilder().setId(peer.peerId()).setStoreId(storeId))
        .setToPeer(Peer.newBuilder().setId(message.to()).setStoreId(toStore))
        .setEpoch(peer.region().epoch())
        .setStartKey(peer.region().wire().getStartKey())
        .setEndKey(peer.region().wire().getEndKey())
        .setMessage(ProtoBytes.toWire(MessageCodec.encode(message)))
        .build();
  }

  @Override
  public void send(long toStoreId, RaftEnvelope envelope) {
    loop.checkOwned();
    StoreLink link = link(toStoreId);
    if (!link.enqueue(EnvelopeSum.seal(envelope))) {
      dropped.increment();
      return;
    }
    sent.increment();
    if (link.markDirty()) {
      if (dirty.isEmpty()) {
        loop.execute(this::flush);
      }
      dirty.add(link);
    }
  }

  private void flush() {
    List<StoreLink> turn = dirty;
    dirty = new ArrayList<>();
    for (StoreLink link : turn) {
      link.flush();
    }
  }

  /** The channel to a store, for snapshots; null when its address is not known. */
  public void channel(long toStoreId, Consumer<@Nullable ManagedChannel> answer) {
    loop.checkOwned();
    link(toStoreId).channel(answer);
  }

  private StoreLink link(long toStoreId) {
    return links.computeIfAbsent(
        toStoreId, id -> new StoreLink(runtime, loop, addresses, clusterId, storeId, id, gone));
  }

  /** Closes all channels. */
  public void close() {
    loop.checkOwned();
    links.values().forEach(StoreLink::close);
    links.clear();
  }
}
