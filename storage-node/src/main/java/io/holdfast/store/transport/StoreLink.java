package io.holdfast.store.transport;

import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.holdfast.protocol.wire.internal.RaftAck;
import io.holdfast.protocol.wire.internal.RaftBatch;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.internal.RaftTransportGrpc;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Refusal;
import io.holdfast.runtime.node.NodeRuntime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The stream to one store. Confined to the store loop.
 *
 * <pre>
 *   IDLE ──message──▶ RESOLVING ──address──▶ OPEN ──error──▶ IDLE after a pause
 *                         ▲                                    │
 *                         └──── once, without a message ───────┘
 * </pre>
 *
 * <p>After an error it looks once by itself whether anybody is there: who only follows has nothing
 * to say to a leader that died, and would learn of it from its silence alone.
 */
final class StoreLink {
  /** Messages waiting for a slow or absent store; heartbeats alone fill this in half a minute. */
  private static final int QUEUE_MAX = 8192;

  /** Bytes waiting, so that appends do not collect behind a dead connection. */
  private static final long QUEUE_BYTES_MAX = 64L << 20;

  /** Bytes of one batch: below the default limit of a message with room to spare. */
  private static final long BATCH_BYTES_MAX = 2L << 20;

  private static final long PAUSE_NANOS = 100_000_000L;

  /** From an error to the look at who is there: what ends listens a little longer than it talks. */
  private static final long LOOK_NANOS = 30_000_000L;

  /** Between two looks: what breaks again and again is not looked at each time. */
  private static final long LOOKS_APART_NANOS = 1_000_000_000L;

  private final NodeRuntime runtime;
  private final EventLoop loop;
  private final StoreAddresses addresses;
  private final long clusterId;
  private final long fromStore;
  private final long toStore;
  private final LongConsumer gone;

  private final Deque<RaftEnvelope> queue = new ArrayDeque<>();
  private long queueBytes;
  private boolean dirty;
  private boolean connecting;
  private boolean pausing;
  private boolean looking;
  private long lookAgainNanos = Long.MIN_VALUE;
  private boolean closed;
  private @Nullable Address address;
  private @Nullable ManagedChannel channel;
  private @Nullable ClientCallStreamObserver<RaftBatch> stream;
  private long streamSerial;

  /** {@code gone} is told when nobody listens there any more. */
  StoreLink(
      NodeRuntime runtime,
      EventLoop loop,
      StoreAddresses addresses,
      long clusterId,
      long fromStore,
      long toStore,
      LongConsumer gone) {
    this.runtime = runtime;
    this.loop = loop;
    this.addresses = addresses;
    this.clusterId = clusterId;
    this.fromStore = fromStore;
    this.toStore = toStore;
    this.gone = gone;
  }

  boolean enqueue(RaftEnvelope envelope) {
    if (closed || pausing) {
      return false; // Nobody is there: old messages would only be in the way of new ones.
    }
    if (queue.size() >= QUEUE_MAX || queueBytes > QUEUE_BYTES_MAX) {
      return false;
    }
    queue.add(envelope);
    queueBytes += envelope.getSerializedSize();
    return true;
  }

  /** True the first time in a turn. */
  boolean markDirty() {
    boolean first = !dirty;
    dirty = true;
    return first;
  }

  void flush() {
    dirty = false;
    ClientCallStreamObserver<RaftBatch> open = stream;
    if (open == null) {
      connect();
      return;
    }
    while (!queue.isEmpty() && open.isReady()) {
      open.onNext(nextBatch());
    }
  }

  private RaftBatch nextBatch() {
    RaftBatch.Builder batch =
        RaftBatch.newBuilder()
            .setClusterId(clusterId)
            .setFromStoreId(fromStore)
            .setToStoreId(toStore);
    long bytes = 0;
    while (!queue.isEmpty() && bytes < BATCH_BYTES_MAX) {
      RaftEnvelope next = queue.removeFirst();
      bytes += next.getSerializedSize();
      batch.addEnvelopes(next);
    }
    queueBytes = Math.max(0, queueBytes - bytes);
    return batch.build();
  }

  private void connect() {
    if (connecting || closed) {
      return;
    }
    connecting = true;
    channel(
        ready -> {
          connecting = false;
          if (ready == null) {
            broken(false);
          } else if (!closed) {
            openStream(ready);
          }
        });
  }

  /** The channel, made on demand; null when the address is unknown. */
  void channel(Consumer<@Nullable ManagedChannel> answer) {
    ManagedChannel present = channel;
    if (present != null) {
      answer.accept(present);
      return;
    }
    addresses.resolve(
        toStore,
        found -> {
          if (found == null || closed) {
            answer.accept(null);
            return;
          }
          answer.accept(connectTo(found));
        });
  }

  private ManagedChannel connectTo(Address found) {
    ManagedChannel present = channel;
    if (present != null && found.equals(address)) {
      return present;
    }
    if (present != null) {
      present.shutdownNow();
    }
    ManagedChannel made = runtime.network().connect(found);
    address = found;
    channel = made;
    return made;
  }

  private void openStream(ManagedChannel on) {
    long serial = ++streamSerial;
    Acks acks = new Acks(serial);
    RaftTransportGrpc.newStub(on).stream(acks);
    stream = acks.requests();
    flush();
  }

  /**
   * The store is away or has moved: forget the way there and try again a little later.
   *
   * @param look whether to look who is there, unless that was done a moment ago
   */
  private void broken(boolean look) {
    stream = null;
    streamSerial++;
    queue.clear();
    queueBytes = 0;
    ManagedChannel old = channel;
    channel = null;
    address = null;
    if (old != null) {
      old.shutdownNow();
    }
    if (pausing || closed) {
      return;
    }
    pausing = true;
    long now = loop.clock().nanos();
    looking = look && now >= lookAgainNanos;
    if (looking) {
      lookAgainNanos = now + LOOKS_APART_NANOS;
      loop.schedule(
          LOOK_NANOS,
          () -> {
            pausing = false;
            connect();
          });
    } else {
      loop.schedule(PAUSE_NANOS, () -> pausing = false);
    }
  }

  void close() {
    closed = true;
    broken(false);
  }

  /** The other side never answers but by ending the stream. Runs on network threads. */
  private final class Acks implements ClientResponseObserver<RaftBatch, RaftAck> {
    private final long serial;
    private final List<ClientCallStreamObserver<RaftBatch>> started = new ArrayList<>(1);

    Acks(long serial) {
      this.serial = serial;
    }

    ClientCallStreamObserver<RaftBatch> requests() {
      return started.get(0);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<RaftBatch> requests) {
      started.add(requests);
      requests.setOnReadyHandler(() -> loop.execute(this::onReady));
    }

    private void onReady() {
      if (serial == streamSerial && stream != null) {
        flush();
      }
    }

    @Override
    public void onNext(RaftAck ack) {}

    @Override
    public void onError(Throwable cause) {
      boolean refused = Refusal.is(cause);
      loop.execute(() -> ended(refused));
    }

    @Override
    public void onCompleted() {
      loop.execute(() -> ended(false));
    }

    private void ended(boolean refused) {
      if (serial != streamSerial) {
        return;
      }
      boolean looked = looking;
      broken(!refused);
      if (refused && looked) {
        gone.accept(toStore);
      }
    }
  }
}
