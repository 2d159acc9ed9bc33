package io.holdfast.raft.driver;

import io.holdfast.raft.core.ConfChange;
import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.RaftConfig;
import io.holdfast.raft.driver.TestCluster.Member;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.raft.group.ReadCallback;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.world.CrashKind;
import io.holdfast.simulation.world.SimOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Groups as a node composes them (driver, group, queue of reads, log writer, shared log) on
 * simulated disks, under faults: kills, power cuts, crashes inside of file operations, nodes cut
 * off one way or both, purges; while members change, leaders are told to go, and reads are asked of
 * anybody. Then the faults end, and every member must have what is written last.
 *
 * <p>Judged: one leader in a term (RAFT-1); nothing that any node has applied is ever lost or
 * reordered (RAFT-3, RAFT-4); no read index below what any node had applied when it was asked for
 * (Raft §8, L14).
 */
public final class GroupSimulation implements TestCluster.Listener {
  private static final int NODES = 5;
  private static final int GROUPS = 2;
  private static final int STEPS = 250;

  /** A minute and a half: elections, snapshots, what a slow disk still has to write. */
  private static final int HEAL_ROUNDS_MAX = 1_800;

  private final SplittableRandom random;
  private final TestCluster cluster;
  private final TreeMap<Long, Long> reached = new TreeMap<>();
  private final TreeMap<Long, TreeMap<Long, Long>> leaders = new TreeMap<>();

  /** The longest history of each group that any node has ever applied. */
  private final TreeMap<Long, List<Bytes>> longest = new TreeMap<>();

  private int counter;
  private int reads;
  private int changes;

  /** One direction each. */
  private record Link(long from, long to) {}

  private final TreeSet<Link> cut =
      new TreeSet<>(Comparator.comparingLong(Link::from).thenComparingLong(Link::to));

  private final int delayMicrosMax;
  private final int lostPercent;
  private final int faultsOfTen;
  private final int writesPercent;
  private final int stepMillisMax;
  private final boolean crashes;
  private final boolean partitions;
  private boolean faulty = true;

  private GroupSimulation(long seed) {
    this.random = new SplittableRandom(seed);
    this.delayMicrosMax = random.nextBoolean() ? 1_000 : 120_000;
    this.lostPercent = random.nextBoolean() ? 0 : random.nextInt(20);
    this.faultsOfTen = 2 + random.nextInt(8);
    this.writesPercent = random.nextInt(3) == 0 ? 10 : 100;
    this.stepMillisMax = random.nextBoolean() ? 200 : 60;
    this.crashes = random.nextInt(4) != 0;
    this.partitions = !crashes || random.nextInt(4) != 0;
    SimOptions world = SimOptions.defaults();
    if (random.nextBoolean()) {
      world = world.withSyncTime(Duration.ofMillis(1), Duration.ofMillis(1 + random.nextInt(150)));
    }
    this.cluster = new TestCluster(seed, world, NODES, 3 + 2 * random.nextInt(2), GROUPS);
    cluster.world.setReproduceLine("GroupSimulation.run(" + seed + ")");
    cluster.separateLogLoop = random.nextBoolean();
    cluster.options =
        LogOptions.defaults()
            .withSegmentBytesMax(500 + random.nextInt(3000))
            .withCacheBytesMax(random.nextInt(2000));
    cluster.config = DriverConfig.defaults().withRaft(raftConfig());
    cluster.delayMicros = this::delayMicros;
    cluster.listener = this;
    cluster.world.onStep(this::checkCommits);
  }

  /** Often one entry per message: what arrives apart is acknowledged, and committed, apart. */
  private RaftConfig raftConfig() {
    RaftConfig usual = RaftConfig.of(1);
    return new RaftConfig(
        1,
        10,
        20,
        2,
        1 + random.nextInt(6),
        2_000,
        random.nextBoolean() ? 1 : 400,
        usual.uncommittedBytesMax(),
        usual.entryBytesMax(),
        usual.committedBytesMax(),
        usual.unappliedBytesMax(),
        random.nextInt(3) != 0,
        random.nextInt(3) != 0);
  }

