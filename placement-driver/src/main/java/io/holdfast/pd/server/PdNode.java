package io.holdfast.pd.server;

import io.holdfast.pd.operator.Wish;
import io.holdfast.pd.service.Member;
import io.holdfast.pd.service.PlacementDriver;
import io.holdfast.pd.state.ClusterCommand;
import io.holdfast.pd.state.ClusterState;
import io.holdfast.pd.state.ClusterStateMachine;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.internal.PdSnapshot;
import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.driver.DriverConfig;
import io.holdfast.raft.driver.MultiRaftDriver;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.raft.wal.LogStamp;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network.BoundServer;
import io.holdfast.runtime.node.NodeRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running member of the placement driver. One member is the whole Raft group for now; the state
 * already changes through the log only.
 *
 * <p>{@link #start} runs on the caller's thread and returns once the member listens; it serves when
 * its group has a leader, a moment later. The node ends with its runtime; {@link #close} only stops
 * it from serving.
 */
public final class PdNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PdNode.class);

  /** The placement driver's group, in a log of its own. */
  private static final long GROUP = 1;

  /** The only member so far. */
  private static final long PEER = 1;

  /** Entries are small and few: segments of a store's size would never be given back. */
  private static final LogOptions LOG_OPTIONS =
      LogOptions.defaults().withSegmentBytesMax(16 << 20).withCacheBytesMax(8 << 20);

  /** How often the member looks whether enough entries are applied for a new snapshot. */
  private static final long COMPACT_CHECK_NANOS = 1_000_000_000;

  private final NodeRuntime runtime;
  private final PdConfig config;
  private final DataFormat format;
  private final EventLoop loop;
  private final EventLoop logLoop;
  private final EventLoop snapshotLoop;
  private final SharedLog log;
  private final SnapshotFile snapshots;
  private final ClusterState state;
  private final ClusterStateMachine machine;
  private final PlacementDriver driver;
  private final BoundServer server;
  private final Address address;
  private long durableIndex; // Confined to pd-loop, like all that is below.
  private boolean saving;
  private @Nullable MultiRaftDriver raft;
  private @Nullable RaftGroup group;

  /**
   * Starts a member.
   *
   * @throws PdStartException when the directory or the address cannot be used as configured
   */
  public static PdNode start(NodeRuntime runtime, PdConfig config) throws PdStartException {
    return start(runtime, config, PdWiring.standard());
  }

  /** Starts a member of which a part is wired in another way. */
  public static PdNode start(NodeRuntime runtime, PdConfig config, PdWiring wiring)
      throws PdStartException {
    try {
      return new PdNode(runtime, config, wiring);
    } catch (IOException e) {
      throw new PdStartException("Placement driver cannot start", e);
    }
  }

  private PdNode(NodeRuntime runtime, PdConfig config, PdWiring wiring)
      throws IOException, PdStartException {
    this.runtime = runtime;
    this.config = config;
    FileSystem files = runtime.files();
    Path directory = config.dataDirectory();
    AutoCloseable lock = lock(files, directory);
    SharedLog opened = null;
    try {
      DataFormat found = DataFormat.open(files, directory, fresh());
      format = found;
      if (format.keyMode() != config.keyMode()) {
        throw new PdStartException(
            "Data directory "
                + directory
                + " belongs to a cluster of key mode "
                + format.keyMode()
                + ", configured is "
                + config.keyMode());
      }
      Path logDirectory = directory.resolve("raft-log");
      if (found.begun() && files.list(logDirectory).isEmpty()) {
        throw lostLog(directory);
      }
      opened =
          SharedLog.open(files, logDirectory, new LogStamp(format.clusterId(), PEER), LOG_OPTIONS);
      log = opened;
      if (!found.begun()) {
        found.begin(files, directory);
      }
      snapshots = new SnapshotFile(files, directory);
      PdSnapshot snapshot = snapshots.read();
      if (snapshot != null && opened.storage(GROUP).lastIndex() < snapshot.getAppliedIndex()) {
        throw lostLog(directory);
      }
      state = snapshot == null ? new ClusterState() : ClusterState.restore(snapshot);
      durableIndex = snapshot == null ? 0 : snapshot.getAppliedIndex();
      loop = runtime.newLoop("pd-loop");
      logLoop = runtime.newLoop("pd-log");
      snapshotLoop = runtime.newLoop("pd-snapshot");
      machine =
          new ClusterStateMachine(
              loop, state, durableIndex, snapshot == null ? 0 : snapshot.getAppliedTerm());
      driver =
          new PlacementDriver(
              loop,
              wiring.commandLog().apply(machine),
              state,
              new ClusterCommand.InitCluster(
                  format.clusterId(), format.keyMode(), config.replicas()),
              config.storeDownTime(),
              config.balanceLeaders());
      server = runtime.network().serve(config.listen(), driver.services());
      address = config.advertised() == null ? server.address() : config.advertised();
    } catch (IOException | PdStartException | RuntimeException e) {
      release(opened, e);
      release(lock, e);
      throw e;
    }
    loop.execute(this::begin);
  }

  /** To begin again would hand out ids and timestamps again (rule T5). */
  private static PdStartException lostLog(Path directory) {
    return new PdStartException(
        "the log of data directory "
            + directory
            + " is lost; put it back, or rebuild from the stores: holdfast pd recover");
  }

  private static AutoCloseable lock(FileSystem files, Path directory) throws IOException {
    files.createDirectories(directory);
    return files.lockDirectory(directory);
  }

  private static void release(@Nullable AutoCloseable held, Exception because) {
    if (held == null) {
      return;
    }
    try {
      held.close();
    } catch (Exception e) {
      because.addSuppressed(e);
    }
  }

  /** The cluster's id: the second it was made in, and 31 random bits; never zero. */
  private DataFormat fresh() {
    long seconds = runtime.clock().wallMillis() / 1_000;
    long random = runtime.newRandom("cluster-id").nextInt() & 0x7FFF_FFFFL;
    return new DataFormat((seconds & 0x7FFF_FFFFL) << 32 | random | 1, config.keyMode(), false);
  }

  private void begin() {
    MultiRaftDriver opened =
        new MultiRaftDriver(
            loop,
            logLoop,
            log,
            (groupId, messages) -> {}, // A group of one has nobody to talk to.
            DriverConfig.defaults(),
            runtime.newRandom("pd-raft"),
            runtime);
    raft = opened;
    ConfState members = ConfState.of(List.of(PEER), List.of());
    RaftGroup member = opened.open(GROUP, PEER, members, durableIndex, machine);
    group = member;
    machine.attach(
        member,
        new ClusterStateMachine.Leadership() {
          @Override
          public void began() {
            LOG.atInfo().addKeyValue("term", member.term()).log("Placement driver leads");
            driver.leading();
          }

          @Override
          public void ended() {
            LOG.atInfo().addKeyValue("term", member.term()).log("Placement driver is deposed");
            driver.deposed();
          }
        });
    driver.begin();
    driver.advertise(new Member(config.name(), PEER, address));
    member.campaign(); // Nobody else could win; no reason to wait for a time-out.
    loop.schedule(COMPACT_CHECK_NANOS, this::compact);
  }

  private void compact() {
    loop.schedule(COMPACT_CHECK_NANOS, this::compact);
    if (saving || machine.appliedIndex() - durableIndex < config.compactEntries()) {
      return;
    }
    saving = true;
    PdSnapshot snapshot = state.snapshot(machine.appliedIndex(), machine.appliedTerm());
    // Not on the log's loop: a big state on a slow disk would hold up the window of timestamps.
    snapshotLoop.execute(() -> save(snapshot));
  }

  private void save(PdSnapshot snapshot) {
    try {
      snapshots.write(snapshot);
    } catch (IOException e) {
      runtime.fail(e); // Rule D9: what a failed sync left behind is unknown.
      return;
    }
    loop.execute(() -> saved(snapshot.getAppliedIndex()));
  }

  /** Only now may the log forget what the snapshot stands for (rule D3). */
  private void saved(long index) {
    saving = false;
    durableIndex = index;
    if (raft != null && group != null) {
      group.compact(index);
      raft.purge(groupId -> durableIndex);
    }
  }

  /** Where clients find this member. */
  public Address address() {
    return address;
  }

  /** Id of the cluster. */
  public long clusterId() {
    return format.clusterId();
  }

  /** What this member says about itself; completed on its loop, never if the node has stopped. */
  public CompletableFuture<PdStatus> status() {
    CompletableFuture<PdStatus> answer = new CompletableFuture<>();
    loop.execute(
        () -> {
          driver.checkInvariants();
          answer.complete(
              new PdStatus(
                  format.clusterId(),
                  driver.serving(),
                  driver.unservedBecause(),
                  state.bootstrapped(),
                  driver.stores(),
                  driver.regionCount(),
                  driver.operatorCount(),
                  driver.timestampCount(),
                  driver.oldCopyFaults(),
                  machine.appliedIndex(),
                  durableIndex));
        });
    return answer;
  }

  /**
   * Checks what must hold between two turns of its loops, none of which may run now. For worlds
   * that can stop them.
   */
  public void checkInvariants() {
    RaftGroup open = group;
    if (open != null) {
      open.checkInvariants();
      driver.checkInvariants();
    }
  }

  /** The regions as this member sees them; as {@link #checkInvariants}. */
  public Iterable<RegionInfo> regions() {
    return driver.regions();
  }

  /** The part of {@link #checkInvariants} that is cheap enough for every turn. */
  public void checkBounds() {
    driver.checkBounds();
  }

  /** Takes up a wish about a region, on its loop; forgotten when it does not fit at that moment. */
  public void order(long regionId, Wish wish) {
    loop.execute(() -> driver.order(regionId, wish));
  }

  /** Stops serving; files and lock are released when the runtime ends. */
  @Override
  public void close() {
    server.close();
    loop.execute(
        () -> {
          if (raft != null) {
            raft.stop();
          }
        });
  }
}
