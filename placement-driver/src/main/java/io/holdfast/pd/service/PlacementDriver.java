package io.holdfast.pd.service;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.holdfast.pd.operator.Instruction;
import io.holdfast.pd.operator.OperatorController;
import io.holdfast.pd.operator.Wish;
import io.holdfast.pd.state.ClusterCommand;
import io.holdfast.pd.state.ClusterState;
import io.holdfast.pd.state.ClusterState.Effect;
import io.holdfast.pd.state.CommandLog;
import io.holdfast.pd.state.IdAllocator;
import io.holdfast.pd.state.LiveCluster;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.pd.tso.TimestampServer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member does while it leads: the oracle, the ids, the live picture of the cluster, its
 * operators, and the services that offer them.
 *
 * <pre>
 *   begins to lead -> name the cluster (once) -> raise the windows -> serve -> ... -> deposed
 * </pre>
 */
@LoopConfined("pd-loop")
public final class PlacementDriver {
  private static final long PATROL_NANOS = 500_000_000;
  private static final long SAVE_ROUTES_NANOS = 1_000_000_000;

  /** Routes in one entry of the log: keeps entries far below their limit. */
  private static final int ROUTES_PER_COMMAND_MAX = 512;

  private final EventLoop loop;
  private final CommandLog log;
  private final ClusterState state;
  private final ClusterCommand.InitCluster initial;
  private final Calls calls;
  private final LiveCluster live;
  private final IdAllocator ids;
  private final TimestampServer timestamps;
  private final OperatorController operators;
  private final OldCopyGuard guard;
  private final StoreWatch watch;
  private final StoreRemoval removal;
  private final RegionHeartbeats heartbeats;
  private final List<ServerServiceDefinition> services;
  private @Nullable Member member;
  private boolean savingRoutes;
  private boolean lookScheduled;

  /**
   * A driver that serves nothing before {@link #leading}.
   *
   * @param initial names the cluster if it has no name yet
   * @param storeDownTime replicas are moved off a store that is silent for so long
   * @param balanceLeaders leaders are spread over the stores
   */
  public PlacementDriver(
      EventLoop loop,
      CommandLog log,
      ClusterState state,
      ClusterCommand.InitCluster initial,
      Duration storeDownTime,
      boolean balanceLeaders) {
    this.loop = loop;
    this.log = log;
    this.state = state;
    this.initial = initial;
    this.calls = new Calls(loop, log, state);
    this.live = new LiveCluster(loop.clock(), state, storeDownTime.toNanos());
    this.ids = new IdAllocator(log);
    this.timestamps = new TimestampServer(loop, log);
    this.operators = new OperatorController(loop.clock(), state, live, ids, balanceLeaders);
    this.watch = new StoreWatch(state, live);
    this.guard = new OldCopyGuard(loop, log, state, ids, timestamps);
    calls.boundedBy(guard::refusal);
    this.heartbeats = new RegionHeartbeats(calls, live, operators, guard);
    this.removal = new StoreRemoval(calls, log, state, live, operators);
    this.services =
        List.of(
            new PdService(this, loop, calls).bindService(),
            new HealthService(calls).bindService(),
            new ClusterInfoService(calls, state).bindService(),
            removal.bindService());
  }

  /** Begins what happens by itself; once, before anything else on the loop. */
  public void begin() {
    loop.checkOwned();
    timestamps.begin();
    loop.schedule(PATROL_NANOS, this::patrol);
    loop.schedule(SAVE_ROUTES_NANOS, this::saveRoutes);
  }

  /** What to serve. Callable from any thread. */
  public List<ServerServiceDefinition> services() {
    return services;
  }

  /** Where clients find this member. */
  public void advertise(Member now) {
    loop.checkOwned();
    member = now;
  }

  /** This member leads and has applied everything that was committed before its term. */
  public void leading() {
    loop.checkOwned();
    if (state.clusterId() != 0) {
      serve();
      return;
    }
    log.propose(
        initial,
        new CommandLog.Completion() {
          @Override
          public void applied(Effect effect) {
            serve();
          }

          @Override
          public void lost() {} // The next term begins with the same question.
        });
  }

