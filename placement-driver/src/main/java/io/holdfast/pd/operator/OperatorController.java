package io.holdfast.pd.operator;

import io.holdfast.pd.check.ClusterView;
import io.holdfast.pd.check.ClusterView.StoreView;
import io.holdfast.pd.check.LeaderBalancer;
import io.holdfast.pd.check.Plan;
import io.holdfast.pd.check.Proposal;
import io.holdfast.pd.check.ReplicaChecker;
import io.holdfast.pd.state.ClusterState;
import io.holdfast.pd.state.IdAllocator;
import io.holdfast.pd.state.LiveCluster;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.protocol.wire.pdpb.StoreStats;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs checkers and carries their plans out. Confined to {@code pd-loop}. */
public final class OperatorController {
  /** Operators under way at a time, the usual limit for replicas. */
  static final int OPERATORS_MAX = 64;

  /** An operator that takes longer is given up; the checker may begin a new one. */
  static final long TIMEOUT_NANOS = 600_000_000_000L;

  /** A leader that has not moved by then has a reason. */
  static final long MOVE_TIMEOUT_NANOS = 5_000_000_000L;

  /** Leaders are not spread while elections go on: who seems to lead too few may be dead. */
  static final long CALM_NANOS = 10_000_000_000L;

  /** A step is not repeated more often than this. */
  static final long REPEAT_NANOS = 1_000_000_000L;

  /** Regions looked at in one patrol, so that a turn of the loop stays short. */
  static final int PATROL_MAX = 512;

  private static final String MOVE_LEADER = "move-leader";

  private static final Logger LOG = LoggerFactory.getLogger(OperatorController.class);

  private final Clock clock;
  private final ClusterState state;
  private final LiveCluster live;
  private final IdAllocator ids;
  private final TreeMap<Long, Operator> running = new TreeMap<>();
  private final boolean balanceLeaders;
  private @Nullable Bytes patrolledTo; // Start of the last region looked at.
  private long calmFromNanos;

  /**
   * A controller without operators.
   *
   * @param balanceLeaders leaders are spread over the stores
   */
  public OperatorController(
      Clock clock, ClusterState state, LiveCluster live, IdAllocator ids, boolean balanceLeaders) {
    this.clock = clock;
    this.state = state;
    this.live = live;
    this.ids = ids;
    this.balanceLeaders = balanceLeaders;
    calmFromNanos = clock.nanos() + CALM_NANOS;
  }

  /** Forgets everything; called when leadership begins or ends. */
  public void reset() {
    running.clear();
    patrolledTo = null;
    calmFromNanos = clock.nanos() + CALM_NANOS;
  }

  /** Number of operators under way. */
  public int runningCount() {
    return running.size();
  }

  /** What is being done to a region, for people; null when nothing is. */
  public @Nullable String describe(long regionId) {
    Operator operator = running.get(regionId);
    return operator == null ? null : operator.description();
  }

  /**
   * The answer to a heart-beat that was taken in; null when there is nothing to do.
   *
   * @param before what was known of the region, null if nothing
   */
  public @Nullable Instruction onHeartbeat(@Nullable RegionInfo before, RegionInfo region) {
    if (before != null && elected(before, region) && !running.containsKey(region.id())) {
      calmFromNanos = clock.nanos() + CALM_NANOS;
    }
    return next(region, 0);
  }

  private static boolean elected(RegionInfo before, RegionInfo now) {
    Peer old = before.leader();
    Peer leader = now.leader();
    return old != null && leader != null && old.getId() != leader.getId();
  }

  /**
   * Takes up a wish, unless the region has something else under way or the wish does not fit it;
   * answers the first instruction, null when there is none.
   */
  public @Nullable Instruction order(long regionId, Wish wish) {
    RegionInfo region = live.regions().byId(regionId);
    if (region == null || running.containsKey(regionId) || running.size() >= OPERATORS_MAX) {
      return null;
    }
    List<Step> steps = Wishes.steps(region, wish, ids::tryTake);
    if (steps.isEmpty()) {
      return null;
    }
    Operator operator =
        new Operator(wish.toString(), regionId, 0, steps, clock.nanos(), TIMEOUT_NANOS);
    running.put(regionId, operator);
    LOG.atDebug().addKeyValue("operator", operator).log("Operator begins");
    return next(region, 0);
  }

  /** Looks at the next regions in key order, for those whose leaders report seldom. */
  public List<Instruction> patrol() {
    dropTimedOut();
    List<Instruction> instructions = new ArrayList<>();
    for (int i = 0; i < PATROL_MAX; i++) {
      RegionInfo region =
          patrolledTo == null ? live.regions().at(Bytes.EMPTY) : live.regions().higher(patrolledTo);
      if (region == null) {
        patrolledTo = null;
        break;
      }
      patrolledTo = region.start();
      Instruction instruction = next(region, REPEAT_NANOS);
      if (instruction != null) {
        instructions.add(instruction);
      }
    }
    return instructions;
  }

  private @Nullable Instruction next(RegionInfo region, long repeatNanos) {
    if (region.leader() == null) {
      return null;
    }
    Operator operator = running.get(region.id());
    Step step = operator == null ? null : operator.advance(region);
    if (operator != null && (step == null || !step.possible(region))) {
      LOG.atDebug().addKeyValue("operator", operator).log("Operator ended");
      running.remove(region.id());
      operator = null;
    }
    if (operator == null) {
      operator = begin(region);
      step = operator == null ? null : operator.advance(region);
    }
    if (operator == null || step == null || !operator.dueForSending(clock.nanos(), repeatNanos)) {
      return null;
    }
    operator.sent(clock.nanos());
    return new Instruction(region, step.order());
  }

