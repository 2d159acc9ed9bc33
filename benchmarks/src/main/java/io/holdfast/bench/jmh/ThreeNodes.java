package io.holdfast.bench.jmh;

import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.RaftConfig;
import io.holdfast.raft.core.RawNode;
import io.holdfast.raft.core.Ready;
import io.holdfast.raft.core.Role;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;

/** A group of three on one thread: messages arrive at once, disks are instant. */
final class ThreeNodes {
  private static final int NODES = 3;
  private static final int TICKS_TO_ELECT_MAX = 10_000;

  private final RawNode[] nodes = new RawNode[NODES];
  private final ArrayLog[] logs = new ArrayLog[NODES];
  private final ArrayDeque<Message> wire = new ArrayDeque<>();
  private final RawNode leader;

  ThreeNodes() {
    ConfState conf = ConfState.of(List.of(1L, 2L, 3L), List.of());
    for (int i = 0; i < NODES; i++) {
      logs[i] = new ArrayLog();
      nodes[i] =
          new RawNode(
              RaftConfig.of(i + 1L),
              logs[i],
              HardState.INITIAL,
              conf,
              0,
              new SplittableRandom(i + 1L));
    }
    leader = elect();
  }

  private RawNode elect() {
    for (int tick = 0; tick < TICKS_TO_ELECT_MAX; tick++) {
      nodes[0].tick();
      settle();
      if (nodes[0].role() == Role.LEADER) {
        return nodes[0];
      }
    }
    throw Invariant.unreachable("No leader in " + TICKS_TO_ELECT_MAX + " ticks");
  }

  /** Proposes on the leader; nothing is sent before {@link #settle}. */
  void propose(Bytes data) {
    boolean accepted = leader.propose(data).isAccepted();
    Invariant.check(accepted, "Proposal refused", "last", leader.lastIndex());
  }

  /** Lets everything happen that follows. */
  void settle() {
    boolean busy = true;
    while (busy) {
      busy = false;
      for (int i = 0; i < NODES; i++) {
        while (nodes[i].hasReady()) {
          handle(i, nodes[i].ready());
          busy = true;
        }
      }
      for (Message next = wire.poll(); next != null; next = wire.poll()) {
        nodes[(int) next.to() - 1].step(next);
        busy = true;
      }
    }
  }

  private void handle(int node, Ready ready) {
    wire.addAll(ready.messages());
    logs[node].append(ready.entries(), nodes[node].appliedIndex());
    nodes[node].persisted(ready.number());
    wire.addAll(ready.messagesAfterPersist());
    List<Entry> committed = ready.committed();
    if (!committed.isEmpty()) {
      nodes[node].applied(committed.get(committed.size() - 1).index());
    }
  }

  /** Highest index the leader has applied. */
  long appliedIndex() {
    return leader.appliedIndex();
  }

  long lastIndex() {
    return leader.lastIndex();
  }
}
