package io.holdfast.store.server;

import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.holdfast.protocol.wire.internal.DescribeResponse;
import io.holdfast.protocol.wire.internal.Marks;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitRequest;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.SplitID;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.RaftConfig;
import io.holdfast.raft.driver.DriverConfig;
import io.holdfast.raft.driver.MultiRaftDriver;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.store.apply.Applier;
import io.holdfast.store.budget.SharedBudget;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.liveness.FormerPromises;
import io.holdfast.store.liveness.LivenessConfig;
import io.holdfast.store.liveness.StoreLiveness;
import io.holdfast.store.read.IndexReads;
import io.holdfast.store.read.LocalReads;
import io.holdfast.store.read.ReadCounters;
import io.holdfast.store.read.task.ReadScheduler;
import io.holdfast.store.region.LogBounds;
import io.holdfast.store.region.LogCompaction;
import io.holdfast.store.region.PeerLifecycle;
import io.holdfast.store.region.RegionLimits;
import io.holdfast.store.region.RegionRouter;
import io.holdfast.store.region.RequestChecks;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.region.StoreHealth;
import io.holdfast.store.region.StoreMark;
import io.holdfast.store.region.StorePromises;
import io.holdfast.store.region.split.SplitCoordinator;
import io.holdfast.store.report.AddressBook;
import io.holdfast.store.report.DiskSpace;
import io.holdfast.store.report.KnownMarks;
import io.holdfast.store.report.PdAddresses;
import io.holdfast.store.report.PdClient;
import io.holdfast.store.report.RegionOrders;
import io.holdfast.store.report.RegionRaftEvents;
import io.holdfast.store.report.RegionReporter;
import io.holdfast.store.report.StaleReplicas;
import io.holdfast.store.report.StoreLog;
import io.holdfast.store.report.StoreReporter;
import io.holdfast.store.server.StoreDirectory.Identity;
import io.holdfast.store.service.ForwardingGuard;
import io.holdfast.store.service.Handlers;
import io.holdfast.store.service.HealthService;
import io.holdfast.store.service.InspectionService;
import io.holdfast.store.service.KvService;
import io.holdfast.store.service.StoreInfoService;
import io.holdfast.store.snapshot.SnapshotOptions;
import io.holdfast.store.snapshot.SnapshotRoom;
import io.holdfast.store.transport.RaftReceiver;
import io.holdfast.store.transport.StoreTransport;
import io.holdfast.store.txn.MaxTimestamp;
import io.holdfast.store.txn.TxnScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All rooms of one store, built in the order of their dependencies once the store knows who it is.
 * Built and used on the store loop.
 */
final class StoreRooms {
  /** A snapshot transfer without progress for so long is given up. */
  private static final long SNAPSHOT_IDLE_NANOS = 10_000_000_000L;

  /** A replica without a leader is asked about after this many heartbeats of the store. */
  private static final int STALE_HEARTBEATS = 3;

  private final NodeRuntime runtime;
  private final StoreConfig config;
  private final StoreLoops loops;
  private final KvEngine engine;
  private final Identity identity;
  private final PdClient pd;
  private final StoreHealth health = new StoreHealth();
  private final RegionRouter router = new RegionRouter();
  private final SharedLog log;
  private final StoreProbe probe;
  private final Applier applier;
  private final ProbedApply apply;
  private final SnapshotRoom snapshots;
  private final PdAddresses addresses;
  private final StoreTransport transport;
  private final MultiRaftDriver driver;
  private final ReadScheduler reads;
  private final LogCompaction compaction;
  private final PeerLifecycle lifecycle;
  private final RegionReporter regionReporter;
  private final StoreReporter storeReporter;
  private final StaleReplicas staleReplicas;
  private final MaxTimestamp maxTimestamp = new MaxTimestamp();
  private final KnownMarks marks;
  private final StoreLog events;
  private final StoreReadiness readiness;
  private final @Nullable StoreLiveness liveness;
  private final StorePromises promises;
  private final StoreContext context;
  private final TxnScheduler scheduler;
  private final StoreInvariants invariants;
  private final List<ServerServiceDefinition> services;
  private Store self = Store.getDefaultInstance();
  private boolean stopped;

