package io.holdfast.cluster.invariant;

import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.region.RegionPeer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What it means that a region sleeps, seen from outside all stores at once (L20–L22): nobody misses
 * what the leader has, and nobody sleeps on when there is no leader.
 */
final class RestBook {
  /** Support is over, one thread of a store stands still as long as any does, and some more. */
  private static final long GONE_NANOS = 12_000_000_000L;

  /** The word of a leader that went may be lost; then two rounds of questions find out. */
  private static final long SILENT_NANOS = 25_000_000_000L;

  /** A store at which nobody looked for so long stood still, and could not know better. */
  private static final long STANDSTILL_NANOS = 3_000_000_000L;

  private final Map<Long, Map<Long, Member>> members = new TreeMap<>();
  private final Map<Long, Doubt> doubts = new TreeMap<>();

  private record Member(RegionPeer peer, LeaseBook.Life life) {
    boolean gone() {
      return !life.alive().getAsBoolean()
          || peer.state() == RegionPeer.State.DESTROYED
          || peer.quarantine() != null;
    }

    RaftGroup group() {
      return peer.group();
    }
  }

  /** What is not right for a moment, and must not stay. */
  private static final class Doubt {
    private final String about;
    private long seenNanos;
    private long lastedNanos;

    Doubt(String about, long now) {
      this.about = about;
      this.seenNanos = now;
    }
  }

  /** Looks at a replica; {@code asleep}: it is given no ticks. */
  void look(RegionPeer peer, LeaseBook.Life life, boolean asleep, long now) {
    Map<Long, Member> region = members.computeIfAbsent(peer.id(), id -> new TreeMap<>());
    region.put(peer.peerId(), new Member(peer, life));
    String about = asleep ? doubtful(peer, region) : null;
    if (about == null) {
      doubts.remove(peer.peerId());
      return;
    }
    Doubt doubt = doubts.get(peer.peerId());
    if (doubt == null || !doubt.about.equals(about)) {
      doubts.put(peer.peerId(), new Doubt(about, now));
      return;
    }
    long passed = now - doubt.seenNanos;
    doubt.seenNanos = now;
    doubt.lastedNanos += passed > STANDSTILL_NANOS ? 0 : passed;
    long bound = about.equals(NOT_LED) ? SILENT_NANOS : GONE_NANOS;
    Invariant.check(
        doubt.lastedNanos < bound, about, "peer", peer, "for ms", doubt.lastedNanos / 1_000_000);
  }

  private static final String RESTLESS = "L21 who does not rest is given no ticks";
  private static final String NO_LEADER = "L21 a replica sleeps whose leader is gone";
  private static final String NOT_LED = "L20 a replica sleeps, and holds to one that does not lead";
  private static final String MISSING = "L22 a leader sleeps while a member misses something";

  private static @Nullable String doubtful(RegionPeer peer, Map<Long, Member> region) {
    RaftGroup group = peer.group();
    if (!group.maySleep()) {
      return RESTLESS;
    }
    if (group.role() == Role.LEADER) {
      return missing(peer, region) ? MISSING : null;
    }
    Member leader = region.get(group.leader());
    if (leader == null) {
      return null; // Nobody has looked at it yet.
    }
    if (leader.gone()) {
      return NO_LEADER;
    }
    boolean leads = leader.group().role() == Role.LEADER && leader.group().term() == group.term();
    return leads ? null : NOT_LED;
  }

  private static boolean missing(RegionPeer peer, Map<Long, Member> region) {
    RaftGroup group = peer.group();
    boolean missing = false;
    for (Peer each : peer.region().peers()) {
      Member other = region.get(each.getId());
      if (other == null || other.gone() || other.group() == group) {
        continue;
      }
      boolean less = other.group().commitIndex() < group.commitIndex();
      Invariant.check(
          !less || !other.group().maySleep() || other.group().term() != group.term(),
          "L22 all of a region sleep, and one misses a commit",
          "leader and member",
          peer + ", " + other.peer(),
          "commit indexes",
          group.commitIndex() + ", " + other.group().commitIndex());
      missing |= less;
    }
    return missing;
  }
}
