package io.holdfast.raft.script;

import io.holdfast.raft.core.ConfChange;
import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.HandMadeSupport;
import io.holdfast.raft.core.Lease;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.PeerProgress;
import io.holdfast.raft.core.ProposeResult;
import io.holdfast.raft.core.RaftConfig;
import io.holdfast.raft.core.RawNode;
import io.holdfast.raft.core.Support;
import io.holdfast.raft.core.TestDisk;
import io.holdfast.raft.core.TestNode;
import io.holdfast.raft.core.TraceText;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The commands of the scripts. A node does its own work (writes, applying) at once unless held;
 * messages wait until {@code deliver}.
 *
 * <pre>
 * cluster nodes=3 [learners=4] [spare=5] [base=5] [prevote=off] [checkquorum=off] [window=N]
 *   [support=on [rest=on]] [append-bytes=N] [uncommitted-bytes=N]        spare: a node that knows no group yet
 * tick N [times]        campaign N           propose N text...     read N context...
 * deliver [rounds]      until quiet, or so many hops
 * drop [from->to]       forget messages in flight: all of them, or those of one link
 * swap                  the messages in flight in the reverse order
 * double                each message in flight twice
 * partition 1 | 2 3     cut links between the sides, also for what is in flight;   heal
 * disk N hold|flush|one|go      apply N hold|go
 * crash N               restart N            compact N index
 * conf N add 4 | learner 4 | remove 3 | joint[-auto] add 4 remove 1 ... | leave
 * transfer N to         snapshot N peer ended|index            unreachable N peer
 * gone N peer           nobody listens any more where the peer lived
 * status [N...]         log N                 progress N
 * support 2,3 1 T       the stores of 2 and 3 promise that of 1 to hold still until T
 * withdraw 2,3 1        ... and will not any longer;      clock T;       grace N on|off
 * lease N...            whether it may answer reads alone now
 * asleep N...           whether ticks have no effect on it now
 * ask N                 one that sleeps asks whether its leader leads on
 * quiet command...      runs it without a trace
 * </pre>
 */
final class ScriptCluster {
  private static final int DELIVERIES_MAX = 10_000;

  private final TreeMap<Long, TestNode> nodes = new TreeMap<>();
  private final List<Message> inFlight = new ArrayList<>();
  private final List<TreeSet<Long>> sides = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();
  private final HandMadeSupport stores = new HandMadeSupport();
  private boolean quiet;

  /** Runs one command; the trace it gave. */
  List<String> run(String line) {
    trace.clear();
    String command = line;
    quiet = line.startsWith("quiet ");
    if (quiet) {
      command = line.substring("quiet ".length());
    }
    execute(command.trim().split("\\s+"), command);
    return List.copyOf(trace);
  }

  private void say(String line) {
    if (!quiet) {
      trace.add(line);
    }
  }

  private void execute(String[] words, String line) {
    switch (words[0]) {
      case "cluster" -> cluster(words);
      case "deliver" -> deliver(words.length > 1 ? Integer.parseInt(words[1]) : Integer.MAX_VALUE);
      case "drop" -> drop(words);
      case "swap" -> java.util.Collections.reverse(inFlight);
      case "double" -> inFlight.addAll(List.copyOf(inFlight));
      case "partition" -> partition(line.substring("partition".length()));
      case "heal" -> sides.clear();
      case "status" -> status(words);
      case "support" -> {
        for (long supporter : ids(words[1])) {
          stores.promise(supporter, Long.parseLong(words[2]), Long.parseLong(words[3]));
        }
      }
      case "withdraw" -> {
        for (long supporter : ids(words[1])) {
          stores.withdraw(supporter, Long.parseLong(words[2]));
        }
      }
      case "clock" -> stores.clock(Long.parseLong(words[1]));
      case "grace" -> stores.grace(Long.parseLong(words[1]), words[2].equals("on"));
      case "lease" -> leases(words);
      case "asleep" -> asleep(words);
      default -> nodeCommand(words, line);
    }
  }

  // ---- set-up