  StoreRooms(
      NodeRuntime runtime,
      StoreConfig config,
      StoreWiring wiring,
      MeterRegistry meters,
      StoreLoops loops,
      StoreDirectory directory,
      KvEngine engine,
      SharedLog log,
      Identity identity,
      PdClient pd)
      throws IOException {
    this.runtime = runtime;
    this.config = config;
    this.loops = loops;
    this.engine = engine;
    this.identity = identity;
    this.pd = pd;
    this.log = log;
    this.probe = wiring.probe();
    EventLoop loop = loops.store();
    this.applier = new Applier(runtime, loop, loops.apply(), engine, identity.storeId(), meters);
    this.apply = new ProbedApply(identity.storeId(), applier, probe);
    this.reads = new ReadScheduler(loops.read(), loops.snapshot());
    this.snapshots =
        new SnapshotRoom(
            runtime,
            new SnapshotRoom.Loops(loop, loops.apply(), loops.snapshot()),
            engine,
            applier,
            snapshotOptions(directory),
            identity.clusterId(),
            identity.storeId());
    this.addresses = new PdAddresses(loop, pd, router, new AddressBook(engine, this::syncEngine));
    this.transport =
        new StoreTransport(
            runtime,
            loop,
            router,
            addresses,
            identity.clusterId(),
            identity.storeId(),
            this::storeGone,
            meters);
    this.events = new StoreLog(loop.clock(), meters, identity.storeId());
    SplitCoordinator splits = new SplitCoordinator(router, this::askForIds);
    RegionOrders orders = new RegionOrders(loop, router, splits);
    this.regionReporter =
        new RegionReporter(pd, config.timing().regionHeartbeat(), orders::accept, events);
    this.liveness =
        config.leaseReads() || config.sleepingRegions() ? newLiveness(directory, meters) : null;
    this.promises = liveness == null ? formerPromises(directory) : liveness;
    this.context = newContext();
    this.driver =
        new MultiRaftDriver(
            loop,
            loops.log(),
            log,
            this::send,
            driverConfig(wiring.raft()),
            runtime.newRandom("raft"),
            runtime);
    driver.tell((regionId, peerId) -> new RegionRaftEvents(events, regionId));
    if (liveness != null) {
      liveness.tell(driver::lostTouch);
      liveness.watchLog(driver::logStalledNanos);
    }
    this.compaction = new LogCompaction(context, driver);
    this.lifecycle = new PeerLifecycle(context, driver, compaction, this::sendWithoutGroup);
    this.marks = new KnownMarks(context, router.known()::greatest, maxTimestamp);
    DiskSpace space = new DiskSpace(loops.snapshot(), runtime.files(), directory.root());
    this.storeReporter =
        new StoreReporter(
            context, pd, marks, events, space::latest, config.timing().storeHeartbeat());
    this.readiness = new StoreReadiness(context, storeReporter);
    this.staleReplicas =
        new StaleReplicas(
            loop, pd, lifecycle, config.timing().storeHeartbeat().multipliedBy(STALE_HEARTBEATS));
    FullDisk fullDisk = new FullDisk(loop, router, identity.storeId(), lifecycle);
    applier.listen(apply.listener(fullDisk));
    driver.tellRoom(fullDisk::onLogRoom);
    applier.markWith(
        batch -> new StoreMark(identity.clusterId(), identity.storeId(), log.witness()).put(batch));
    snapshots.attach(transport, lifecycle);
    this.scheduler = new TxnScheduler(loop);
    this.invariants = new StoreInvariants(router, driver, applier, scheduler);
    this.services = services(wiring, splits, meters);
    StoreMetrics.register(meters, context, driver, log, reads);
  }

