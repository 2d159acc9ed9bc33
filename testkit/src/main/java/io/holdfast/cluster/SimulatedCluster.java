package io.holdfast.cluster;

import io.grpc.ClientInterceptor;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.cluster.invariant.ClusterInvariants;
import io.holdfast.pd.operator.Wish;
import io.holdfast.pd.server.PdConfig;
import io.holdfast.pd.server.PdNode;
import io.holdfast.pd.server.PdStartException;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.world.FaultPlan;
import io.holdfast.simulation.world.FaultTarget;
import io.holdfast.simulation.world.Profile;
import io.holdfast.simulation.world.SimDisk;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.sql.server.SqlEngine;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import io.holdfast.store.server.StoreConfig;
import io.holdfast.store.server.StoreNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster in one thread under simulated time: placement driver, stores and clients are the
 * product's own code on virtual clocks, network and disks. One seed decides everything that
 * happens, so a failure replays from its seed.
 *
 * <pre>{@code
 * try (SimulatedCluster cluster = SimulatedCluster.start(seed)) {
 *   Database db = cluster.database();
 *   cluster.run(() -> db.transact(tx -> { ...; return null; }));   // blocking code, virtual time
 * }
 * }</pre>
 *
 * <p>Code under test runs inside {@link #run} or {@link #spawn}, on cooperative threads that may
 * block only in this project's API (rule X7). The thread that creates the cluster drives it; no
 * other thread may touch it.
 */
public final class SimulatedCluster implements FaultTarget, AutoCloseable {
  private static final int PD_PORT = 2379;
  private static final int STORE_PORT = 20160;
  private static final Duration START_PATIENCE = Duration.ofMinutes(1);
  private static final double LEASE_PAUSES = 2e-4;
  private static final Duration LEASE_PAUSE_MAX = Duration.ofSeconds(4);
  private static final String PD = "pd-1";
  private static final Path DATA = Path.of("/data");
  private static final String CLIENT = "client";

  private final SimulatedClusterOptions options;
  private final SimWorld world;
  private final SimNode client;
  private final List<String> names = new ArrayList<>();
  private final Map<String, MemoryDisk> engines = new TreeMap<>();
  private final Map<String, StoreNode> stores = new TreeMap<>();
  private final TreeMap<String, MeterRegistry> meters = new TreeMap<>();
  private final Map<String, SqlNodeRun> sqlNodes = new TreeMap<>();
  private final Map<String, ClientNodeRun> clientNodes = new TreeMap<>();
  private @Nullable PdNode pd;
  private final ClientOperations operations = new ClientOperations();
  private final ClusterInvariants invariants;
  private @Nullable Database database;
  private boolean commitsArrive;

  private static SimOptions worldOptions(SimulatedClusterOptions options) {
    SimOptions drawn =
        options
            .profile()
            .drawOptions(options.seed())
            .withDatagrams(
                method ->
                    method.equals("holdfast.RaftTransport/Stream")
                        || method.equals("holdfast.StoreSupport/Support"));
    // The steps of a read under a lease are what nothing but a pause between them can prove (L15).
    return options.leases() && options.profile().activeMax() > 0
        ? drawn.withPreemptionPauses(LEASE_PAUSES, LEASE_PAUSE_MAX)
        : drawn;
  }

  /** Builds the nodes and starts them; time has not moved yet. */
  private SimulatedCluster(SimulatedClusterOptions options) throws PdStartException {
    this.options = options;
    this.world = new SimWorld(options.seed(), worldOptions(options));
    this.invariants = new ClusterInvariants(world::nowNanos);
    world.setReproduceLine(options.reproduceLine());
    world.setStory(operations::describe);
    names.add(PD);
    world.newNode(PD);
    for (int store = 1; store <= options.stores(); store++) {
      String name = storeName(store - 1);
      names.add(name);
      MemoryDisk disk = new MemoryDisk();
      engines.put(name, disk);
      SimNode node = world.newNode(name);
      node.register(new EngineOnDisk(disk));
      disk.carryOut(node::durableOperation);
    }
    this.client = world.newNode(CLIENT);
    for (String name : names) {
      boot(name, world.node(name).runtime());
    }
  }

  /** A cluster of three stores without faults, ready for use. */
  public static SimulatedCluster start(long seed) {
    return start(SimulatedClusterOptions.of(seed));
  }

  /** A cluster as described, ready for use: every region has its replicas. */
  public static SimulatedCluster start(SimulatedClusterOptions options) {
    SimulatedCluster cluster;
    try {
      cluster = new SimulatedCluster(options);
    } catch (PdStartException e) {
      throw new IllegalStateException("a fresh placement driver did not start", e);
    }
    try {
      cluster.awaitStart();
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void awaitStart() {
    boolean serving =
        world.runUntil(
            () -> stores.values().stream().allMatch(store -> store.ready().isDone()),
            START_PATIENCE);
    if (!serving) {
      throw world.failure("the stores did not start within " + START_PATIENCE, null);
    }
    run(
        () ->
            Readiness.awaitReplicas(
                database(), client.runtime(), options.replicas(), START_PATIENCE));
  }

  /** The world the cluster lives in: time, network, nodes, trace. */
  @Override
  public SimWorld world() {
    return world;
  }

  /** What the cluster was started with. */
  public SimulatedClusterOptions options() {
    return options;
  }

  /** Node name of the store of that ordinal, 0-based. */
  public static String storeName(int store) {
    return "store-" + (store + 1);
  }

  /** Where the stores serve, by ordinal. */
  public List<Address> storeAddresses() {
    List<Address> addresses = new ArrayList<>();
    for (int store = 0; store < options.stores(); store++) {
      addresses.add(new Address(storeName(store), STORE_PORT));
    }
    return addresses;
  }

  /** The runtime of the client node: clock, sleep, randomness for code under test. */
  public NodeRuntime clientRuntime() {
    return client.runtime();
  }

  /** The database as the client node sees it; connected on first use, closed with the cluster. */
  public Database database() {
    if (database == null) {
      database = connect(client);
    }
    return database;
  }

  /**
   * Another client, on a node of its own of that name, for code of {@link #spawnOn}. To be called
   * by the thread that drives the cluster.
   */
  public Database connectFrom(String name) {
    SimNode node = world.newNode(name);
    List<Database> connected = new ArrayList<>();
    run(node, () -> connected.add(connect(node)));
    return connected.get(0);
  }

  /**
   * A node of clients with a connection of its own in every life. {@code seated} is called at the
   * beginning of each, this one included; it may spawn threads with {@link #spawnOn}, which end
   * with the life. Faults may hurt such a node. To be called by the thread that drives the cluster.
   */
  public void clientNode(String name, BiConsumer<Database, NodeRuntime> seated) {
    ClientNodeRun run = new ClientNodeRun(world.newNode(name), this::connect, seated);
    clientNodes.put(name, run);
    world.spawn(world.node(name), "life", run::live);
  }

  /** Tells the placement driver what is wanted of a region; nobody hears it while that is down. */
  public void order(long regionId, Wish wish) {
    PdNode present = pd;
    if (present != null && world.node(PD).up()) {
      present.order(regionId, wish);
    }
  }

  /**
   * The engine of the SQL node of that name, for code of {@link #spawnOn} and {@link #runOn}. The
   * first call makes the node; from then on faults may hurt it. To be called by the thread that
   * drives the cluster; waits until the node serves.
   */
  public SqlEngine sql(String node) {
    SqlNodeRun run = sqlNodes.get(node);
    if (run == null) {
      run = new SqlNodeRun(world.newNode(node), this::connect, options.wiring().sql());
      sqlNodes.put(node, run);
      names.add(node);
      world.spawn(world.node(node), "life", run::live);
    }
    SqlNodeRun started = run;
    world.runUntil(() -> started.engine() != null, START_PATIENCE);
    SqlEngine engine = started.engine();
    if (engine == null) {
      throw world.failure(node + " does not serve after " + START_PATIENCE, null);
    }
    return engine;
  }

  /**
   * Starts sessions on a SQL node made by {@link #sql}: now, and whenever it has started again.
   * {@code sessions} may spawn threads with {@link #spawnOn}; they end with the life of the node.
   */
  public void onSqlServing(String node, BiConsumer<SqlEngine, NodeRuntime> sessions) {
    SqlNodeRun run = sqlNodes.get(node);
    if (run == null) {
      throw new IllegalArgumentException("not a SQL node of this cluster: " + node);
    }
    run.onServing(sessions);
  }

  private Database connect(SimNode node) {
    NodeRuntime runtime = node.runtime();
    List<ClientInterceptor> interceptors = new ArrayList<>();
    if (options.keyMode() == KeyMode.V1_TXN) {
      interceptors.add(invariants.clientBegins(node));
    }
    if (options.habits().tightPages()) {
      interceptors.add(new TightPages(runtime.newRandom("tight-pages")));
    }
    if (options.habits().lateRequests() > 0) {
      interceptors.add(
          new LateRequests(
              runtime.newLoop("late-requests"),
              runtime.newRandom("late-requests"),
              options.habits().lateRequests()));
    }
    if (options.lateDuplicates() > 0) {
      interceptors.add(
          new LateDuplicates(
              runtime.newLoop("late-duplicates"),
              runtime.newRandom("late-duplicates"),
              options.lateDuplicates()));
    }
    if (options.lostCommits() > 0) {
      interceptors.add(
          new LostCommits(
              runtime.newRandom("lost-commits"),
              options.lostCommits(),
              () -> commitsArrive,
              world::nowNanos));
    }
    interceptors.add(operations.of(world, node));
    return Database.connect(
        new InterceptedRuntime(runtime, interceptors),
        ClientConfig.of(new Address(PD, PD_PORT).toString())
            .withStreaming(options.habits().streaming()));
  }

  /**
   * Whether all answers to commits arrive, whatever {@link SimulatedClusterOptions#lostCommits}
   * says: while a run is prepared, and when its faults have ended.
   */
  public void commitsArrive(boolean all) {
    commitsArrive = all;
  }

  /** What is checked all the time. */
  public ClusterInvariants invariants() {
    return invariants;
  }

  /**
   * Runs blocking code to its end under simulated time and returns; whatever it throws is thrown
   * here. Fails when it does not end within {@link SimulatedClusterOptions#runLimit()}.
   */
  public void run(SimulatedCode body) {
    run(client, body);
  }

  /** As {@link #run(SimulatedCode)}, on a node made by {@link #connectFrom} or {@link #sql}. */
  public void runOn(String node, SimulatedCode body) {
    run(world.node(node), body);
  }

  private void run(SimNode node, SimulatedCode body) {
    CodeRun code = new CodeRun(body);
    world.spawn(node, "run", code);
    if (!world.runUntil(code::done, options.runLimit())) {
      throw world.failure(
          "the code did not end within " + options.runLimit() + " of simulated time", null);
    }
    code.rethrow(world);
  }

  /** Starts blocking code as a thread of its own on the client node; it runs as time does. */
  public void spawn(String name, Runnable body) {
    world.spawn(client, name, body);
  }

  /**
   * As {@link #spawn(String, Runnable)}, on a node made by {@link #connectFrom} or {@link #sql}.
   */
  public void spawnOn(String node, String name, Runnable body) {
    world.spawn(world.node(node), name, body);
  }

  /** A nemesis over all nodes but the client's, not yet started. */
  public FaultPlan faults(Profile profile) {
    return new FaultPlan(this, profile);
  }

  @Override
  public List<String> faultNodes() {
    return names;
  }

  @Override
  public List<String> clientNodes() {
    return List.copyOf(clientNodes.keySet());
  }

  @Override
  public List<String> storeNodes() {
    return List.copyOf(engines.keySet());
  }

  @Override
  public Path vitalDirectory() {
    return Path.of("/data/raft-log");
  }

  @Override
  public void restart(String node) throws PdStartException {
    NodeRuntime runtime = world.node(node).restart();
    SqlNodeRun sql = sqlNodes.get(node);
    ClientNodeRun clients = clientNodes.get(node);
    if (sql != null) {
      world.spawn(world.node(node), "life", sql::live);
    } else if (clients != null) {
      world.spawn(world.node(node), "life", clients::live);
    } else {
      boot(node, runtime);
    }
  }

  @Override
  public void stop(String node, Runnable ended) {
    CompletableFuture<Void> unused =
        store(node).closeAsync().whenComplete((done, failure) -> ended.run());
  }

  private void boot(String name, NodeRuntime runtime) throws PdStartException {
    NodeRuntime seen = options.wiring().runtimes().apply(runtime);
    if (name.equals(PD)) {
      PdConfig config =
          PdConfig.of(DATA)
              .withListen(new Address(PD, PD_PORT))
              .withKeyMode(options.keyMode())
              .withReplicas(options.replicas());
      NodeRuntime heard = new WitnessedRuntime(seen, invariants.pdBegins(world::nowNanos));
      PdNode started = options.wiring().pd().start(heard, config);
      pd = started;
      invariants.pdStarted(world.node(name), started);
      return;
    }
    MemoryDisk disk = engines.get(name);
    if (disk == null) {
      throw new IllegalArgumentException("not a node of this cluster: " + name);
    }
    StoreConfig config =
        StoreConfig.of(DATA, new Address(name, STORE_PORT), List.of(new Address(PD, PD_PORT)))
            .withKeyMode(options.keyMode())
            .withPipeline(options.pipeline())
            .withLimits(options.limits())
            .withTiming(StoreConfig.Timing.quick())
            .withLeaseReads(options.leases())
            .withSleepingRegions(options.sleeping());
    StoreNode store =
        StoreNode.start(
            seen,
            config,
            directory -> MemoryEngine.open(disk),
            metersOf(name),
            options.wiring().store().withProbe(invariants.storeBegins(name, disk)));
    stores.put(name, store);
    invariants.storeStarted(world.node(name), store);
  }

  private MeterRegistry metersOf(String name) {
    MeterRegistry fresh = new SimpleMeterRegistry();
    meters.put(name, fresh);
    return fresh;
  }

  /** What a store has counted in its present life. */
  public MeterRegistry meters(String store) {
    MeterRegistry present = meters.get(store);
    if (present == null) {
      throw new IllegalArgumentException("not a store of this cluster: " + store);
    }
    return present;
  }

  /** What an operator may keep of the placement driver's data, at this instant. */
  public SimDisk.Copy copyOfDriver() {
    return world.node(PD).disk().copy(DATA);
  }

  /**
   * The placement driver dies, and its machine holds the older copy of its data when it comes back:
   * by {@link #restart}, which is the caller's or a fault plan's matter.
   */
  public void putBackDriver(SimDisk.Copy copy) throws IOException {
    world.node(PD).kill();
    world.node(PD).disk().putBack(copy);
    invariants.pdPutBack();
  }

  /** Name of the placement driver's node. */
  public static String driverName() {
    return PD;
  }

  /** The store of that node name, as it was started last. */
  public StoreNode store(String name) {
    StoreNode store = stores.get(name);
    if (store == null) {
      throw new IllegalArgumentException("not a store of this cluster: " + name);
    }
    return store;
  }

  /** Ends the world; nothing is flushed. */
  @Override
  public void close() {
    world.close();
  }
}
