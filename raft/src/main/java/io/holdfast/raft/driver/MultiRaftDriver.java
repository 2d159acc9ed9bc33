package io.holdfast.raft.driver;

import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.LogStorage;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.RaftEvents;
import io.holdfast.raft.group.GroupHost;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.raft.group.StateMachine;
import io.holdfast.raft.wal.DurableIndex;
import io.holdfast.raft.wal.LogBatch;
import io.holdfast.raft.wal.LogRoom;
import io.holdfast.raft.wal.PurgeRound;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.raft.wal.StagedBatch;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.node.NodeRuntime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All Raft groups of a node that live on one loop, and their shared log. */
@LoopConfined("the driver's loop")
public final class MultiRaftDriver {
  private final EventLoop loop;
  private final SharedLog log;
  private final RaftTransport transport;
  private final DriverConfig config;
  private final RandomGenerator random;
  private final LogWriter writer;
  private final GroupHost host = new Host();
  private final TreeMap<Long, RaftGroup> groups = new TreeMap<>();
  private final ActiveGroups active = new ActiveGroups();

  private List<RaftGroup> dirty = new ArrayList<>();
  private List<RaftGroup> flushed = List.of();
  private long flushes;
  private List<LogWriter.Work> unsubmitted = new ArrayList<>();
  private boolean flushScheduled;
  private boolean purging;
  private EventLoop.Timer ticker;
  private boolean stopped;
  private GroupEvents events = (groupId, peerId) -> RaftEvents.NONE;

  /**
   * {@code log} must have been opened by now and belongs to {@code loop} and {@code logLoop} from
   * here on. The two may be the same.
   */
  public MultiRaftDriver(
      EventLoop loop,
      EventLoop logLoop,
      SharedLog log,
      RaftTransport transport,
      DriverConfig config,
      RandomGenerator random,
      NodeRuntime runtime) {
    this.loop = loop;
    this.log = log;
    this.transport = transport;
    this.config = config;
    this.random = random;
    this.writer = new LogWriter(loop, logLoop, log, runtime);
    this.ticker = loop.schedule(config.tickNanos(), this::tick);
  }

  /** Tells {@code listener} of all groups that are opened from now on. */
  public void tell(GroupEvents listener) {
    loop.checkOwned();
    events = listener;
  }

  /**
   * Tells {@code listener}, on the loop, whenever the log's disk gets full and when it has room
   * again. It should begin nothing that grows meanwhile: what is begun waits.
   */
  public void tellRoom(Consumer<LogRoom> listener) {
    loop.checkOwned();
    writer.tellRoom(listener);
  }

  /**
   * Opens a group as the log has it; a group unknown to the log begins at index 1.
   *
   * @param conf the configuration as of {@code appliedIndex}
   */
  public RaftGroup open(
      long groupId, long peerId, ConfState conf, long appliedIndex, StateMachine machine) {
    return open(groupId, peerId, conf, appliedIndex, 0, 0, machine);
  }

  /**
   * Opens a group whose log begins behind {@code (initialIndex, initialTerm)} if it has not begun
   * yet; an existing log, or only a vote, is kept (rule D7).
   */
  public RaftGroup open(
      long groupId,
      long peerId,
      ConfState conf,
      long appliedIndex,
      long initialIndex,
      long initialTerm,
      StateMachine machine) {
    loop.checkOwned();
    Invariant.check(!groups.containsKey(groupId), "Group already open", "group", groupId);
    if (initialIndex > 0 && log.storage(groupId).lastIndex() == 0) {
      resetLog(groupId, initialIndex, initialTerm);
    }
    LogStorage storage = log.storage(groupId);
    Invariant.check(
        appliedIndex <= storage.lastIndex() && appliedIndex >= storage.firstIndex() - 1,
        "D8 state machine and log do not meet",
        "group",
        groupId,
        "applied",
        appliedIndex,
        "lastOfLog",
        storage.lastIndex());
    RaftGroup group =
        new RaftGroup(
            host,
            groupId,
            config.raft().withSelfId(peerId),
            storage,
            hardStateOf(log.hardState(groupId), storage, appliedIndex),
            hardStateOf(log.durableHardState(groupId), storage, appliedIndex),
            conf,
            appliedIndex,
            machine,
            random,
            config.readTimeoutTicks(),
            events.of(groupId, peerId),
            machine.support());
    groups.put(groupId, group);
    host.markDirty(group);
    return group;
  }