  private void syncEngine(Runnable done) {
    apply.inOrder(
        synced -> {
          synced.syncWal();
          loops.store().execute(done);
        });
  }

  private StoreContext newContext() {
    StoreConfig.Limits limits = config.limits();
    return new StoreContext(
        identity.clusterId(),
        identity.storeId(),
        config.keyMode(),
        runtime,
        loops.store(),
        engine,
        apply,
        router,
        regionReporter,
        snapshots,
        new RegionLimits(
            limits.entryBytesMax(),
            new LogBounds(
                limits.compactEntriesMin(),
                limits.compactEntriesForced(),
                limits.logBytes().silentMax(),
                limits.logBytes().activeMax(),
                limits.logBytes().storeMax())),
        new SharedBudget(limits.pendingBytesMax()),
        new SharedBudget(limits.pendingReadsMax()),
        health,
        promises);
  }

  /** A new life promises: its number and how long are durable before it says anything (L1, L5). */
  private StoreLiveness newLiveness(StoreDirectory directory, MeterRegistry meters) {
    LivenessConfig periods = LivenessConfig.defaults();
    StoreDirectory.Boot former = directory.boot();
    StoreDirectory.Boot boot =
        new StoreDirectory.Boot(
            former.number() + 1, Math.max(former.promiseNanos(), periods.promise().toNanos()));
    directory.rememberBoot(boot);
    return new StoreLiveness(
        runtime,
        runtime.newLoop("liveness-0"),
        loops.store(),
        periods,
        new StoreLiveness.Use(config.leaseReads(), config.sleepingRegions()),
        addresses,
        identity.clusterId(),
        identity.storeId(),
        boot.number(),
        former.promiseNanos(),
        meters);
  }

  private StorePromises formerPromises(StoreDirectory directory) {
    long promised = directory.boot().promiseNanos();
    return promised == 0
        ? StorePromises.NONE
        : new FormerPromises(runtime.clock(), LivenessConfig.defaults(), promised);
  }

  private SnapshotOptions snapshotOptions(StoreDirectory directory) {
    return new SnapshotOptions(
        directory.snapshots(),
        config.limits().snapshotChunkBytes(),
        config.limits().snapshotsMax(),
        SNAPSHOT_IDLE_NANOS);
  }

  private DriverConfig driverConfig(UnaryOperator<RaftConfig> bounds) {
    StoreConfig.Timing timing = config.timing();
    RaftConfig raft =
        RaftConfig.of(1)
            .withTicks(
                timing.electionTicksMin(), timing.electionTicksMax(), timing.heartbeatTicks());
    return new DriverConfig(timing.tick().toNanos(), bounds.apply(raft), timing.electionTicksMin());
  }

  private List<ServerServiceDefinition> services(
      StoreWiring wiring, SplitCoordinator splits, MeterRegistry meters) {
    EventLoop loop = loops.store();
    RequestChecks checks = new RequestChecks(context);
    ReadCounters counters = new ReadCounters(meters);
    IndexReads indexReads =
        new IndexReads(context, reads, checks, maxTimestamp, marks.possible()::isFuture, counters);
    LocalReads local = new LocalReads(context, maxTimestamp, marks.possible()::isFuture, counters);
    Handlers handlers =
        new Handlers(context, checks, indexReads, local, scheduler, wiring.commands(), splits);
    RaftReceiver receiver =
        new RaftReceiver(
            loop,
            identity.clusterId(),
            identity.storeId(),
            envelope -> {
              if (!health.stopping()) {
                lifecycle.onEnvelope(envelope);
              }
            },
            snapshots::receive,
            meters);
    List<ServerServiceDefinition> bound = new ArrayList<>();
    if (liveness != null) {
      bound.add(liveness.service());
    }
    bound.addAll(
        List.of(
            ServerInterceptors.intercept(
                new KvService(loop, handlers, meters), new ForwardingGuard()),
            receiver.bindService(),
            new HealthService(
                    () -> readiness.view().serving(), () -> readiness.view().reasons().isEmpty())
                .bindService(),
            new InspectionService(context, reads).bindService(),
            new StoreInfoService(loop, this::describe).bindService()));
    return bound;
  }

