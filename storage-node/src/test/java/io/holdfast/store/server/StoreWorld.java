package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawPutResponse;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.net.Address;
import io.holdfast.simulation.world.Durable;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Stores, a hand-made placement driver and one client in the simulated world. */
final class StoreWorld implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PORT = 20160;

  final SimWorld world;
  final HandMadePd pd = new HandMadePd();
  private final SimNode client;
  private final Map<String, MemoryDisk> engines = new TreeMap<>();
  private final Map<String, StoreNode> nodes = new TreeMap<>();
  private final Map<String, ManagedChannel> channels = new TreeMap<>();
  StoreConfig.Limits limits = StoreConfig.Limits.defaults();
  boolean occupyPort;

  /** What opening an engine ends with. */
  @Nullable LinkageError brokenLibrary;

  /** Clients go to stores that are up, whether or not the placement driver knows of them. */
  boolean readinessIgnored;

  StoreConfig.Pipeline pipeline = StoreConfig.Pipeline.INLINE;

  /** Leaders answer reads alone. */
  boolean leases;

  StoreWiring wiring = StoreWiring.PRODUCTION;

  StoreWorld(long seed) throws IOException {
    world =
        new SimWorld(
            seed,
            SimOptions.defaults()
                .withTasksApart()
                .withDatagrams("holdfast.RaftTransport/Stream"::equals));
    SimNode pdNode = world.newNode("pd");
    pdNode.runtime().network().serve(new Address("pd", 2379), pd.services());
    client = world.newNode("client");
  }

  KeyMode keyMode() {
    return KeyMode.fromWire(pd.keyMode);
  }

  void addStore(String name) {
    engines.put(name, new MemoryDisk());
    world
        .newNode(name)
        .register(
            new Durable() {
              @Override
              public void kill() {
                disk(name).kill();
              }

              @Override
              public void powerCut(RandomGenerator random) {
                disk(name).powerCut(random);
              }
            });
    boot(name);
  }

  private void boot(String name) {
    MemoryDisk disk = disk(name);
    if (occupyPort) {
      occupy(name);
    }
    StoreConfig config =
        StoreConfig.of(Path.of("/data"), new Address(name, PORT), List.of(new Address("pd", 2379)))
            .withKeyMode(keyMode())
            .withTiming(StoreConfig.Timing.quick())
            .withPipeline(pipeline)
            .withLeaseReads(leases)
            .withLimits(limits);
    nodes.put(
        name,
        StoreNode.start(
            world.node(name).runtime(),
            config,
            directory -> {
              if (brokenLibrary != null) {
                throw brokenLibrary;
              }
              return MemoryEngine.open(disk);
            },
            new SimpleMeterRegistry(),
            wiring));
  }

  void restart(String name) {
    world.node(name).restart();
    boot(name);
  }

  private void occupy(String name) {
    try {
      world.node(name).runtime().network().serve(new Address(name, PORT), List.of());
    } catch (IOException e) {
      throw new AssertionError("the port is taken already", e);
    }
  }

  /** What happens to the files of a store while it is down. */
  interface Damage {
    void to(FileSystem files) throws IOException;
  }

  /** The next life finds its files damaged. */
  void restart(String name, Damage damage) throws IOException {
    damage.to(world.node(name).restart().files());
    boot(name);
  }

  /** The next life finds an empty engine. */
  void emptyEngine(String name) {
    MemoryDisk empty = new MemoryDisk();
    engines.put(name, empty);
  }

  /** Each finds the engine of the other. */
  void exchangeEngines(String one, String other) {
    MemoryDisk kept = disk(one);
    engines.put(one, disk(other));
    engines.put(other, kept);
  }

  /** An orderly end of the process; fails when it leaves a user of the engine behind. */
  void close(String name) {
    var closed = store(name).closeAsync();
    await(closed::isDone);
    assertThat(store(name).engine().openHandles()).as("handles of " + name).isZero();
    assertThat(world.node(name).up()).as(name + " closes without a fault").isTrue();
    world.node(name).kill();
  }

  MemoryDisk disk(String name) {
    MemoryDisk disk = engines.get(name);
    if (disk == null) {
      throw new IllegalArgumentException(name);
    }
    return disk;
  }

  StoreNode store(String name) {
    StoreNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(name);
    }
    return node;
  }

  void awaitReady(String name) {
    await(() -> store(name).ready().isDone());
    assertThat(store(name).ready()).isCompleted();
  }

  void await(BooleanSupplier condition) {
    assertThat(world.runUntil(condition, PATIENCE)).as("within " + PATIENCE).isTrue();
  }

  /** What everyone believes, for failures. */
  String describe() {
    StringBuilder text = new StringBuilder();
    pd.reported.forEach(
        (id, report) ->
            text.append("\nreported ")
                .append(id)
                .append(" leader ")
                .append(report.getLeader().getId())
                .append('@')
                .append(report.getLeader().getStoreId())
                .append(' ')
                .append(flat(report.getRegion()))
                .append(" pending ")
                .append(report.getPendingPeersList().stream().map(Peer::getId).toList()));
    nodes.forEach(
        (name, node) -> {
          text.append('\n').append(name).append(' ').append(node.ready());
          var status = node.status();
          world.runUntil(status::isDone, Duration.ofSeconds(1));
          if (status.isDone()) {
            text.append(" store ").append(status.join().storeId());
            for (StoreStatus.RegionStatus region : status.join().regions()) {
              text.append("\n    ")
                  .append(region.leader() ? "leads " : "has ")
                  .append(flat(region.region()))
                  .append(" term ")
                  .append(region.term())
                  .append(" applied ")
                  .append(region.appliedIndex());
            }
          }
        });
    return text.toString();
  }

  private static String flat(Region region) {
    return region.getId()
        + " ["
        + region.getStartKey().toStringUtf8()
        + ", "
        + region.getEndKey().toStringUtf8()
        + ") v"
        + region.getRegionEpoch().getVersion()
        + " c"
        + region.getRegionEpoch().getConfVer()
        + " "
        + region.getPeersList().stream()
            .map(peer -> peer.getId() + "@" + peer.getStoreId() + peer.getRole().name().charAt(0))
            .toList();
  }

  /** True iff every region that was reported has so many members, all voting and none behind. */
  boolean settledAt(int replicas) {
    return !pd.reported.isEmpty()
        && pd.reported.values().stream()
            .allMatch(
                report ->
                    report.getPendingPeersCount() == 0
                        && report.getRegion().getPeersCount() == replicas
                        && report.getRegion().getPeersList().stream()
                            .allMatch(peer -> peer.getRole() == PeerRole.Voter));
  }

  // ---- calls ----

  Channel channel(String name) {
    return channels.computeIfAbsent(
        name, n -> client.runtime().network().connect(new Address(n, PORT)));
  }

  <Q, R> Answer<R> send(Channel channel, MethodDescriptor<Q, R> method, Q request) {
    Answer<R> answer = new Answer<>();
    ClientCalls.asyncUnaryCall(channel.newCall(method, CallOptions.DEFAULT), request, answer);
    return answer;
  }

  <Q, R> R call(String name, MethodDescriptor<Q, R> method, Q request) {
    Answer<R> answer = send(channel(name), method, request);
    await(answer::done);
    return answer.value();
  }

  /** The newest region whose range holds the key; null while nobody has reported it. */
  @Nullable Region route(ByteString key) {
    Region newest = null;
    for (var report : pd.reported.values()) {
      Region region = report.getRegion();
      var order = ByteString.unsignedLexicographicalComparator();
      if (order.compare(region.getStartKey(), key) <= 0
          && (region.getEndKey().isEmpty() || order.compare(key, region.getEndKey()) < 0)
          && (newest == null
              || newest.getRegionEpoch().getVersion() < region.getRegionEpoch().getVersion())) {
        newest = region;
      }
    }
    return newest;
  }

  /** The same when it must be there. */
  Region region(ByteString key) {
    Region region = route(key);
    if (region == null) {
      throw new AssertionError("no region reported for " + key.toStringUtf8());
    }
    return region;
  }

  Context context(Region region, long storeId) {
    Context.Builder context =
        Context.newBuilder().setRegionId(region.getId()).setRegionEpoch(region.getRegionEpoch());
    for (Peer peer : region.getPeersList()) {
      if (peer.getStoreId() == storeId) {
        context.setPeer(peer);
      }
    }
    return context.build();
  }

  /** The store that was last reported to lead the region of the key. */
  String leaderOf(ByteString key) {
    long leader = pd.report(region(key).getId()).getLeader().getStoreId();
    for (Map.Entry<String, StoreNode> one : nodes.entrySet()) {
      if (one.getValue().storeId() == leader) {
        return one.getKey();
      }
    }
    throw new AssertionError("no store has id " + leader);
  }

  /** Context of a request to that store. */
  Context contextAtLeader(ByteString key) {
    return context(region(key), store(leaderOf(key)).storeId());
  }

  private boolean serves(StoreNode store) {
    return readinessIgnored || store.ready().isDone();
  }

  /** Writes through whichever store leads; false when no store accepted it now. */
  boolean put(String key, String value) {
    ByteString k = ByteString.copyFromUtf8(key);
    Region region = route(k);
    if (region == null) {
      return false;
    }
    for (Map.Entry<String, StoreNode> one : nodes.entrySet()) {
      if (!world.node(one.getKey()).up() || !serves(one.getValue())) {
        continue;
      }
      RawPutRequest request =
          RawPutRequest.newBuilder()
              .setContext(context(region, one.getValue().storeId()))
              .setKey(k)
              .setValue(ByteString.copyFromUtf8(value))
              .build();
      Answer<RawPutResponse> answer =
          send(channel(one.getKey()), TikvGrpc.getRawPutMethod(), request);
      world.runUntil(answer::done, Duration.ofSeconds(3));
      RawPutResponse response = answer.valueOrNull();
      if (response != null && !response.hasRegionError() && response.getError().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  void putSurely(String key, String value) {
    for (int attempt = 0; attempt < 40; attempt++) {
      if (put(key, value)) {
        return;
      }
      world.run(Duration.ofMillis(250));
    }
    throw new AssertionError("no store accepts " + key);
  }

  /** Reads through whichever store leads. */
  @Nullable String get(String key) {
    return get(key, 40);
  }

  /** The same, giving up after so many rounds over all stores. */
  @Nullable String get(String key, int attempts) {
    ByteString k = ByteString.copyFromUtf8(key);
    for (int attempt = 0; attempt < attempts; attempt++) {
      Region region = route(k);
      for (Map.Entry<String, StoreNode> one : nodes.entrySet()) {
        if (region == null || !world.node(one.getKey()).up() || !serves(one.getValue())) {
          continue;
        }
        Answer<RawGetResponse> answer =
            send(
                channel(one.getKey()),
                TikvGrpc.getRawGetMethod(),
                RawGetRequest.newBuilder()
                    .setContext(context(region, one.getValue().storeId()))
                    .setKey(k)
                    .build());
        world.runUntil(answer::done, Duration.ofSeconds(3));
        RawGetResponse response = answer.valueOrNull();
        if (response != null && !response.hasRegionError()) {
          return response.getNotFound() ? null : response.getValue().toStringUtf8();
        }
      }
      world.run(Duration.ofMillis(250));
    }
    throw new AssertionError("no store answers for " + key);
  }

  @Override
  public void close() {
    assertThat(world.failures()).isEmpty();
    world.close();
  }

  /** The answer to one call, when it is there. */
  static final class Answer<R> implements StreamObserver<R> {
    private @Nullable R value;
    private @Nullable Throwable error;
    private boolean done;

    boolean done() {
      return done;
    }

    @Nullable R valueOrNull() {
      return value;
    }

    R value() {
      R present = value;
      if (present == null) {
        throw new AssertionError("call failed", error);
      }
      return present;
    }

    @Nullable Throwable error() {
      return error;
    }

    @Override
    public void onNext(R answer) {
      value = answer;
    }

    @Override
    public void onError(Throwable cause) {
      error = cause;
      done = true;
    }

    @Override
    public void onCompleted() {
      done = true;
    }
  }
}
