package io.holdfast.raft.core;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One history of a group under faults, decided by its seed alone: messages are lost, doubled and
 * reordered, machines crash and forget what was not durable, disks and state machines are slow, the
 * members change, logs are compacted. Phase one has faults and asserts safety; in phase two the
 * faults stop and the group must converge.
 */
final class RaftSimulation {
  /** The log begins after this entry, so that new members always need a snapshot. */
  private static final long BASE_INDEX = 5;

  private static final long BASE_TERM = 5;
  private static final long FAULTS_UNTIL = 5_000;
  private static final long CONVERGE_WITHIN = 20_000;
  private static final int PEERS_MAX = 6;
  private static final int ANY_LIFE = -1;

  private record Event(long time, long order, SimHost host, int life, Runnable action) {}

  private record Link(long from, long to) {}

  final SplittableRandom random;
  final SimOptions options;
  final SimChecker checker;
  long now;
  private final TreeMap<Long, SimHost> hosts = new TreeMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          java.util.Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
  private final List<Link> cut = new ArrayList<>();
  private final ConfState firstConf;
  private boolean faulty = true;
  private long nextFault;
  private long nextClient;
  private long counter;
  private long order;
  private long traceHash;

  RaftSimulation(long seed, SimOptions options) {
    this.random = new SplittableRandom(seed);
    this.options = options;
    TreeSet<Long> voters = new TreeSet<>();
    for (long id = 1; id <= options.nodes(); id++) {
      voters.add(id);
    }
    firstConf = ConfState.of(voters, List.of());
    checker = new SimChecker(BASE_INDEX, BASE_TERM, firstConf);
    for (long id : voters) {
      hosts.put(id, new SimHost(this, id, new TestDisk(BASE_INDEX, BASE_TERM), firstConf));
    }
  }

  Collection<SimHost> hosts() {
    return hosts.values();
  }

  /** Equal for equal seeds. */
  long traceHash() {
    return traceHash;
  }

  // ---- events

  void at(long time, SimHost host, Runnable action) {
    events.add(new Event(time, order++, host, host.life, action));
  }

  void scheduleTick(SimHost host) {
    int jitter = faulty && random.nextInt(50) == 0 ? 10 * SimOptions.TICK : 0;
    at(now + SimOptions.TICK + random.nextInt(3) - 1 + jitter, host, () -> tick(host));
  }

  private void tick(SimHost host) {
    RawNode node = host.node();
    if (node != null) {
      node.tick();
      scheduleTick(host);
    }
  }

  /** Runs until {@code end}; true as soon as {@code done} says so. */
  private boolean runUntil(long end, java.util.function.BooleanSupplier done) {
    while (now < end) {
      if (now >= nextClient) {
        nextClient = now + 1 + random.nextInt(20);
        client();
      }
      if (faulty && now >= nextFault) {
        nextFault = now + 1 + random.nextInt(options.faultEvery());
        fault();
      }
      Event event = events.poll();
      if (event == null) {
        now++;
        continue;
      }
      now = Math.max(now, event.time());
      if (event.life() == ANY_LIFE || event.life() == event.host().life) {
        event.action().run();
        afterStep(event.host());
        if (done.getAsBoolean()) {
          return true;
        }
      }
    }
    return false;
  }

  private void afterStep(SimHost host) {
    checker.observe(host, hosts());
    // Sometimes several steps share a Ready.
    if (random.nextInt(4) != 0) {
      host.pump();
    }
    RawNode node = host.node();
    if (node != null) {
      traceHash = 31 * traceHash + (node.commitIndex() << 20) + (node.term() << 4) + host.id();
    }
  }

  /** Both phases. */
  void run() {
    runUntil(FAULTS_UNTIL, () -> false);
    faulty = false;
    cut.clear();
    for (SimHost host : hosts()) {
      if (host.node() == null) {
        host.start();
      }
    }
    long target = checker.maxCommitted() + 1;
    if (!runUntil(now + CONVERGE_WITHIN, () -> converged(target))) {
      throw new AssertionError("did not converge: " + describe());
    }
  }

