package io.holdfast.store.server;

import io.holdfast.protocol.wire.internal.Marks;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreLabel;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network.BoundServer;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.report.PdClient;
import io.holdfast.store.server.StoreDirectory.Identity;
import io.holdfast.store.server.StoreStartException.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One store: opens its directory, joins its cluster, serves. The only place that wires rooms
 * together.
 *
 * <pre>
 * directory, engine ─▶ who am I ─▶ log, rooms, port ─▶ regions open ─▶ first region ─▶ registered
 *    (local)          (PD, once)       (local)          (rule D4)      (PD, once)     (PD, every start)
 * </pre>
 *
 * <p>{@link #start} returns at once; {@link #ready()} completes when the store is registered and
 * serves, and fails with {@link StoreStartException} when it must not. While the placement driver
 * is away the store keeps trying, with back-off; a store that was a member before serves its
 * regions meanwhile.
 */
public final class StoreNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreNode.class);

  /** What clients compare with the versions their features need. */
  private static final String VERSION = "6.5.0";

  /** Loops that have not come to rest by then hang. */
  private static final long QUIET_PATIENCE_NANOS = 8_000_000_000L;

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(20);

  private final NodeRuntime runtime;
  private final StoreConfig config;
  private final EngineFactory engines;
  private final MeterRegistry meters;
  private final StoreWiring wiring;
  private final StoreLoops loops;
  private final PdClient pd;
  private final CompletableFuture<StoreNode> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  // Written on the store loop, before ready; read by others behind ready, close and abandon.
  private volatile @Nullable StoreDirectory directory;
  private volatile @Nullable KvEngine engine;
  private volatile @Nullable SharedLog log;
  private volatile @Nullable StoreRooms rooms;
  private volatile @Nullable BoundServer server;
  private volatile @Nullable StatusServer statusServer;
  private volatile @Nullable Identity identity;
  private boolean closing;
  private volatile boolean firstStart;
  private volatile @Nullable StoreStartException refusal;

  private StoreNode(
      NodeRuntime runtime,
      StoreConfig config,
      EngineFactory engines,
      MeterRegistry meters,
      StoreWiring wiring) {
    this.runtime = runtime;
    this.config = config;
    this.engines = engines;
    this.meters = meters;
    this.wiring = wiring;
    this.loops = StoreLoops.of(runtime, config.pipeline());
    this.pd =
        new PdClient(
            runtime, loops.store(), config.pdEndpoints(), config.timing().pdRetry().toNanos());
  }

  /** Starts with the product's wiring. */
  public static StoreNode start(
      NodeRuntime runtime, StoreConfig config, EngineFactory engines, MeterRegistry meters) {
    return start(runtime, config, engines, meters, StoreWiring.PRODUCTION);
  }

  /** Starts with parts exchanged. */
  public static StoreNode start(
      NodeRuntime runtime,
      StoreConfig config,
      EngineFactory engines,
      MeterRegistry meters,
      StoreWiring wiring) {
    StoreNode node = new StoreNode(runtime, config, engines, meters, wiring);
    node.loops.store().execute(() -> node.guarded(node::begin));
    return node;
  }

  // ---- start, on the store loop ----

  private void begin() {
    StoreDirectory opened =
        StoreDirectory.open(runtime.files(), config.dataDirectory(), config.keyMode());
    directory = opened;
    ClusterJoin join = new ClusterJoin(pd, opened, config.keyMode(), this::failStart);
    Identity known = opened.identity();
    if (known != null) {
      pd.setClusterId(known.clusterId());
      open(known); // Serves its regions at once; the placement driver is asked behind that.
    } else {
      checkUnused(opened);
    }
    join.identify(
        who ->
            guarded(
                () -> {
                  if (known == null) {
                    firstStart = true;
                    open(who);
                  }
                  join(join);
                }));
  }

  private void checkUnused(StoreDirectory opened) {
    try {
      StartProof.nothingWithoutIdentity(runtime.files(), opened);
    } catch (IOException e) {
      throw new StoreStartException(Reason.ENVIRONMENT, "cannot read " + opened.root(), e);
    }
  }

  private KvEngine openEngine(StoreDirectory opened) {
    try {
      StartProof.engineIsThere(runtime.files(), opened);
      runtime.files().createDirectories(opened.engine());
      runtime.files().syncDirectory(opened.root());
      return engines.open(opened.engine());
    } catch (IOException e) {
      throw new StoreStartException(Reason.ENVIRONMENT, "cannot create " + opened.engine(), e);
    }
  }

  private void open(Identity who) {
    identity = who;
    StoreDirectory place = require(directory);
    engine = openEngine(place);
    try {
      LogOptions usual = LogOptions.defaults().withReserve(config.limits().logBytes().reserve());
      LogOptions options = wiring.log().apply(usual);
      StartProof proof = new StartProof(runtime.files(), place, require(engine), options);
      SharedLog opened = proof.openLog(who, runtime.newRandom("raft-log-id").nextLong());
      log = opened;
      proof.bind(who, opened);
      StoreRooms built =
          new StoreRooms(
              runtime, config, wiring, meters, loops, place, require(engine), opened, who, pd);
      rooms = built;
      built.recover();
      server = runtime.network().serve(config.listen(), built.services());
      if (config.statusListen() != null) {
        statusServer =
            StatusServer.start(config.statusListen(), config.keyMode(), meters, built.readiness());
      }
      built.listensAs(describe());
    } catch (IOException e) {
      throw new StoreStartException(Reason.ENVIRONMENT, "store cannot open: " + e.getMessage(), e);
    }
  }

  private void join(ClusterJoin join) {
    Store self = describe();
    firstStart = false; // From here on the cluster may know of us.
    join.bootstrap(
        self,
        require(engine),
        first ->
            guarded(
                () -> {
                  if (first != null) {
                    openFirst(first);
                  }
                  Marks marks = require(rooms).greatestMarks();
                  join.register(self, marks, () -> guarded(() -> registered(self)));
                }));
  }

  private void openFirst(RegionDescriptor first) {
    StoreRooms present = require(rooms);
    if (!present.lifecycle().hasPeer(first.id())) {
      present.lifecycle().openFirst(first, first.peers().get(0).getId());
    }
  }

  private void registered(Store self) {
    if (closing) {
      return;
    }
    require(rooms).report(self);
    LOG.atInfo()
        .addKeyValue("store", storeId())
        .addKeyValue("address", address())
        .log("Store serves");
    ready.complete(this);
  }

  private Store describe() {
    Store.Builder self =
        Store.newBuilder()
            .setId(storeId())
            .setAddress(address().toString())
            .setVersion(VERSION)
            .setStartTimestamp(runtime.clock().wallMillis() / 1000);
    StatusServer status = statusServer;
    if (status != null) {
      self.setStatusAddress(status.address().toString());
    }
    config.labels().forEach((key, value) -> self.addLabels(label(key, value)));
    return self.build();
  }

  private static StoreLabel label(String key, String value) {
    return StoreLabel.newBuilder().setKey(key).setValue(value).build();
  }

  private void guarded(Runnable step) {
    if (closing) {
      return;
    }
    try {
      step.run();
    } catch (StoreStartException e) {
      failStart(e);
    } catch (RuntimeException | LinkageError e) { // Such as a native library without room.
      failStart(
          new StoreStartException(Reason.ENVIRONMENT, "store cannot start: " + e.getMessage(), e));
    }
  }

  /** The store must not run: nothing more is said or answered. */
  private void failStart(StoreStartException cause) {
    LOG.atError().addKeyValue("reason", cause.reason()).log(cause.getMessage());
    refusal = cause;
    shutDown();
  }

  // ---- views ----

  /** Completes on the store loop when the store serves. */
  public CompletableFuture<StoreNode> ready() {
    return ready;
  }

  /** Where others find it; valid once {@link #ready()}. */
  public Address address() {
    Address told = config.advertised();
    return told != null ? told : require(server).address();
  }

  /** Where it answers HTTP, null for nowhere; valid once {@link #ready()}. */
  public @Nullable Address statusAddress() {
    StatusServer present = statusServer;
    return present == null ? null : present.address();
  }

  /** Id of the store; valid once {@link #ready()}. */
  public long storeId() {
    return require(identity).storeId();
  }

  /** Id of the cluster; valid once {@link #ready()}. */
  public long clusterId() {
    return require(identity).clusterId();
  }

  /** The engine, for checks from outside; valid once {@link #ready()}. */
  public KvEngine engine() {
    return require(engine);
  }

  /** The log, for its counters; valid once {@link #ready()}. */
  public SharedLog raftLog() {
    return require(log);
  }

  /** A picture of its regions, taken on the store loop. */
  public CompletableFuture<StoreStatus> status() {
    CompletableFuture<StoreStatus> answer = new CompletableFuture<>();
    loops.store().execute(() -> answer.complete(picture()));
    return answer;
  }

  /**
   * Checks what must hold between two turns of its loops, none of which may run now, and answers
   * the replicas with something new. For worlds that can stop all loops.
   *
   * @throws io.holdfast.runtime.base.InvariantViolation with the values that broke it
   */
  public List<RegionPeer> checkInvariants() {
    StoreRooms present = rooms;
    return present == null || closing ? List.of() : present.invariants().check();
  }

  /** All its replicas, as {@link #checkInvariants}; none before it knows who it is. */
  public Collection<RegionPeer> replicas() {
    StoreRooms present = rooms;
    return present == null || closing ? List.of() : present.context().router().peers();
  }

  /** True iff the replica's group is given no ticks (L22); as {@link #checkInvariants}. */
  public boolean sleeps(RegionPeer replica) {
    StoreRooms present = rooms;
    return present != null && !closing && present.invariants().sleeps(replica);
  }

  /** Rises whenever {@link #replicas} come, go or change their range. */
  public long replicaChanges() {
    StoreRooms present = rooms;
    return present == null || closing ? -1 : present.context().router().changes();
  }

  private StoreStatus picture() {
    StoreRooms present = rooms;
    Identity who = identity;
    if (present == null || who == null) {
      return new StoreStatus(0, 0, false, List.of());
    }
    List<StoreStatus.RegionStatus> regions = new ArrayList<>();
    for (RegionPeer peer : present.context().router().peers()) {
      regions.add(
          new StoreStatus.RegionStatus(
              peer.region().wire(), peer.isLeader(), peer.term(), peer.appliedIndex()));
    }
    return new StoreStatus(who.clusterId(), who.storeId(), ready.isDone(), regions);
  }

  // ---- end ----

  /**
   * Hands its leaderships over, stops serving, waits for the users of the engine, closes engine and
   * log and releases the directory; every wait is bounded. Returns at once; completes on a loop,
   * which must live until then.
   */
  public CompletableFuture<Void> closeAsync() {
    loops.store().execute(this::handOver);
    return ended.copy();
  }

  private void handOver() {
    StoreRooms present = rooms;
    if (closing || present == null) {
      shutDown();
      return;
    }
    closing = true;
    long beganNanos = loops.store().clock().nanos();
    new LeaderHandover(loops.store(), present.context().router())
        .begin(
            () -> {
              present.handedOver(loops.store().clock().nanos() - beganNanos);
              stop();
            });
  }

  /** The same, blocking; the caller must not be a loop. */
  @Override
  public void close() {
    await(closeAsync());
  }

  /** Like {@link #close()} for a cluster that ends as a whole: there is nobody to hand over to. */
  public void closeWithCluster() {
    loops.store().execute(this::shutDown);
    await(ended.copy());
  }

  private void await(CompletableFuture<Void> end) {
    try {
      runtime.await(end, CLOSE_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn().addKeyValue("cause", e.toString()).log("Store did not close in time");
    }
  }

  private void shutDown() {
    if (closing) {
      return;
    }
    closing = true;
    stop();
  }

  private void stop() {
    pd.close();
    stopListening();
    KvEngine openEngine = engine;
    StoreRooms present = rooms;
    if (openEngine == null) {
      released();
      return;
    }
    EngineEnd end = new EngineEnd(loops.store(), openEngine, meters);
    if (present == null) {
      end.begin(this::released);
      return;
    }
    EventLoop.Timer patience =
        loops.store().schedule(QUIET_PATIENCE_NANOS, () -> neverQuiet(openEngine));
    present.stop(
        () -> {
          patience.cancel();
          end.begin(() -> loops.log().execute(this::released));
        });
  }

  /** A loop hangs in the engine or the log: nothing of theirs may be touched. */
  private void neverQuiet(KvEngine openEngine) {
    openEngine.refuseUsers();
    EngineEnd.leaked(openEngine, meters);
    over();
  }

  private void stopListening() {
    BoundServer bound = server;
    if (bound != null) {
      bound.close();
    }
    StatusServer status = statusServer;
    if (status != null) {
      status.close();
    }
  }

  private void released() {
    if (ended.isDone()) {
      return; // Too late: somebody else may have the directory by now.
    }
    closeLog();
    over();
  }

  private void over() {
    ended.complete(null);
    StoreStartException cause = refusal;
    if (cause != null) {
      ready.completeExceptionally(cause); // Last: its owner may start another life here.
    }
  }

  /**
   * After the runtime's loops have ended without warning: lets go of engine, log and directory as
   * the death of the process would, so that another life can begin in this process. Without effect
   * after {@link #close}.
   */
  public void abandon() {
    stopListening();
    KvEngine openEngine = engine;
    if (openEngine != null) {
      openEngine.abandon(); // What a transfer still held goes with it: its loop has ended.
    }
    if (!ended.isDone()) {
      closeLog();
    }
  }

  /** The same when a loop has not ended: what it may be using stays as it is (rule D10). */
  public void leak() {
    stopListening();
    KvEngine openEngine = engine;
    if (openEngine != null) {
      openEngine.refuseUsers();
      EngineEnd.leaked(openEngine, meters);
    }
  }

  private void closeLog() {
    SharedLog openLog = log;
    if (openLog != null) {
      try {
        openLog.close();
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("cause", e.toString()).log("Raft log did not close");
      }
    }
    StoreDirectory open = directory;
    if (open != null) {
      leaveNoTrace(open);
      open.unlock();
    }
  }

  /** A first start that was refused before the cluster knew of it can be made again, corrected. */
  private void leaveNoTrace(StoreDirectory place) {
    Identity who = identity;
    if (refusal == null || !firstStart || who == null) {
      return;
    }
    try {
      place.erase(who);
    } catch (IOException | StoreStartException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.toString())
          .log("A refused first start left files behind");
    }
  }

  private static <T> T require(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the store is not ready");
    }
    return value;
  }
}
