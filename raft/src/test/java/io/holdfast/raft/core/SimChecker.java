package io.holdfast.raft.core;

import io.holdfast.runtime.base.Bytes;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees everything in the simulated group at once and asserts the safety properties of Raft (figure
 * 3 of the paper) after each step:
 *
 * <ul>
 *   <li>RAFT-1, election safety: at most one leader per term;
 *   <li>RAFT-2, log matching: an (index, term) names one entry, with one predecessor, for ever;
 *   <li>RAFT-3, leader completeness: a new leader's log has everything committed so far;
 *   <li>RAFT-4, state machine safety: an index is committed with one entry only;
 *   <li>RAFT-5: the commit index of a node never shrinks while it lives;
 *   <li>RAFT-6: what a leader commits is durable on a quorum of its configuration at that moment;
 *   <li>a configuration is a function of the applied index;
 *   <li>L14: a read index covers everything committed when the read was asked for.
 * </ul>
 */
final class SimChecker {
  private record Identity(Bytes data, long previousTerm) {}

  private final TreeMap<Long, Long> leaders = new TreeMap<>();
  private final TreeMap<Long, TreeMap<Long, Identity>> log = new TreeMap<>();
  private final TreeMap<Long, Long> committed = new TreeMap<>();
  private final TreeMap<Long, ConfState> confs = new TreeMap<>();
  private final TreeMap<Long, Long> states = new TreeMap<>();
  private final TreeMap<Long, Long> readsAskedAt = new TreeMap<>();
  private final long baseIndex;

  int leadersSeen;
  int readsAnswered;
  int confsApplied;
  int snapshotsRestored;

  SimChecker(long baseIndex, long baseTerm, ConfState conf) {
    this.baseIndex = baseIndex;
    committed.put(baseIndex, baseTerm);
    confs.put(baseIndex, conf);
    states.put(baseIndex, 0L);
  }

  long maxCommitted() {
    return committed.lastKey();
  }

  long stateAt(long index) {
    Long state = states.get(index);
    if (state == null) {
      throw new AssertionError("nobody has ever applied exactly " + index);
    }
    return state;
  }

  void onEntries(RawNode node, Ready ready) {
    for (Entry entry : ready.entries()) {
      long previousTerm = node.termAt(entry.index() - 1);
      Identity identity = new Identity(entry.data(), previousTerm);
      Identity known =
          log.computeIfAbsent(entry.index(), index -> new TreeMap<>())
              .putIfAbsent(entry.term(), identity);
      if (known != null
          && (!known.data().equals(identity.data())
              || (previousTerm >= 0 && known.previousTerm() != previousTerm))) {
        throw new AssertionError(
            "log matching broken at " + entry + ": known " + known + ", now " + identity);
      }
    }
  }

  /** After any step of this host. Returns nothing; throws what is broken. */
  void observe(SimHost host, Collection<SimHost> all) {
    RawNode node = host.node();
    if (node == null) {
      return;
    }
    node.checkInvariants();
    if (node.role() == Role.LEADER) {
      onLeader(node);
    }
    long commit = node.commitIndex();
    if (commit < host.seenCommit) {
      throw new AssertionError("commit shrinks on " + node.selfId() + ": " + commit);
    }
    for (long index = host.seenCommit + 1; index <= commit; index++) {
      onCommitted(node, index, all);
    }
    host.seenCommit = commit;
  }

  private void onLeader(RawNode node) {
    Long known = leaders.putIfAbsent(node.term(), node.selfId());
    if (known != null) {
      if (known != node.selfId()) {
        throw new AssertionError(
            "two leaders in term " + node.term() + ": " + known + " and " + node.selfId());
      }
      return;
    }
    leadersSeen++;
    committed.forEach(
        (index, term) -> {
          if (index >= node.firstIndex() && node.termAt(index) != term) {
            throw new AssertionError(
                "leader completeness: leader "
                    + node.selfId()
                    + " of term "
                    + node.term()
                    + " has not ("
                    + index
                    + ", "
                    + term
                    + ")");
          }
        });
    if (node.lastIndex() < maxCommitted()) {
      throw new AssertionError("leader completeness: log of " + node.selfId() + " too short");
    }
  }

  private void onCommitted(RawNode node, long index, Collection<SimHost> all) {
    long term = node.termAt(index);
    Long known = committed.get(index);
    if (term == RaftLogView.UNKNOWN) {
      // Came with a snapshot, or is compacted: somebody must have committed it before.
      if (known == null && index > baseIndex) {
        throw new AssertionError("snapshot of what nobody committed: " + index);
      }
      return;
    }
    if (known != null) {
      if (known != term) {
        throw new AssertionError(
            "state machine safety: " + index + " committed in terms " + known + " and " + term);
      }
      return;
    }
    // A leader that applies its own removal may have stepped down in the same step.
    Long leader = leaders.get(node.term());
    if (leader == null || leader != node.selfId()) {
      throw new AssertionError(node.selfId() + " commits " + index + " before any leader");
    }
    committed.put(index, term);
    requireDurableQuorum(node, index, term, all);
  }

  private void requireDurableQuorum(
      RawNode leader, long index, long term, Collection<SimHost> all) {
    boolean quorum =
        Members.of(leader.conf())
            .voters()
            .isQuorum(
                peer -> {
                  for (SimHost host : all) {
                    if (host.id() == peer) {
                      return host.disk().holds(index, term);
                    }
                  }
                  return false;
                });
    if (!quorum) {
      throw new AssertionError(
          "committed without a durable quorum: ("
              + index
              + ", "
              + term
              + ") by "
              + leader.selfId()
              + " in "
              + leader.conf());
    }
  }

  /** The state of the machine after {@code entry} is a function of the log alone. */
  long onApplied(long node, Entry entry, long before) {
    Long term = committed.get(entry.index());
    if (term == null || term != entry.term()) {
      throw new AssertionError(node + " applies what is not committed: " + entry);
    }
    long state = 31 * before + 17 * entry.term() + entry.data().hashCode();
    Long known = states.putIfAbsent(entry.index(), state);
    if (known != null && known != state) {
      throw new AssertionError(node + " diverges at " + entry);
    }
    return state;
  }

  void onConf(long index, ConfState conf) {
    ConfState known = confs.putIfAbsent(index, conf);
    if (known == null) {
      confsApplied++;
    } else if (!known.equals(conf)) {
      throw new AssertionError("conf at " + index + ": " + known + " and " + conf);
    }
  }

  void onSnapshot(SnapshotMeta meta) {
    snapshotsRestored++;
    Long term = committed.get(meta.index());
    if (meta.index() > baseIndex && (term == null || term != meta.term())) {
      throw new AssertionError("snapshot of something not committed: " + meta);
    }
    ConfState conf = confs.floorEntry(meta.index()).getValue();
    if (!conf.equals(meta.conf())) {
      throw new AssertionError("snapshot with another conf: " + meta + " expected " + conf);
    }
  }

  void onReadAsked(long context) {
    readsAskedAt.put(context, maxCommitted());
  }

  void onRead(ReadState state) {
    readsAnswered++;
    @Nullable Long asked = readsAskedAt.get(state.context());
    if (asked == null || state.index() < asked) {
      throw new AssertionError("stale read: " + state + " asked when committed was " + asked);
    }
  }
}