  /** Somebody leads, and all members of its configuration have applied something new. */
  private boolean converged(long target) {
    for (SimHost host : hosts()) {
      RawNode node = host.node();
      if (node == null || node.role() != Role.LEADER || node.conf().joint()) {
        continue;
      }
      boolean all = node.hasAppliedOwnTerm();
      for (PeerProgress peer : node.progress()) {
        SimHost other = hosts.get(peer.peer());
        all &= other != null && other.appliedIndex() >= target;
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  String describe() {
    StringBuilder text = new StringBuilder();
    for (SimHost host : hosts()) {
      RawNode node = host.node();
      text.append("\n").append(host.id()).append(": ");
      if (node != null) {
        text.append(node.role())
            .append(" term ")
            .append(node.term())
            .append(" leader ")
            .append(node.leader())
            .append(" commit ")
            .append(node.commitIndex())
            .append(" applied ")
            .append(node.appliedIndex())
            .append(" last ")
            .append(node.lastIndex())
            .append(" ")
            .append(node.conf())
            .append(node.progress());
      }
    }
    return text.toString();
  }

  // ---- network

  void send(Message message) {
    if (cut.contains(new Link(message.from(), message.to())) || chance(options.dropPercent())) {
      snapshotReport(message, false);
      return;
    }
    deliverLater(message);
    if (chance(options.duplicatePercent())) {
      deliverLater(message);
    }
  }

  private boolean chance(int percent) {
    return faulty && random.nextInt(100) < percent;
  }

  private void deliverLater(Message message) {
    SimHost to = hosts.get(message.to());
    if (to == null) {
      // The store creates an empty peer when the first message for it arrives.
      ConfState none = ConfState.of(List.of(), List.of());
      to = new SimHost(this, message.to(), new TestDisk(0, 0), none);
      hosts.put(message.to(), to);
    }
    int delayMax = faulty ? options.delayMax() : 5;
    if (message.kind() == Message.Kind.INSTALL_SNAPSHOT) {
      delayMax *= 5;
    }
    SimHost receiver = to;
    Runnable deliver = () -> deliver(receiver, message);
    // Not bound to the life of the receiver: a message may arrive after its restart.
    events.add(new Event(now + 1 + random.nextInt(delayMax), order++, to, ANY_LIFE, deliver));
  }

  private void deliver(SimHost receiver, Message message) {
    RawNode node = receiver.node();
    if (node != null) {
      node.step(message);
    }
    snapshotReport(message, node != null);
  }

  private void snapshotReport(Message message, boolean sent) {
    SimHost sender = hosts.get(message.from());
    if (message.kind() == Message.Kind.INSTALL_SNAPSHOT && sender != null) {
      at(
          now + 1 + random.nextInt(30),
          sender,
          () -> {
            RawNode node = sender.node();
            if (node != null) {
              // The answer of one in three is lost, whether the snapshot arrived or not.
              boolean told = sent && random.nextInt(3) > 0;
              long index = ((Message.InstallSnapshot) message).meta().index();
              node.reportSnapshot(message.to(), told ? index : 0);
            }
          });
    }
  }

  // ---- what happens to it

  private @Nullable SimHost anyHost() {
    int n = random.nextInt(hosts.size());
    for (SimHost host : hosts()) {
      if (n-- == 0) {
        return host.node() == null ? null : host;
      }
    }
    return null;
  }

  private void client() {
    SimHost host = anyHost();
    RawNode node = host == null ? null : host.node();
    if (host == null || node == null) {
      return;
    }
    int what = random.nextInt(100);
    if (what < 50) {
      int burst = 1 + random.nextInt(4);
      for (int i = 0; i < burst; i++) {
        node.propose(Bytes.utf8("command " + ++counter));
      }
    } else if (what < 75) {
      long context = ++counter;
      checker.onReadAsked(context);
      node.readIndex(context);
    } else if (what < 77) {
      node.transferLeader(1 + random.nextInt(PEERS_MAX));
    } else if (what < 78) {
      node.campaign();
    } else if (what < 80) {
      node.reportUnreachable(1 + random.nextInt(PEERS_MAX));
    } else if (options.confChanges() && faulty) {
      node.proposeConfChange(randomChange(node.conf()));
    } else if (node.conf().joint()) {
      node.proposeConfChange(ConfChange.leaveJoint(Bytes.EMPTY));
    }
    afterStep(host);
  }

  private ConfChange randomChange(ConfState conf) {
    Bytes context = Bytes.utf8("conf " + ++counter);
    if (conf.joint()) {
      return ConfChange.leaveJoint(context);
    }
    List<ConfChange.Change> changes = new ArrayList<>();
    TreeSet<Long> named = new TreeSet<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      long peer = 1L + random.nextInt(PEERS_MAX);
      ConfChange.Type type =
          switch (random.nextInt(4)) {
            case 0 -> ConfChange.Type.REMOVE;
            case 1 -> ConfChange.Type.ADD_LEARNER;
            default -> ConfChange.Type.ADD_VOTER;
          };
      if (named.add(peer)) {
        changes.add(new ConfChange.Change(type, peer));
      }
    }
    if (changes.size() == 1 && random.nextBoolean()) {
      return new ConfChange(changes, ConfChange.Transition.SIMPLE, context);
    }
    return ConfChange.enterJoint(changes, random.nextBoolean(), context);
  }

  private void fault() {
    SimHost host = anyHost();
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        if (options.crashes() && host != null) {
          host.crash();
        }
      }
      case 2 -> {
        if (options.partitions()) {
          long from = 1L + random.nextInt(PEERS_MAX);
          for (long to = 1; to <= PEERS_MAX; to++) {
            if (random.nextInt(4) != 0) {
              cut.add(new Link(from, to));
            }
            if (random.nextInt(4) != 0) {
              cut.add(new Link(to, from));
            }
          }
        }
      }
      case 3 -> cut.clear();
      default -> {}
    }
    for (SimHost each : hosts()) {
      if (each.node() == null && random.nextBoolean()) {
        each.start();
        afterStep(each);
      }
    }
  }
}