  private void cluster(String[] words) {
    TreeMap<String, String> options = new TreeMap<>();
    for (String word : Arrays.asList(words).subList(1, words.length)) {
      String[] pair = word.split("=", 2);
      options.put(pair[0], pair[1]);
    }
    List<Long> voters = new ArrayList<>();
    for (long id = 1; id <= Long.parseLong(options.getOrDefault("nodes", "3")); id++) {
      voters.add(id);
    }
    List<Long> learners = ids(options.getOrDefault("learners", ""));
    ConfState conf = ConfState.of(voters, learners);
    if (options.containsKey("rest")) {
      stores.rest();
    }
    long base = Long.parseLong(options.getOrDefault("base", "0"));
    for (long id : voters) {
      add(id, new TestDisk(base, base), conf, options);
    }
    for (long id : learners) {
      add(id, new TestDisk(base, base), conf, options);
    }
    for (long id : ids(options.getOrDefault("spare", ""))) {
      add(id, new TestDisk(0, 0), ConfState.of(List.of(), List.of()), options);
    }
  }

  private void add(long id, TestDisk disk, ConfState conf, Map<String, String> options) {
    Support support = options.containsKey("support") ? stores.of(id) : Support.NONE;
    nodes.put(id, new TestNode(config(id, options), disk, conf, this::say, support));
  }

  private static RaftConfig config(long id, Map<String, String> options) {
    return new RaftConfig(
        id,
        10,
        11,
        2,
        Integer.parseInt(options.getOrDefault("window", "256")),
        1 << 20,
        Long.parseLong(options.getOrDefault("append-bytes", "100000")),
        Long.parseLong(options.getOrDefault("uncommitted-bytes", "100000")),
        1000,
        1 << 20,
        1 << 20,
        !"off".equals(options.get("prevote")),
        !"off".equals(options.get("checkquorum")));
  }

  private static List<Long> ids(String text) {
    List<Long> ids = new ArrayList<>();
    for (String id : text.isEmpty() ? new String[0] : text.split(",")) {
      ids.add(Long.parseLong(id));
    }
    return ids;
  }

  // ---- network

  private void deliver(int rounds) {
    int deliveries = 0;
    for (int round = 0; round < rounds && !inFlight.isEmpty(); round++) {
      List<Message> now = List.copyOf(inFlight);
      inFlight.clear();
      for (Message message : now) {
        if (++deliveries > DELIVERIES_MAX) {
          throw new AssertionError("messages never end");
        }
        TestNode to = nodes.get(message.to());
        if (cut(message) || to == null || !to.isUp()) {
          say(TraceText.of(message) + " LOST");
        } else {
          to.node().step(message);
          settle(to);
        }
      }
    }
  }

  private boolean cut(Message message) {
    for (TreeSet<Long> side : sides) {
      if (side.contains(message.from()) != side.contains(message.to())) {
        return true;
      }
    }
    return false;
  }

  private void partition(String text) {
    sides.clear();
    for (String side : text.split("\\|", -1)) {
      sides.add(new TreeSet<>(ids(side.trim().replaceAll("\\s+", ","))));
    }
  }

  private void drop(String[] words) {
    for (Message message : List.copyOf(inFlight)) {
      String link = message.from() + "->" + message.to();
      if (words.length == 1 || words[1].equals(link)) {
        inFlight.remove(message);
        say(TraceText.of(message) + " LOST");
      }
    }
  }

  private void settle(TestNode node) {
    node.settle();
    for (Message message : node.takeSent()) {
      say(TraceText.of(message));
      inFlight.add(message);
    }
  }

  // ---- nodes

  private void nodeCommand(String[] words, String line) {
    TestNode test = nodes.get(Long.parseLong(words[1]));
    if (test == null) {
      throw new AssertionError("no such node: " + line);
    }
    if (!hostCommand(test, words)) {
      raftCommand(test.node(), words, line);
    }
    if (test.isUp()) {
      settle(test);
    }
  }