  private void serve() {
    live.reset();
    operators.reset();
    ids.start(state.idBound());
    timestamps.start(state.tsoUpperBoundMillis());
    guard.start();
    savingRoutes = false;
    calls.serving(true);
  }

  /** This member does not lead any more. */
  public void deposed() {
    loop.checkOwned();
    calls.serving(false);
    guard.stop();
    timestamps.stop();
    ids.stop();
    operators.reset();
    heartbeats.closeAll();
  }

  /** True iff requests are served. */
  public boolean serving() {
    return calls.healthy();
  }

  /** Why they are not; empty when they are. */
  public List<String> unservedBecause() {
    if (!calls.serving()) {
      return List.of("does not lead");
    }
    Status refusal = guard.refusal();
    return refusal == null ? List.of() : List.of(String.valueOf(refusal.getDescription()));
  }

  /** Times a store knew more than the replicated bounds (rule T5). */
  public long oldCopyFaults() {
    return guard.contradictions();
  }

  /** All stores as this member sees them. */
  public List<StoreSight> stores() {
    return watch.sights();
  }

  /** Regions in the leader's picture. */
  public int regionCount() {
    return live.regions().size();
  }

  /** Changes under way. */
  public int operatorCount() {
    return operators.runningCount();
  }

  /** Timestamps handed out since the start of the process. */
  public long timestampCount() {
    return timestamps.handedOut();
  }

  /** Fails when the picture of the regions contradicts itself. Not while the loop has a turn. */
  public void checkInvariants() {
    live.regions().checkInvariants();
    state.routes().checkInvariants();
    checkBounds();
  }

  /** The regions in the leader's picture. Not while the loop has a turn. */
  public Iterable<RegionInfo> regions() {
    return live.regions().all();
  }

  /** Nothing leaves above what a restart would find. Cheap, unlike the rest. */
  public void checkBounds() {
    timestamps.checkInvariants(state.tsoUpperBoundMillis());
    ids.checkInvariants(state.idBound());
  }

  /** Takes up a wish about a region; forgotten when it does not fit, or while not serving. */
  public void order(long regionId, Wish wish) {
    loop.checkOwned();
    Instruction instruction = calls.serving() ? operators.order(regionId, wish) : null;
    if (instruction != null) {
      heartbeats.send(instruction);
    }
  }

  /** A store has come: regions may have waited for it. Many that come at once cost one look. */
  void storeCame() {
    if (!lookScheduled) {
      lookScheduled = true;
      loop.execute(this::look);
    }
  }

  private void patrol() {
    look();
    loop.schedule(PATROL_NANOS, this::patrol);
  }

  private void look() {
    lookScheduled = false;
    if (calls.serving()) {
      watch.look();
      removal.look();
      for (Instruction instruction : operators.patrol()) {
        heartbeats.send(instruction);
      }
    }
  }

  private void saveRoutes() {
    loop.schedule(SAVE_ROUTES_NANOS, this::saveRoutes);
    if (!calls.serving() || savingRoutes) {
      return;
    }
    List<Region> routes = live.takeUnsavedRoutes(ROUTES_PER_COMMAND_MAX);
    if (routes == null) {
      return;
    }
    savingRoutes = true;
    log.propose(
        new ClusterCommand.PutRegions(routes),
        new CommandLog.Completion() {
          @Override
          public void applied(Effect effect) {
            savingRoutes = false;
          }

          @Override
          public void lost() {
            savingRoutes = false; // The next leader learns the routes from heart-beats.
          }
        });
  }

  CommandLog log() {
    return log;
  }

  ClusterState state() {
    return state;
  }

  LiveCluster live() {
    return live;
  }

  IdAllocator ids() {
    return ids;
  }

  TimestampServer timestamps() {
    return timestamps;
  }

  OldCopyGuard guard() {
    return guard;
  }

  OperatorController operators() {
    return operators;
  }

  RegionHeartbeats heartbeats() {
    return heartbeats;
  }

  @Nullable Member member() {
    return member;
  }
}