  private @Nullable Operator begin(RegionInfo region) {
    if (running.size() >= OPERATORS_MAX) {
      return null;
    }
    Proposal proposal = ReplicaChecker.propose(view(), region);
    if (proposal == null && balanceLeaders && clock.nanos() - calmFromNanos >= 0) {
      proposal = balance(region);
    }
    Operator operator = proposal == null ? null : operator(region, proposal.plan());
    if (proposal != null && operator != null) {
      running.put(region.id(), operator);
      LOG.atDebug()
          .addKeyValue("operator", operator)
          .addKeyValue("because", proposal.reason())
          .log("Operator begins");
    }
    return operator;
  }

  private @Nullable Operator operator(RegionInfo region, Plan plan) {
    if (plan instanceof Plan.Promote promote) {
      Peer learner = promote.learner();
      return new Operator(
          "promote-learner",
          region.id(),
          learner.getStoreId(),
          List.of(new Step.Promote(learner)),
          clock.nanos(),
          TIMEOUT_NANOS);
    }
    if (plan instanceof Plan.RemoveReplica remove) {
      return new Operator(
          "remove-replica",
          region.id(),
          0,
          Wishes.remove(region, remove.peer()),
          clock.nanos(),
          TIMEOUT_NANOS);
    }
    if (plan instanceof Plan.Lead lead) {
      return new Operator(
          MOVE_LEADER,
          region.id(),
          lead.voter().getStoreId(),
          List.of(new Step.TransferLeader(lead.voter())),
          clock.nanos(),
          MOVE_TIMEOUT_NANOS);
    }
    long storeId = ((Plan.AddReplica) plan).storeId();
    long peerId = ids.tryTake();
    if (peerId == 0) {
      return null; // A batch of ids is on its way; the next look will find it.
    }
    Peer peer =
        Peer.newBuilder().setId(peerId).setStoreId(storeId).setRole(PeerRole.Learner).build();
    return new Operator(
        "add-replica",
        region.id(),
        storeId,
        List.of(new Step.AddLearner(peer), new Step.Promote(peer)),
        clock.nanos(),
        TIMEOUT_NANOS);
  }

  private @Nullable Proposal balance(RegionInfo region) {
    int moving = 0;
    TreeMap<Long, Integer> leaders = new TreeMap<>();
    for (long id : live.upStores()) {
      if (leaves(id) == null) {
        leaders.put(id, live.regions().leadersOnStore(id));
      }
    }
    for (Operator operator : running.values()) {
      RegionInfo moved = live.regions().byId(operator.regionId());
      Peer from = moved == null ? null : moved.leader();
      if (operator.description().equals(MOVE_LEADER) && from != null) {
        moving++;
        leaders.computeIfPresent(from.getStoreId(), (id, count) -> count - 1);
        leaders.computeIfPresent(operator.targetStoreId(), (id, count) -> count + 1);
      }
    }
    return moving >= LeaderBalancer.MOVING_MAX
        ? null
        : LeaderBalancer.propose(new LeaderBalancer.Leaders(leaders), region);
  }

  private ClusterView view() {
    TreeMap<Long, Integer> arriving = new TreeMap<>();
    for (Operator operator : running.values()) {
      if (operator.description().equals(MOVE_LEADER)) {
        continue; // Its replica is there.
      }
      arriving.merge(operator.targetStoreId(), 1, Integer::sum);
    }
    List<StoreView> stores = new ArrayList<>();
    for (long id : state.storeIds()) {
      stores.add(
          new StoreView(
              id,
              live.up(id),
              live.regions().peersOnStore(id),
              arriving.getOrDefault(id, 0),
              live.lost(id),
              live.stats(id).getDamagedRegionsIdList(),
              leaves(id),
              room(id)));
    }
    return new ClusterView(state.maxPeerCount(), stores, live.hopelessLearners());
  }

  private @Nullable String leaves(long storeId) {
    Store store = state.store(storeId);
    if (store != null && store.getState() != StoreState.Up) {
      return "leaves the cluster";
    }
    return live.fullForLong(storeId) ? "is full" : null;
  }

  private long room(long storeId) {
    StoreStats stats = live.stats(storeId);
    return stats.getCapacity() == 0 ? Long.MAX_VALUE : stats.getAvailable();
  }

  /** True iff a replica may be on its way to the store. */
  public boolean concerns(long storeId) {
    return running.values().stream().anyMatch(each -> each.targetStoreId() == storeId);
  }

  private void dropTimedOut() {
    long now = clock.nanos();
    running
        .values()
        .removeIf(
            operator -> {
              boolean late = now - operator.endsAtNanos() > 0;
              if (late && operator.description().equals(MOVE_LEADER)) {
                calmFromNanos = now + CALM_NANOS;
              } else if (late) {
                LOG.atWarn().addKeyValue("operator", operator).log("Operator timed out");
              }
              return late;
            });
    running.keySet().removeIf(regionId -> live.regions().byId(regionId) == null);
  }
}