  /**
   * What is applied was committed, also if the hard state that said so was not yet due. A batch
   * larger than a frame may have kept entries of a term and lost the term itself; the vote in that
   * term was then never answered for.
   */
  private static HardState hardStateOf(HardState stored, LogStorage storage, long appliedIndex) {
    long commit = Math.max(stored.commit(), Math.max(appliedIndex, storage.firstIndex() - 1));
    long lastTerm = storage.term(storage.lastIndex());
    return lastTerm > stored.term()
        ? new HardState(lastTerm, 0, Math.min(commit, storage.lastIndex()))
        : new HardState(stored.term(), stored.vote(), Math.min(commit, storage.lastIndex()));
  }

  /**
   * Makes the log of a group that is not open go on behind {@code (index, term)}, keeping term and
   * vote: for a host that finds, after a restart, a snapshot durably installed whose log had not
   * been reset yet (rule D8, step 6).
   */
  public void resetLog(long groupId, long index, long term) {
    loop.checkOwned();
    Invariant.check(!groups.containsKey(groupId), "Group is open", "group", groupId);
    HardState stored = log.hardState(groupId);
    HardState state =
        term > stored.term()
            ? new HardState(term, 0, index)
            : new HardState(stored.term(), stored.vote(), Math.max(stored.commit(), index));
    host.persist(new LogBatch().reset(groupId, index, term).hardState(groupId, state), () -> {});
  }

  /**
   * Keeps the vote of a peer whose group is not open here because it holds nothing yet; {@code
   * done} when it is durable. When the group is opened it goes on with this vote (rule D7).
   */
  public void persistVote(long groupId, HardState state, Runnable done) {
    loop.checkOwned();
    Invariant.check(!groups.containsKey(groupId), "Group is open", "group", groupId);
    host.persist(new LogBatch().hardState(groupId, state), done);
  }

  /** Whoever hears a leader waits at least so long for its next word. */
  public long electionNanosMin() {
    return config.tickNanos() * config.raft().electionTicksMin();
  }

  /** Removes what the log still holds of a group that is not open (rule D7: destroy). */
  public void removeLog(long groupId) {
    loop.checkOwned();
    Invariant.check(!groups.containsKey(groupId), "Group is open", "group", groupId);
    host.persist(new LogBatch().remove(groupId), () -> {});
  }

  /** A message has arrived; false when the group is not open here. */
  public boolean receive(long groupId, Message message) {
    loop.checkOwned();
    RaftGroup group = groups.get(groupId);
    if (group == null) {
      return false;
    }
    group.step(message);
    return true;
  }

  /** The open group, null if there is none. */
  public @Nullable RaftGroup group(long groupId) {
    return groups.get(groupId);
  }

  /** All open groups by ascending id. */
  public Collection<RaftGroup> groups() {
    return Collections.unmodifiableCollection(groups.values());
  }

  /**
   * Groups of the one in the making, and of the last turn unless that was number {@code seen}:
   * those a check should look at.
   */
  public List<RaftGroup> recent(long seen) {
    if (seen == flushes || flushed.isEmpty()) {
      return Collections.unmodifiableList(dirty);
    }
    if (dirty.isEmpty()) {
      return Collections.unmodifiableList(flushed);
    }
    List<RaftGroup> recent = new ArrayList<>(flushed);
    recent.addAll(dirty);
    return recent;
  }

  /** How long the log's disk has not answered; 0 when nothing is being written. Any thread. */
  public long logStalledNanos() {
    return writer.stalledNanos();
  }

