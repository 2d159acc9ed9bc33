package io.holdfast.cluster.invariant;

import io.holdfast.protocol.wire.internal.Family;
import io.holdfast.protocol.wire.internal.Modification;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.LogStorage;
import io.holdfast.raft.core.PeerProgress;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.RegionPeer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one replica does as a leader, from look to look: what it commits, whom it sends snapshots,
 * how long it leads while its disk stands still. Forgotten when it leads no more.
 */
final class LeaderWatch {
  /** A store that had no turn for so long stood still as a whole; it knows no better. */
  private static final long STANDSTILL_NANOS = 500_000_000L;

  /** An election's time, and the longest that a thread of a store stands still beside it. */
  private static final long HUNG_NANOS = 7_500_000_000L;

  /** Snapshots in a row for a member that has what it needs. */
  private static final int VAIN_MAX = 4;

  /** As the tightest bound of any run: so many entries are kept for anybody. */
  private static final long KEPT_ENTRIES = 40;

  private static final long KEPT_BYTES = 48 << 10;

  private final RegionPeer peer;
  private final Map<Long, Long> reached;
  private long term = -1;
  private long began;
  private long commit;
  private @Nullable ConfState conf;
  private long lookedNanos;
  private long waitsSinceNanos;
  private long durable;
  private final Map<Long, Sent> snapshots = new TreeMap<>();

  /** Snapshots that one member was sent in this term. */
  private static final class Sent {
    private boolean waits;
    private int vain;
    private long match;
  }

  /** {@code reached} tells what each peer has applied, wherever it is. */
  LeaderWatch(RegionPeer peer, Map<Long, Long> reached) {
    this.peer = peer;
    this.reached = reached;
  }

  /** After a turn. */
  void look(DurableBook book, SharedLog log, long nowNanos) {
    if (peer.group().role() != Role.LEADER) {
      term = -1;
      return;
    }
    long nowCommit = peer.group().commitIndex();
    ConfState nowConf = peer.group().conf();
    if (term != peer.term()) {
      term = peer.term();
      began = peer.group().lastIndex();
      snapshots.clear();
      waitsSinceNanos = nowNanos;
    } else if (nowCommit > commit && conf != null) {
      book.committed(peer, conf, log);
    }
    commit = nowCommit;
    conf = nowConf;
    if (!peer.group().hasAppliedOwnTerm()) {
      writes(log.storage(peer.id()));
    }
    hung(log, nowNanos);
    if (peer.group().firstIndex() > 1) {
      sends(log);
    }
  }

  /** What its predecessors have committed is not applied here yet: nothing may rest on it (L14). */
  private void writes(LogStorage log) {
    long from = Math.max(began + 1, log.firstIndex());
    if (from > log.lastIndex()) {
      return;
    }
    for (Entry entry : log.entries(from, log.lastIndex() + 1, Long.MAX_VALUE)) {
      if (entry.kind() == EntryKind.NORMAL && computed(CommitBook.command(entry.data()))) {
        throw broken("L14 a write before an entry of the term is applied", "", entry.index());
      }
    }
  }

  /** Blind writes of raw keys rest on nothing. */
  private static boolean computed(RaftCommand command) {
    for (Modification each : command.getWrite().getModificationsList()) {
      if (each.getFamily() != Family.DEFAULT) {
        return true;
      }
    }
    return false;
  }

  private void hung(SharedLog log, long nowNanos) {
    long durableNow = log.durableIndex(peer.id());
    boolean waits = durableNow < log.storage(peer.id()).lastIndex();
    if (!waits || durableNow != durable || nowNanos - lookedNanos > STANDSTILL_NANOS) {
      waitsSinceNanos = nowNanos;
    }
    durable = durableNow;
    lookedNanos = nowNanos;
    if (nowNanos - waitsSinceNanos >= HUNG_NANOS && peer.group().conf().voters().size() > 1) {
      throw broken("L9 leads while its log disk does not answer", "", waitsSinceNanos);
    }
  }

  private void sends(SharedLog log) {
    long first = peer.group().firstIndex();
    for (PeerProgress member : peer.group().progress()) {
      Sent sent = snapshots.get(member.peer());
      if (!member.needsSnapshot()) {
        if (sent != null) {
          sent.waits = false;
        }
        continue;
      }
      if (sent == null) {
        sent = new Sent();
        snapshots.put(member.peer(), sent);
      }
      if (!sent.waits) {
        sent.waits = true;
        boolean inVain = reached.getOrDefault(member.peer(), 0L) >= first - 1;
        sent.vain = inVain && member.match() == sent.match ? sent.vain + 1 : 0;
        sent.match = member.match();
        if (sent.vain >= VAIN_MAX) {
          throw broken("RAFT-7 a member is sent snapshots for ever", member, sent.vain);
        }
      }
      keeps(member, first, log);
    }
  }

  /** What a snapshot of this leader's own term will ask for is still there. */
  private void keeps(PeerProgress member, long first, SharedLog log) {
    long last = peer.group().lastIndex();
    long lost = first - 1 - member.reach();
    boolean few = last - member.reach() <= KEPT_ENTRIES && log.costAfter(peer.id(), 0) < KEPT_BYTES;
    if (lost > 0 && few && member.reach() > began) {
      throw broken("D11 the log is cut past a snapshot on its way", member, first);
    }
  }

  private InvariantViolation broken(String rule, Object member, Object what) {
    return Invariant.unreachable(rule + " leader=" + peer + " member=" + member + " at " + what);
  }

  /** A round of the apply loop is about to be told to the replica. */
  void applies(AppliedBatch batch) {
    if (peer.group().role() != Role.LEADER) {
      return;
    }
    for (AppliedBatch.AppliedEntry entry : batch.entries()) {
      if (entry.change() instanceof AppliedBatch.Members members && entry.term() == peer.term()) {
        promotes(members);
      }
    }
  }

  private void promotes(AppliedBatch.Members members) {
    for (Peer after : members.region().peers()) {
      Peer before = peer.region().peer(after.getId());
      boolean promoted =
          before != null
              && before.getRole() == PeerRole.Learner
              && after.getRole() != PeerRole.Learner;
      if (!promoted) {
        continue;
      }
      for (PeerProgress progress : peer.group().progress()) {
        if (progress.peer() == after.getId() && progress.match() == 0) {
          throw broken("L17 a learner is promoted that has nothing yet", progress, after);
        }
      }
    }
  }
}
