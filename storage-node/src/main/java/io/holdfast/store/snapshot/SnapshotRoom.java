package io.holdfast.store.snapshot;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.protocol.wire.internal.SnapshotChunk;
import io.holdfast.protocol.wire.internal.SnapshotHeader;
import io.holdfast.protocol.wire.internal.SnapshotReply;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.raft.codec.MalformedMessageException;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.store.engine.EngineDiskFullException;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.region.ApplyQueue;
import io.holdfast.store.region.ApplyQueue.AppliedPoint;
import io.holdfast.store.region.PeerLifecycle;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.SnapshotObjection;
import io.holdfast.store.region.SnapshotPort;
import io.holdfast.store.transport.StoreTransport;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All snapshots of a store, coming and going. See the package for threads. */
public final class SnapshotRoom implements SnapshotPort {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotRoom.class);

  /** Pause before Raft may ask again for a snapshot that could not be sent. */
  private static final long RETRY_NANOS = 300_000_000L;

  private static final long DISK_FULL_RETRY_NANOS = 500_000_000L;

  /** The loops of this room. */
  public record Loops(EventLoop store, EventLoop apply, EventLoop snapshot) {}

  private final NodeRuntime runtime;
  private final Loops loops;
  private final KvEngine engine;
  private final ApplyQueue apply;
  private final SnapshotOptions options;
  private final long clusterId;
  private final long storeId;
  private final long lifeStamp;

  // Store loop.
  private @Nullable StoreTransport transport;
  private @Nullable PeerLifecycle lifecycle;

  /** Who is being sent to, with the replica that asked last and will be told how it ended. */
  /** Files of installs that wait for room since the start. */
  private final Set<String> resuming = new TreeSet<>();

  private final Map<Long, RegionPeer> sendingTo = new TreeMap<>();

  private SnapshotFigures figures = new SnapshotFigures(0, 0);

  // Snapshot loop.
  private int receiving;
  private long lastSerial;
  private final OpenSources sources = new OpenSources();

  // Apply loop.
  private boolean installsEnded;

  /** For one store; {@link #attach} completes it. */
  public SnapshotRoom(
      NodeRuntime runtime,
      Loops loops,
      KvEngine engine,
      ApplyQueue apply,
      SnapshotOptions options,
      long clusterId,
      long storeId) {
    this.runtime = runtime;
    this.loops = loops;
    this.engine = engine;
    this.apply = apply;
    this.options = options;
    this.clusterId = clusterId;
    this.storeId = storeId;
    this.lifeStamp = runtime.newRandom("snapshot-names").nextLong() & Long.MAX_VALUE;
  }

  /** The rooms that were built after this one; once, before anything is sent or received. */
  public void attach(StoreTransport out, PeerLifecycle peers) {
    transport = out;
    lifecycle = peers;
  }

  private PeerLifecycle lifecycle() {
    return Objects.requireNonNull(lifecycle, "not attached");
  }

  // ---- sending ----

  @Override
  public void send(RegionPeer from, long toPeerId) {
    loops.store().checkOwned();
    if (sendingTo.replace(toPeerId, from) != null) {
      return; // Raft asks again while one is on its way; whoever leads now learns of its end.
    }
    if (sendingTo.size() >= options.concurrencyMax()) {
      loops.store().schedule(RETRY_NANOS, () -> from.group().snapshotEnded(toPeerId, 0));
      return;
    }
    sendingTo.put(toPeerId, from);
    apply.atPoint(from.id(), point -> scanned(from, toPeerId, point));
  }

  /** On the apply loop: data and position of one moment. */
  private void scanned(RegionPeer from, long toPeerId, @Nullable AppliedPoint point) {
    if (point == null) {
      loops.store().execute(() -> ended(toPeerId, 0));
      return;
    }
    EngineSnapshot snapshot = point.engine().snapshot();
    SnapshotSource source = new SnapshotSource(snapshot, point.region(), options.chunkBytes());
    loops.snapshot().execute(() -> sources.add(source));
    SnapshotMeta meta = new SnapshotMeta(point.index(), point.term(), point.region().conf());
    loops.store().execute(() -> dispatch(from, toPeerId, point.region(), meta, source));
  }

  private void dispatch(
      RegionPeer from,
      long toPeerId,
      RegionDescriptor region,
      SnapshotMeta meta,
      SnapshotSource source) {
    Peer to = region.peer(toPeerId);
    StoreTransport out = transport;
    if (to == null || out == null || !from.isLeader()) {
      closeLater(source);
      ended(toPeerId, 0);
      return;
    }
    Message message = new Message.InstallSnapshot(from.peerId(), toPeerId, from.term(), meta);
    SnapshotHeader header =
        SnapshotHeader.newBuilder()
            .setClusterId(clusterId)
            .setRegion(region.wire())
            .setFromPeer(Peer.newBuilder().setId(from.peerId()).setStoreId(storeId))
            .setToPeer(to)
            .setToStoreId(to.getStoreId())
            .setIndex(meta.index())
            .setTerm(meta.term())
            .setRaftMessage(ProtoBytes.toWire(MessageCodec.encode(message)))
            .build();
    out.channel(to.getStoreId(), channel -> begin(toPeerId, header, source, channel));
  }

  private void begin(
      long toPeerId,
      SnapshotHeader header,
      SnapshotSource source,
      @Nullable ManagedChannel channel) {
    if (channel == null) {
      closeLater(source);
      ended(toPeerId, 0);
      return;
    }
    loops
        .snapshot()
        .execute(
            () ->
                new SnapshotSender(
                        loops.snapshot(),
                        source,
                        header,
                        options.idleNanosMax(),
                        (reached, bytes, whole) ->
                            loops
                                .store()
                                .execute(
                                    () -> {
                                      count(header, bytes, whole);
                                      ended(toPeerId, reached);
                                    }))
                    .start(channel));
  }

  private void count(SnapshotHeader header, long bytes, boolean whole) {
    figures = figures.plus(whole, bytes);
    if (bytes > 0) { // Refused at its header it is no news: it is offered again and again.
      LOG.atInfo()
          .addKeyValue("region", header.getRegion().getId())
          .addKeyValue("toStore", header.getToStoreId())
          .addKeyValue("index", header.getIndex())
          .addKeyValue("bytes", bytes)
          .log(whole ? "Snapshot delivered" : "Snapshot broken off or refused");
    }
  }

  private void closeLater(SnapshotSource source) {
    loops.snapshot().execute(source::close);
  }

  @Override
  public SnapshotFigures figures() {
    return figures;
  }

  /** Sent, refused or broken off; {@code reached} as the receiver told, 0 when it did not. */
  private void ended(long toPeerId, long reached) {
    RegionPeer asker = sendingTo.remove(toPeerId);
    if (asker != null) {
      long pauseNanos = reached > 0 ? 0 : RETRY_NANOS;
      loops.store().schedule(pauseNanos, () -> asker.group().snapshotEnded(toPeerId, reached));
    }
  }

  // ---- receiving ----

  /** Takes a stream of chunks; callable from network threads. */
  public StreamObserver<SnapshotChunk> receive(StreamObserver<SnapshotReply> answer) {
    return new SnapshotReceiver(this, loops.snapshot(), answer);
  }

  long idleNanosMax() {
    return options.idleNanosMax();
  }

  @Nullable String objectionToHeader(SnapshotHeader header) {
    if (header.getClusterId() != clusterId) {
      return "this is cluster " + clusterId;
    }
    return header.getToStoreId() == storeId ? null : "this is store " + storeId;
  }

  boolean receivingBegins() {
    if (receiving >= options.concurrencyMax()) {
      return false;
    }
    receiving++;
    return true;
  }

  void receivingEnded() {
    receiving--;
  }

  SnapshotSink newSink(SnapshotHeader header) throws MalformedMessageException {
    String name =
        String.join(
            "-",
            Long.toString(header.getRegion().getId()),
            Long.toString(header.getIndex()),
            Long.toHexString(lifeStamp),
            Long.toString(++lastSerial) + ".snap");
    return new SnapshotSink(runtime.files(), options.directory(), name, header);
  }

  void admit(SnapshotSink sink, Consumer<@Nullable SnapshotObjection> answer) {
    RegionDescriptor region = sink.region();
    SnapshotHeader header = sink.header();
    loops
        .store()
        .execute(
            () -> {
              SnapshotObjection objection =
                  lifecycle().objectionToSnapshot(region, header.getToPeer(), header.getIndex());
              loops.snapshot().execute(() -> answer.accept(objection));
            });
  }

  void deliver(SnapshotSink sink, Consumer<@Nullable SnapshotObjection> answer) {
    ReceivedSnapshot received = sink.received(lastSerial);
    loops
        .store()
        .execute(
            () -> {
              SnapshotObjection objection = lifecycle().onSnapshot(received, sink.message());
              loops.snapshot().execute(() -> answer.accept(objection));
            });
  }

  void abandon(SnapshotSink sink) {
    try {
      sink.abandon();
    } catch (IOException e) {
      runtime.fail(e); // A directory that cannot be cleaned fills up.
    }
  }

  // ---- installing ----

  @Override
  public void install(ReceivedSnapshot snapshot, Consumer<RegionDescriptor> installed) {
    loops.store().checkOwned();
    boolean replaces = lifecycle().hasPeer(snapshot.region().id()); // Else the replica is new here.
    apply.atPoint(
        snapshot.region().id(),
        point -> {
          if (replaces && point == null) {
            discard(snapshot); // A queued entry removed the replica in the meantime.
            return;
          }
          run(
              SnapshotInstaller.begin(
                  engine,
                  runtime.files(),
                  options.directory(),
                  snapshot,
                  point == null ? null : point.region()),
              () -> {
                discard(snapshot);
                LOG.atInfo()
                    .addKeyValue("region", snapshot.region().id())
                    .addKeyValue("index", snapshot.meta().index())
                    .log("Snapshot installed");
                loops.store().execute(() -> installed.accept(snapshot.region()));
              });
        });
    apply.unregister(snapshot.region().id());
  }

  private void run(SnapshotInstaller installer, Runnable done) {
    if (installsEnded) {
      return; // The next life goes on with it.
    }
    boolean more;
    try {
      more = installer.step();
    } catch (EngineDiskFullException e) {
      loops.apply().schedule(DISK_FULL_RETRY_NANOS, () -> run(installer, done));
      return;
    }
    runtime.preemptionPoint("snapshot.step");
    if (more) {
      loops.apply().execute(() -> run(installer, done));
    } else {
      done.run();
    }
  }

  @Override
  public void resume(RegionLocalState applying, Consumer<@Nullable RegionLocalState> resumed) {
    loops.store().checkOwned();
    if (applying.getSnapshotFile().isEmpty()) {
      resumed.accept(null); // Emptied before; its range may belong to others by now.
      return;
    }
    SnapshotInstaller installer =
        SnapshotInstaller.resume(engine, runtime.files(), options.directory(), applying);
    boolean whole = installer.fileIsWhole();
    if (installer.finished(whole)) {
      resumed.accept(whole ? installer.installed() : null);
      return;
    }
    resuming.add(applying.getSnapshotFile());
    resumeLater(
        installer,
        whole,
        () -> {
          resuming.remove(applying.getSnapshotFile());
          delete(applying.getSnapshotFile());
          resumed.accept(whole ? installer.installed() : null);
        });
  }

  /** The disk is full: the rest of the store serves, and this goes on when there is room. */
  private void resumeLater(SnapshotInstaller installer, boolean whole, Runnable done) {
    loops
        .apply()
        .schedule(
            DISK_FULL_RETRY_NANOS,
            () -> {
              if (installsEnded) {
                return; // The next life goes on with it.
              }
              if (installer.finished(whole)) {
                loops.store().execute(done);
              } else {
                resumeLater(installer, whole, done);
              }
            });
  }

  /** At start: whatever lies here and is not needed by an install belongs to nobody. */
  public void deleteLeftovers() throws IOException {
    for (String name : runtime.files().list(options.directory())) {
      if (!resuming.contains(name)) {
        runtime.files().delete(options.directory().resolve(name));
      }
    }
  }

  @Override
  public void discard(ReceivedSnapshot snapshot) {
    delete(snapshot.fileName());
  }

  private void delete(String fileName) {
    loops
        .snapshot()
        .execute(
            () -> {
              try {
                runtime.files().delete(options.directory().resolve(fileName));
              } catch (IOException e) {
                runtime.fail(e);
              }
            });
  }

  // ---- end ----

  /**
   * On the apply loop: no install goes on, nothing is sent any more, and no engine snapshot of this
   * room stays open (rule D10); {@code done} runs on the snapshot loop.
   */
  public void stop(Runnable done) {
    installsEnded = true;
    loops
        .snapshot()
        .execute(
            () -> {
              sources.stop();
              done.run();
            });
  }
}