  /** Groups that are given no ticks (L22). */
  public int asleep() {
    return active.asleep();
  }

  /**
   * Stores have lost touch with each other: what a group rests on may be over (L21, L22). Those
   * that it matters to are given ticks again, a bounded number with each tick.
   */
  public void lostTouch() {
    loop.checkOwned();
    active.lostTouch();
  }

  /** True iff the group is given no ticks until something happens to it. */
  public boolean sleeps(long groupId) {
    return active.sleeps(groupId);
  }

  /** Number of the last turn. */
  public long turns() {
    return flushes;
  }

  /** The log, for its views and counters. */
  public SharedLog log() {
    return log;
  }

  /**
   * Truncates every group towards its compact target and drops segments that nobody needs.
   *
   * @param durable what the state machines have made durable; the host syncs its engine first, and
   *     answers with what was applied before that sync began (rules D2, D3)
   */
  public void purge(DurableIndex durable) {
    loop.checkOwned();
    TreeMap<Long, Long> targets = new TreeMap<>();
    for (RaftGroup group : groups.values()) {
      if (group.compactTarget() > 0) {
        targets.put(group.id(), group.compactTarget());
      }
    }
    LogBatch truncations = log.truncations(targets, durable);
    if (!truncations.isEmpty()) {
      host.persist(truncations, () -> {});
    }
    if (!purging) {
      purging = true;
      purgeOn(log.purgeRound());
    }
  }

  private void purgeOn(PurgeRound round) {
    PurgeRound.Step step = round.next();
    if (step == null) {
      purging = false;
      return;
    }
    StagedBatch rewrite = step.rewrite();
    if (rewrite != null) {
      unsubmitted.add(LogWriter.Work.write(rewrite, () -> purgeOn(round)));
    }
    PurgeRound.Deletion deletion = step.deletion();
    if (deletion != null) {
      unsubmitted.add(LogWriter.Work.delete(deletion, () -> purgeOn(round)));
    }
    scheduleFlush();
  }

  /** Ends the ticking; open groups then only react. */
  public void stop() {
    loop.checkOwned();
    stopped = true;
    ticker.cancel();
    writer.stop();
  }

  private void tick() {
    if (stopped) {
      return;
    }
    ticker = loop.schedule(config.tickNanos(), this::tick);
    boolean stalled = writer.stalledNanos() > config.logStallNanos();
    active.tick(stalled);
  }

  private void scheduleFlush() {
    if (!flushScheduled) {
      flushScheduled = true;
      loop.execute(this::flush);
    }
  }

  private void flush() {
    flushScheduled = false;
    List<RaftGroup> turn = dirty;
    dirty = new ArrayList<>();
    flushed = turn;
    flushes++;
    for (RaftGroup group : turn) {
      group.flush();
    }
    if (!unsubmitted.isEmpty()) {
      List<LogWriter.Work> work = unsubmitted;
      unsubmitted = new ArrayList<>();
      writer.submit(work);
    }
  }

  private final class Host implements GroupHost {
    @Override
    public EventLoop loop() {
      return loop;
    }

    @Override
    public void markDirty(RaftGroup group) {
      active.wake(group);
      dirty.add(group);
      scheduleFlush();
    }

    @Override
    public void persist(LogBatch batch, Runnable done) {
      // Staged at once: whoever looks at the log from now on sees it.
      unsubmitted.add(LogWriter.Work.write(log.stage(batch), done));
      scheduleFlush();
    }

    @Override
    public void send(long groupId, List<Message> messages) {
      transport.send(groupId, messages);
    }

    @Override
    public void halted(RaftGroup group) {
      active.remove(group);
      groups.remove(group.id());
    }

    @Override
    public void destroyed(RaftGroup group) {
      active.remove(group);
      groups.remove(group.id());
      persist(new LogBatch().remove(group.id()), () -> {});
    }
  }
}