  /** What happens to the machine. */
  private boolean hostCommand(TestNode test, String[] words) {
    switch (words[0]) {
      case "disk" -> {
        switch (words[2]) {
          case "hold" -> test.holdDisk(true);
          case "one" -> test.completeOneWrite();
          case "flush" -> {
            while (test.disk().isWriting()) {
              test.completeOneWrite();
            }
          }
          case "go" -> test.holdDisk(false);
          default -> throw new AssertionError(words[2]);
        }
      }
      case "apply" -> test.holdApply(words[2].equals("hold"));
      case "crash" -> test.crash();
      case "restart" -> test.start();
      case "compact" -> test.disk().compact(Long.parseLong(words[2]));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void raftCommand(RawNode node, String[] words, String line) {
    switch (words[0]) {
      case "tick" -> {
        int times = words.length > 2 ? Integer.parseInt(words[2]) : 1;
        for (int i = 0; i < times; i++) {
          node.tick();
          settleQuietly(words);
        }
      }
      case "campaign" -> node.campaign();
      case "ask" -> node.askLeader();
      case "propose" -> {
        // Several commands separated by ';' share a turn.
        for (String command : line.split("\\s+", 3)[2].split(";", -1)) {
          told(node.propose(Bytes.utf8(command.trim())));
        }
      }
      case "read" -> {
        for (int i = 2; i < words.length; i++) {
          if (!node.readIndex(Long.parseLong(words[i]))) {
            say("n" + node.selfId() + " cannot read");
          }
        }
      }
      case "conf" -> told(node.proposeConfChange(change(words)));
      case "transfer" -> node.transferLeader(Long.parseLong(words[2]));
      case "snapshot" ->
          node.reportSnapshot(
              Long.parseLong(words[2]), words[3].equals("ended") ? 0 : Long.parseLong(words[3]));
      case "unreachable" -> node.reportUnreachable(Long.parseLong(words[2]));
      case "gone" -> node.gone(Long.parseLong(words[2]));
      case "log" -> log(node);
      case "progress" -> progress(node);
      default -> throw new AssertionError("no such command: " + line);
    }
  }

  private void settleQuietly(String[] words) {
    TestNode test = nodes.get(Long.parseLong(words[1]));
    if (test != null) {
      settle(test);
    }
  }

  private void told(ProposeResult result) {
    if (result.outcome() == ProposeResult.Outcome.NOT_LEADER) {
      say("NOT_LEADER");
    }
  }

  private static ConfChange change(String[] words) {
    boolean auto = words[2].equals("joint-auto");
    boolean joint = auto || words[2].equals("joint");
    if (words[2].equals("leave")) {
      return ConfChange.leaveJoint(Bytes.EMPTY);
    }
    List<ConfChange.Change> changes = new ArrayList<>();
    for (int i = joint ? 3 : 2; i < words.length; i += 2) {
      ConfChange.Type type =
          switch (words[i]) {
            case "add" -> ConfChange.Type.ADD_VOTER;
            case "learner" -> ConfChange.Type.ADD_LEARNER;
            case "remove" -> ConfChange.Type.REMOVE;
            default -> throw new AssertionError(words[i]);
          };
      changes.add(new ConfChange.Change(type, Long.parseLong(words[i + 1])));
    }
    return joint
        ? ConfChange.enterJoint(changes, auto, Bytes.EMPTY)
        : new ConfChange(changes, ConfChange.Transition.SIMPLE, Bytes.EMPTY);
  }

  // ---- views

  private void status(String[] words) {
    for (TestNode test : nodes.values()) {
      if (!test.isUp()) {
        continue;
      }
      RawNode node = test.node();
      if (words.length > 1 && !Arrays.asList(words).contains(Long.toString(node.selfId()))) {
        continue;
      }
      long last = node.lastIndex();
      say(
          "n"
              + node.selfId()
              + " "
              + node.role()
              + " term="
              + node.term()
              + (node.leader() == 0 ? "" : " leader=n" + node.leader())
              + " last="
              + last
              + "/"
              + node.termAt(last)
              + " commit="
              + node.commitIndex()
              + " applied="
              + node.appliedIndex()
              + " "
              + TraceText.of(node.conf()));
    }
  }

  private void leases(String[] words) {
    for (int i = 1; i < words.length; i++) {
      TestNode test = nodes.get(Long.parseLong(words[i]));
      if (test != null && test.isUp()) {
        Lease lease = test.node().lease();
        say(
            "n"
                + words[i]
                + (lease.covers(stores.now())
                    ? " reads alone in term " + lease.term()
                    : " asks a quorum"));
      }
    }
  }

  private void asleep(String[] words) {
    for (int i = 1; i < words.length; i++) {
      TestNode test = nodes.get(Long.parseLong(words[i]));
      if (test != null && test.isUp()) {
        say("n" + words[i] + (test.node().atRest() ? " rests" : " counts ticks"));
      }
    }
  }

  private void log(RawNode node) {
    StringBuilder text = new StringBuilder("n" + node.selfId() + " log");
    for (long index = node.firstIndex(); index <= node.lastIndex(); index++) {
      text.append(' ').append(index).append('/').append(node.termAt(index));
    }
    say(text.toString());
  }

  private void progress(RawNode node) {
    for (PeerProgress peer : node.progress()) {
      say(
          "n"
              + node.selfId()
              + " sees n"
              + peer.peer()
              + " match="
              + peer.match()
              + " next="
              + peer.next()
              + (peer.learner() ? " learner" : "")
              + (peer.needsSnapshot() ? " needs snapshot" : ""));
    }
  }
}