  private void storeGone(long storeId) {
    events.tell(StoreLog.Event.STORE_GONE, 0, "store " + storeId + " refuses connections");
    router.peers().forEach(peer -> peer.storeGone(storeId));
    if (liveness != null) {
      liveness.gone(storeId);
    }
  }

  private void send(long regionId, List<Message> messages) {
    probe.sent(identity.storeId(), regionId, messages, log);
    transport.send(regionId, messages);
  }

  private void sendWithoutGroup(long toStoreId, RaftEnvelope envelope) {
    probe.sentWithoutGroup(identity.storeId(), envelope);
    transport.send(toStoreId, envelope);
  }

  private void askForIds(Region region, int count, Consumer<@Nullable List<SplitID>> answer) {
    pd.call(
        PDGrpc.getAskBatchSplitMethod(),
        AskBatchSplitRequest.newBuilder()
            .setHeader(pd.header())
            .setRegion(region)
            .setSplitCount(count)
            .setMarks(marks.greatest())
            .build(),
        response -> answer.accept(response.getIdsList()),
        status -> answer.accept(null));
  }

  /** Where it is, before the placement driver knows. */
  void listensAs(Store described) {
    self = described;
  }

  private DescribeResponse describe() {
    return DescribeResponse.newBuilder()
        .setClusterId(identity.clusterId())
        .setKeyMode(config.keyMode().toWire())
        .setStore(self)
        .setMarks(marks.greatest())
        .addAllUnreadyBecause(readiness.view().reasons())
        .build();
  }

  /** Whether it is ready, and why not. */
  StoreReadiness readiness() {
    return readiness;
  }

  /** What this store knows to be in use. */
  Marks greatestMarks() {
    return marks.greatest();
  }

  StoreContext context() {
    return context;
  }

  PeerLifecycle lifecycle() {
    return lifecycle;
  }

  List<ServerServiceDefinition> services() {
    return services;
  }

  StoreInvariants invariants() {
    return invariants;
  }

  /** Opens what the directory holds; nothing is said or answered before (rule D4). */
  void recover() throws IOException {
    engine.syncWal();
    lifecycle.recover();
    probe.recovered(identity.storeId(), log, engine);
    snapshots.deleteLeftovers();
    compactLater();
    readiness.start();
  }

  private void compactLater() {
    loops
        .store()
        .schedule(
            config.timing().logCompaction().toNanos(),
            () -> {
              if (!stopped) {
                compaction.tick();
                compactLater();
              }
            });
  }

  /** The store is registered: reports begin. */
  void report(Store self) {
    storeReporter.start(self);
    staleReplicas.start();
    addresses.start(config.timing().storeHeartbeat());
    regionReporter.start(context);
  }

  /** The first act of a planned stop is over, after so long. */
  void handedOver(long tookNanos) {
    probe.handedOver(identity.storeId(), tookNanos, context.router().peers());
  }

  /**
   * Nothing new is begun, and what is under way ends; {@code quiet} runs on the store loop when no
   * loop uses the engine any more (rule D10). Each loop is asked after the one that gives it work.
   */
  void stop(Runnable quiet) {
    stopped = true;
    health.stop();
    readiness.stop();
    storeReporter.stop();
    staleReplicas.stop();
    addresses.stop();
    regionReporter.stop();
    driver.stop();
    if (liveness != null) {
      liveness.stop();
    }
    transport.close();
    applier.stop(() -> snapshots.stop(() -> loops.store().execute(() -> stopReads(quiet))));
  }

  /** Reads hold snapshots and cursors of the engine. */
  private void stopReads(Runnable quiet) {
    reads.stop(() -> loops.store().execute(quiet));
  }
}