  private long delayMicros(Message message) {
    if (!faulty) {
      return 200;
    }
    boolean lost =
        cut.contains(new Link(message.from(), message.to())) || random.nextInt(100) < lostPercent;
    return lost ? -1 : 100 + random.nextInt(delayMicrosMax);
  }

  /** What a run has seen. */
  public record Figures(int reads, int changes, int snapshots, int leaders, int values) {}

  /**
   * Runs one history.
   *
   * @throws io.holdfast.simulation.world.SimulationFailure when anything is wrong
   */
  public static Figures run(long seed) {
    GroupSimulation simulation = new GroupSimulation(seed);
    try (TestCluster cluster = simulation.cluster) {
      cluster.start();
      simulation.faults();
      simulation.heal();
      return simulation.figures();
    }
  }

  private Figures figures() {
    int snapshots = 0;
    for (Member member : cluster.members) {
      snapshots += member.snapshotsInstalled.size();
    }
    return new Figures(
        reads,
        changes,
        snapshots,
        leaders.values().stream().mapToInt(TreeMap::size).sum(),
        longest.values().stream().mapToInt(List::size).sum());
  }

  // ---- what happens ----

  private void faults() {
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(100) < writesPercent) {
        for (Member member : cluster.members) { // Everyone tries; only leaders accept.
          member.propose(group(), Bytes.utf8("value-" + counter++), () -> {});
        }
      }
      for (int i = 0; i < 6; i++) {
        Member reader = anyone();
        long group = group();
        cluster.world.after(
            Duration.ofMillis(random.nextInt(stepMillisMax)), "read", () -> read(reader, group));
      }
      if (random.nextInt(10) < faultsOfTen) {
        fault();
      }
      if (random.nextInt(4) == 0) {
        order(group());
      }
      cluster.world.run(Duration.ofMillis(5 + random.nextInt(stepMillisMax)));
      check();
    }
  }

  private long group() {
    return 1L + random.nextInt(GROUPS);
  }

  private Member anyone() {
    return cluster.member(1 + random.nextInt(NODES));
  }

  private void fault() {
    switch (random.nextInt(9)) {
      case 0, 1 -> {
        if (crashes) {
          crash(random.nextBoolean() ? anyone() : leaderOrAnyone());
        }
      }
      case 2, 3 -> {
        if (partitions) {
          if (random.nextBoolean()) {
            leaderOrAnyone().cutOff = true;
          } else {
            cutLinks();
          }
        }
      }
      case 4 -> {
        cut.clear();
        cluster.members.forEach(member -> member.cutOff = false);
      }
      case 5 -> anyone().purge(random.nextInt(4));
      case 6 -> hang(random.nextBoolean() ? anyone() : leaderOrAnyone());
      default -> {
        for (Member member : cluster.members) {
          if (!member.node.up() && random.nextInt(3) != 0) {
            member.restart();
          }
        }
      }
    }
  }

  /**
   * A sync takes longer than an election, perhaps while nobody hears of what is being written: then
   * others overwrite it.
   */
  private void hang(Member member) {
    member.node.disk().setExtraSyncNanos(random.nextLong(5_000_000_000L));
    cluster.world.after(
        Duration.ofMillis(random.nextInt(500)),
        "disk again",
        () -> member.node.disk().setExtraSyncNanos(0));
    if (random.nextBoolean()) {
      member.cutOff = true;
      cluster.world.after(
          Duration.ofMillis(random.nextInt(2_500)), "heard again", () -> member.cutOff = false);
    }
  }

  private void crash(Member member) {
    int dice = random.nextInt(8);
    if (dice == 0) {
      for (Member each : cluster.members) {
        if (each.node.up()) {
          each.node.powerCut();
        }
      }
    } else if (member.node.up()) {
      switch (dice) {
        case 1, 2 -> member.node.kill();
        case 3, 4, 5 -> member.node.powerCut();
        default -> {
          CrashKind kind = random.nextBoolean() ? CrashKind.KILL : CrashKind.POWER_CUT;
          member.node.crashInFileOperation(1 + random.nextInt(12), kind);
        }
      }
    }
  }

  private Member leaderOrAnyone() {
    Member leader = cluster.leader(group());
    return leader == null ? anyone() : leader;
  }

  private void cutLinks() {
    long from = 1L + random.nextInt(NODES);
    for (long to = 1; to <= NODES; to++) {
      if (random.nextInt(4) != 0) {
        cut.add(new Link(from, to));
      }
      if (random.nextInt(4) != 0) {
        cut.add(new Link(to, from));
      }
    }
  }

  /** A change of the members or a transfer, asked of everybody: only a leader takes it. */
  private void order(long id) {
    boolean transfer = random.nextInt(3) == 0;
    long to = 1L + random.nextInt(NODES);
    for (Member each : cluster.members) {
      each.onLoop(
          driver -> {
            RaftGroup group = driver.group(id);
            if (group != null && group.isLeader()) {
              if (transfer) {
                group.transferLeader(to);
              } else if (group.proposeConfChange(change(group.conf()), group.term()).isAccepted()) {
                changes++;
              }
            }
          });
    }
  }

  private ConfChange change(ConfState conf) {
    Bytes context = Bytes.utf8("conf-" + counter++);
    if (conf.joint()) {
      return ConfChange.leaveJoint(context);
    }
    List<ConfChange.Change> wanted = new ArrayList<>();
    TreeSet<Long> named = new TreeSet<>();
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      long peer = 1L + random.nextInt(NODES);
      ConfChange.Type type =
          switch (random.nextInt(4)) {
            case 0 -> ConfChange.Type.REMOVE;
            case 1 -> ConfChange.Type.ADD_LEARNER;
            default -> ConfChange.Type.ADD_VOTER;
          };
      if (named.add(peer)) {
        wanted.add(new ConfChange.Change(type, peer));
      }
    }
    return wanted.size() == 1 && random.nextBoolean()
        ? new ConfChange(wanted, ConfChange.Transition.SIMPLE, context)
        : ConfChange.enterJoint(wanted, random.nextBoolean(), context);
  }

  private void read(Member member, long id) {
    member.onLoop(
        driver -> {
          RaftGroup group = driver.group(id);
          if (group == null) {
            return;
          }
          long asked = reached.getOrDefault(id, 0L);
          group.readIndex(
              new ReadCallback() {
                @Override
                public void onReady(long index) {
                  reads++;
                  if (index < asked) {
                    throw wrong(
                        "L14 a stale read of group "
                            + id
                            + ": index "
                            + index
                            + ", applied "
                            + asked
                            + " when it was asked for");
                  }
                }

                @Override
                public void onLost() {}
              });
        });
  }

  // ---- the end ----

  private void heal() {
    faulty = false;
    for (long group = 1; group <= GROUPS; group++) {
      Bytes last = Bytes.utf8("last-" + group);
      int rounds = 0;
      boolean done = false;
      while (!done) {
        if (rounds++ > HEAL_ROUNDS_MAX) {
          throw wrong("not every member of group " + group + " has what was written last");
        }
        cluster.members.forEach(GroupSimulation::mend);
        Member leader = cluster.leader(group);
        if (leader != null && rounds % 20 == 0) {
          leader.propose(group, last, () -> {});
        }
        cluster.world.run(Duration.ofMillis(50));
        check();
        done = leader != null && everyMemberHas(leader, group, last);
      }
    }
  }

  /** A crash that was armed while there were faults may still come. */
  private static void mend(Member member) {
    member.cutOff = false;
    member.node.disk().heal();
    if (!member.node.up()) {
      member.restart();
    }
  }

  private boolean everyMemberHas(Member leader, long group, Bytes value) {
    ConfState conf = leader.engine.state(group, cluster.conf).conf();
    TreeSet<Long> all = new TreeSet<>(conf.voters());
    all.addAll(conf.learners());
    return all.stream().allMatch(id -> cluster.member(id).holds(group, value));
  }

  // ---- what must hold ----

  @Override
  public void applied(long group, long index) {
    reached.merge(group, index, Math::max);
  }

  @Override
  public void leads(long group, long term, long peer) {
    Long other = leaders.computeIfAbsent(group, id -> new TreeMap<>()).putIfAbsent(term, peer);
    if (other != null && other != peer) {
      throw wrong(
          "RAFT-1 two leaders of group " + group + " in term " + term + ": " + other + ", " + peer);
    }
    read(cluster.member(peer), group); // The moment in which it does not know what is committed.
  }

  /** Raft §5.1 to §5.3: what is promised is durable when it leaves. */
  @Override
  public void sent(Member from, long group, Message message) {
    SharedLog log = from.log;
    if (log == null) {
      return;
    }
    if (message instanceof Message.VoteResponse vote && vote.granted()) {
      HardState durable = log.durableHardState(group);
      boolean kept = durable.term() == vote.term() && durable.vote() == vote.to();
      if (!kept && durable.term() <= vote.term()) {
        throw wrong("RAFT-1 a vote is given before it is durable: " + vote + ", " + durable);
      }
    }
    if (message instanceof Message.AppendResponse answer
        && !answer.rejected()
        && answer.index() > log.durableIndex(group)) {
      throw wrong("RAFT-3 an entry is acknowledged before it is durable: " + answer);
    }
  }

  @Override
  public void committed(Member at, long group, long index) {
    SharedLog log = at.log;
    if (log != null && index > log.durableIndex(group)) {
      throw wrong("RAFT-6 node " + at.id + " hands out " + index + " before it is durable");
    }
  }

  /** Where a leader stood when it was looked at last. */
  private record Standing(long term, long commit) {}

  private final TreeMap<Long, Standing> standings = new TreeMap<>();

  /** Raft §5.4.2: what a leader commits by counting is of its own term. */
  private void checkCommits() {
    for (Member member : cluster.members) {
      MultiRaftDriver driver = member.driver;
      SharedLog log = member.log;
      if (driver == null || log == null || !member.node.up()) {
        continue;
      }
      for (RaftGroup group : driver.groups()) {
        group.checkInvariants();
        long key = member.id * (GROUPS + 1) + group.id();
        Standing now = new Standing(group.term(), group.isLeader() ? group.commitIndex() : -1);
        Standing before = standings.put(key, now);
        boolean rose =
            before != null
                && before.term() == now.term()
                && before.commit() >= 0
                && now.commit() > before.commit();
        if (rose && now.commit() > log.storage(group.id()).lastIndex()) {
          throw wrong("RAFT-6 leader " + member.id + " commits what its log was not given");
        }
        if (rose && log.storage(group.id()).term(now.commit()) < now.term()) {
          throw wrong(
              "RAFT-3 leader "
                  + member.id
                  + " of term "
                  + now.term()
                  + " commits "
                  + now.commit()
                  + " of an older term by counting");
        }
      }
    }
  }

  private void check() {
    if (!cluster.world.faults().isEmpty()) {
      throw wrong("a node cannot go on: " + cluster.world.faults().get(0));
    }
    checkHistories();
  }

  private void checkHistories() {
    for (long group = 1; group <= GROUPS; group++) {
      for (Member member : cluster.members) {
        List<Bytes> values = member.engine.state(group, cluster.conf).values();
        List<Bytes> known = longest.getOrDefault(group, List.of());
        int common = Math.min(values.size(), known.size());
        if (!values.subList(0, common).equals(known.subList(0, common))) {
          throw wrong("RAFT-4 node " + member.id + " has applied another history of " + group);
        }
        if (values.size() > known.size()) {
          longest.put(group, values);
        }
      }
    }
  }

  private AssertionError wrong(String what) {
    return cluster.world.failure(what, null);
  }
}
