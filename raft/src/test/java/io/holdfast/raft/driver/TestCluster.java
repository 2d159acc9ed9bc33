package io.holdfast.raft.driver;

import io.holdfast.raft.core.ConfChange;
import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.LogStorage;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.ProposeResult;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.raft.group.StateMachine;
import io.holdfast.raft.wal.DurableIndex;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.raft.wal.LogStamp;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.world.CrashKind;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Nodes 1 to n in one simulated world; peer ids are node ids, every group is on every node. */
final class TestCluster implements AutoCloseable {
  static final Path DIR = Path.of("/data/raft");

  final SimWorld world;
  final List<Member> members = new ArrayList<>();
  final ConfState conf;
  final int groupCount;
  boolean separateLogLoop = true;
  LogOptions options = LogOptions.defaults();

  /** Seams for planted bugs. */
  UnaryOperator<FileSystem> files = UnaryOperator.identity();

  boolean ignoreDurableIndex;
  DriverConfig config = DriverConfig.defaults();

  /** How long a message is on its way, drawn for each; a negative time loses it. */
  ToLongFunction<Message> delayMicros = this::usualDelayMicros;

  /** Told of everything that is applied and of every leader. */
  Listener listener = new Listener() {};

  /** Sees all nodes at once. */
  interface Listener {
    default void applied(long group, long index) {}

    default void leads(long group, long term, long peer) {}

    default void sent(Member from, long group, Message message) {}

    default void committed(Member at, long group, long index) {}
  }

  TestCluster(long seed, int nodes, int groupCount) {
    this(seed, SimOptions.defaults(), nodes, nodes, groupCount);
  }

  /** Of which the first {@code voterCount} are members to begin with. */
  TestCluster(long seed, SimOptions worldOptions, int nodes, int voterCount, int groupCount) {
    this.world = new SimWorld(seed, worldOptions);
    this.groupCount = groupCount;
    List<Long> voters = new ArrayList<>();
    for (long id = 1; id <= nodes; id++) {
      if (id <= voterCount) {
        voters.add(id);
      }
      members.add(new Member(id));
    }
    this.conf = ConfState.of(voters, List.of());
  }

  private long usualDelayMicros(Message message) {
    return 100L + Math.floorMod(31 * message.term() + 7 * world.steps(), 900);
  }

  void start() {
    members.forEach(Member::start);
  }

  Member member(long id) {
    return members.get((int) id - 1);
  }

  /** Runs until the group has a leader that can serve. */
  Member awaitLeader(long group) {
    boolean found = world.runUntil(() -> leader(group) != null, Duration.ofSeconds(30));
    Member leader = leader(group);
    if (!found || leader == null) {
      throw world.failure("no leader of group " + group, null);
    }
    return leader;
  }

  @Nullable Member leader(long group) {
    for (Member each : members) {
      MultiRaftDriver driver = each.driver;
      if (each.node.up() && driver != null) {
        RaftGroup peer = driver.group(group);
        if (peer != null && peer.isLeader() && peer.hasAppliedOwnTerm()) {
          return each;
        }
      }
    }
    return null;
  }

  /**
   * Proposes, again when it seems lost with a deposed leader, and runs until it was applied on
   * {@code count} nodes.
   */
  void write(long group, Bytes value, int count) {
    for (int attempt = 0; attempt < 20; attempt++) {
      boolean[] proposed = new boolean[1];
      boolean done =
          world.runUntil(
              () -> {
                Member leader = proposed[0] ? null : leader(group);
                if (leader != null) {
                  proposed[0] = true;
                  leader.propose(group, value, () -> proposed[0] = false);
                }
                return members.stream().filter(m -> m.holds(group, value)).count() >= count;
              },
              Duration.ofSeconds(5));
      if (done) {
        return;
      }
    }
    throw world.failure("value " + value + " not applied in group " + group, null);
  }

  @Override
  public void close() {
    world.close();
  }

  /** One node. */
  final class Member {
    final long id;
    final SimNode node;
    final TestEngine engine = new TestEngine();
    final TreeSet<Long> snapshotsAsked = new TreeSet<>();
    @Nullable MultiRaftDriver driver;
    @Nullable SharedLog log;
    @Nullable EventLoop loop;
    boolean cutOff;

    Member(long id) {
      this.id = id;
      this.node = world.newNode("node-" + id);
      node.onCrash(
          kind -> {
            driver = null;
            if (kind == CrashKind.POWER_CUT) {
              engine.powerCut();
            }
          });
    }

    void restart() {
      node.restart();
      start();
    }

    void start() {
      NodeRuntime runtime = node.runtime();
      EventLoop home = runtime.newLoop("groups");
      EventLoop logLoop = separateLogLoop ? runtime.newLoop("log") : home;
      loop = home;
      home.execute(() -> open(runtime, home, logLoop));
    }

