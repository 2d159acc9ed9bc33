package io.holdfast.cluster.invariant;

import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.LogStorage;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionStates;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is said is durable when it is said (Raft §5.1, §5.2, §5.3), and what a leader commits was
 * acknowledged by a majority in its term, itself included only when its own disk has it.
 */
final class DurableBook {
  /** An answer of an earlier term may still arrive; of those before it, nobody counts one. */
  private static final int TERMS_MAX = 4;

  private record Member(long regionId, long peerId) implements Comparable<Member> {
    @Override
    public int compareTo(Member other) {
      int byRegion = Long.compare(regionId, other.regionId);
      return byRegion != 0 ? byRegion : Long.compare(peerId, other.peerId);
    }
  }

  /** Highest index that a member acknowledged, by the term it did so in. */
  private final Map<Member, TreeMap<Long, Long>> acknowledged = new TreeMap<>();

  /** A message leaves; {@code log} is as it is then. */
  void sent(long regionId, Message message, SharedLog log) {
    HardState durable = log.durableHardState(regionId);
    switch (message.kind()) {
      case PRE_VOTE_REQUEST, PRE_VOTE_RESPONSE -> {
        return; // Promise nothing.
      }
      case VOTE_REQUEST -> vote(regionId, message, message.from(), durable);
      case VOTE_RESPONSE -> {
        if (((Message.VoteResponse) message).granted()) {
          vote(regionId, message, message.to(), durable);
        }
      }
      case APPEND_RESPONSE -> {
        Message.AppendResponse answer = (Message.AppendResponse) message;
        if (!answer.rejected()) {
          acknowledges(regionId, answer, log);
        }
      }
      default -> {}
    }
    if (durable.term() < message.term() && termOfLog(regionId, log) < message.term()) {
      throw broken("RAFT-1 a term is told before it is durable", regionId, message, durable);
    }
  }

  /** A node is in the term of its last entry at least; it need not be told besides. */
  private static long termOfLog(long regionId, SharedLog log) {
    LogStorage entries = log.storage(regionId);
    return Math.max(RegionStates.INITIAL_TERM, entries.term(log.durableIndex(regionId)));
  }

  private static void vote(long regionId, Message message, long candidate, HardState durable) {
    boolean kept = durable.term() == message.term() && durable.vote() == candidate;
    if (!kept && durable.term() <= message.term()) {
      throw broken("RAFT-1 a vote is given before it is durable", regionId, message, durable);
    }
  }

  private void acknowledges(long regionId, Message.AppendResponse answer, SharedLog log) {
    long durable = log.durableIndex(regionId);
    if (answer.index() > durable) {
      throw broken(
          "RAFT-3 an entry is acknowledged before it is durable", regionId, answer, durable);
    }
    TreeMap<Long, Long> terms =
        acknowledged.computeIfAbsent(
            new Member(regionId, answer.from()), member -> new TreeMap<>());
    terms.merge(answer.term(), answer.index(), Math::max);
    if (terms.size() > TERMS_MAX) {
      terms.pollFirstEntry();
    }
  }

  /** Entries up to there are about to be applied (RAFT-6). */
  static void handedOut(long regionId, long index, SharedLog log) {
    if (index > log.durableIndex(regionId)) {
      throw broken(
          "RAFT-6 an entry is applied before it is durable",
          regionId,
          index,
          log.durableIndex(regionId));
    }
  }

  /**
   * A leader has raised its commit index since the last look, when its configuration was {@code
   * before}.
   */
  void committed(RegionPeer leader, ConfState before, SharedLog log) {
    long index = leader.group().commitIndex();
    long term = leader.term();
    LogStorage entries = log.storage(leader.id());
    boolean held = index >= entries.firstIndex() && index <= entries.lastIndex();
    if (held && entries.term(index) != term) {
      throw broken(
          "RAFT-3 a leader commits an entry of an older term by counting",
          leader.id(),
          leader,
          index + " of term " + entries.term(index) + " in " + term);
    }
    ConfState now = leader.group().conf();
    if (!agreed(leader, now, index, term, log) && !agreed(leader, before, index, term, log)) {
      throw broken(
          "RAFT-3 a leader commits what no majority has",
          leader.id(),
          leader,
          index + ", here " + log.durableIndex(leader.id()));
    }
  }

  private static InvariantViolation broken(String rule, long regionId, Object who, Object what) {
    return Invariant.unreachable(rule + " region=" + regionId + " " + who + " durable=" + what);
  }

  private boolean agreed(RegionPeer leader, ConfState conf, long index, long term, SharedLog log) {
    return agreed(leader, conf.voters(), index, term, log)
        && (!conf.joint() || agreed(leader, conf.votersOutgoing(), index, term, log));
  }

  private boolean agreed(
      RegionPeer leader, List<Long> voters, long index, long term, SharedLog log) {
    int have = 0;
    for (long voter : voters) {
      long reached =
          voter == leader.peerId()
              ? log.durableIndex(leader.id())
              : acknowledged
                  .getOrDefault(new Member(leader.id(), voter), new TreeMap<>())
                  .getOrDefault(term, 0L);
      have += reached >= index ? 1 : 0;
    }
    return have > voters.size() / 2;
  }
}