    private void open(NodeRuntime runtime, EventLoop home, EventLoop logLoop) {
      try {
        engine.sync(); // Rule D4.
        SharedLog opened =
            SharedLog.open(files.apply(runtime.files()), DIR, new LogStamp(9, id), options);
        log = opened;
        MultiRaftDriver created =
            new MultiRaftDriver(
                home, logLoop, opened, this::send, config, runtime.newRandom("raft"), runtime);
        driver = created;
        for (long group = 1; group <= groupCount; group++) {
          TestEngine.State state = engine.state(group, conf);
          if (!holds(opened.storage(group), state)
              && snapshotsInstalled.getOrDefault(group, 0L) == state.applied()) {
            created.resetLog(group, state.applied(), state.term());
          }
          created.open(group, id, state.conf(), state.applied(), new Machine(group));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** False when a snapshot is in the engine and the log has not been reset to it yet. */
    private static boolean holds(LogStorage storage, TestEngine.State state) {
      return state.applied() <= storage.lastIndex()
          && state.applied() >= storage.firstIndex() - 1
          && storage.term(state.applied()) == state.term();
    }

    final TreeMap<Long, Long> snapshotsInstalled = new TreeMap<>();

    private void send(long group, List<Message> messages) {
      for (Message message : messages) {
        Member target = member(message.to());
        listener.sent(this, group, message);
        long micros = delayMicros.applyAsLong(message);
        if (!cutOff && !target.cutOff && micros >= 0) {
          world.after(
              Duration.ofNanos(micros * 1000),
              "message",
              () -> target.onLoop(driver -> driver.receive(group, message)));
        }
      }
    }

    /** A task on the member's loop, if it is up. */
    void onLoop(java.util.function.Consumer<MultiRaftDriver> task) {
      EventLoop home = loop;
      if (node.up() && home != null) {
        home.execute(
            () -> {
              MultiRaftDriver running = driver;
              if (running != null) {
                task.accept(running);
              }
            });
      }
    }

    void propose(long group, Bytes value, Runnable refused) {
      onLoop(
          running -> {
            RaftGroup peer = running.group(group);
            if (peer == null || !peer.propose(value, peer.term()).isAccepted()) {
              refused.run();
            }
          });
    }

    boolean holds(long group, Bytes value) {
      return node.up() && engine.state(group, conf).values().contains(value);
    }

    /** What a store does now and then: compact, sync the engine, purge the log. */
    void purge(long keep) {
      onLoop(
          running -> {
            running.groups().forEach(group -> group.compact(group.appliedIndex() - keep));
            DurableIndex durable = engine::durableApplied;
            if (ignoreDurableIndex) {
              durable = group -> Long.MAX_VALUE;
            } else {
              engine.sync();
            }
            running.purge(durable);
          });
    }

    private final class Machine implements StateMachine {
      private final long group;

      Machine(long group) {
        this.group = group;
      }

      private RaftGroup peer() {
        MultiRaftDriver running = driver;
        RaftGroup peer = running == null ? null : running.group(group);
        if (peer == null) {
          throw new AssertionError("called back after its end");
        }
        return peer;
      }

      @Override
      public void onCommitted(List<Entry> entries) {
        listener.committed(Member.this, group, entries.get(entries.size() - 1).index());
        for (Entry entry : entries) {
          ConfState then = engine.state(group, conf).conf();
          if (entry.kind() == EntryKind.CONF_CHANGE) {
            then = peer().applyConfChange(ConfChange.decode(entry.data()));
          }
          engine.apply(group, entry, then);
          listener.applied(group, entry.index());
        }
        peer().applied(entries.get(entries.size() - 1).index());
      }

      @Override
      public void onLeaveDue() {
        RaftGroup peer = peer();
        ProposeResult ignored =
            peer.proposeConfChange(ConfChange.leaveJoint(Bytes.EMPTY), peer.term());
      }

      @Override
      public void onRole(Role role, long term, long leaderPeerId) {
        if (role == Role.LEADER) {
          listener.leads(group, term, id);
        }
      }

      @Override
      public void onSnapshotNeeded(long toPeerId) {
        snapshotsAsked.add(toPeerId);
        RaftGroup peer = peer();
        TestEngine.State state = engine.state(group, conf);
        Member target = member(toPeerId);
        Message.InstallSnapshot message =
            new Message.InstallSnapshot(
                id,
                toPeerId,
                peer.term(),
                new SnapshotMeta(state.applied(), state.term(), state.conf()));
        world.after(
            Duration.ofMillis(20),
            "snapshot",
            () -> {
              boolean arrives = !cutOff && !target.cutOff && target.node.up();
              if (arrives) {
                target.onLoop(running -> target.receiveSnapshot(running, group, message, state));
              }
              onLoop(
                  running -> {
                    RaftGroup sender = running.group(group);
                    if (sender != null) {
                      sender.snapshotEnded(toPeerId, arrives ? state.applied() : 0);
                    }
                  });
            });
      }

      @Override
      public void onInstallSnapshot(SnapshotMeta meta) {
        TestEngine.State state = arriving.get(group);
        if (state == null || state.applied() != meta.index()) {
          throw new AssertionError("snapshot without data: " + meta);
        }
        engine.install(group, state);
        snapshotsInstalled.put(group, meta.index());
        // Not at once: a real install takes its time on another loop.
        onLoop(
            running -> {
              RaftGroup peer = running.group(group);
              if (peer != null) {
                peer.snapshotInstalled(meta);
              }
            });
      }
    }

    private final TreeMap<Long, TestEngine.State> arriving = new TreeMap<>();

    private void receiveSnapshot(
        MultiRaftDriver running,
        long group,
        Message.InstallSnapshot message,
        TestEngine.State state) {
      RaftGroup peer = running.group(group);
      if (peer != null) {
        arriving.put(group, state);
        peer.stepSnapshot(message);
      }
    }
  }
}
