package io.holdfast.store.region;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.driver.MultiRaftDriver;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.engine.EngineDiskFullException;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Members of regions that have never held anything here, and vote all the same (G7, G13). Without
 * their votes a region that was split off beside a slow store could not elect a leader when one
 * more store is away, though two of three are there.
 *
 * <p>First the engine learns, durably, which peer votes (so that a late split makes no older one of
 * it, G8); then the log keeps term and vote like anybody's; then the answer leaves. When the
 * replica comes, by a split or a snapshot, it finds its vote in the log and keeps it (D7, D8).
 */
@LoopConfined("store")
final class AbsentVoters {
  private static final class Absent {
    final RegionLocalState state;
    boolean marked;
    boolean marking;
    boolean leaderHeard;
    long leaderHeardNanos;

    Absent(RegionLocalState state) {
      this.state = state;
    }

    long peerId() {
      return state.getPeerId();
    }
  }

  private final StoreContext store;
  private final MultiRaftDriver driver;
  private final EnvelopeSink outgoing;
  private final TreeMap<Long, Absent> byRegion = new TreeMap<>();

  AbsentVoters(StoreContext store, MultiRaftDriver driver, EnvelopeSink outgoing) {
    this.store = store;
    this.driver = driver;
    this.outgoing = outgoing;
  }

  /** At start: this one has voted, or was about to. */
  void found(RegionLocalState state) {
    Absent one = new Absent(state);
    one.marked = true;
    byRegion.put(state.getRegion().getId(), one);
  }

  /** The replica is here: its group votes from now on. */
  void arrived(long regionId) {
    byRegion.remove(regionId);
  }

  /** Those that may have voted, by region. */
  List<RegionLocalState> marked() {
    List<RegionLocalState> states = new ArrayList<>();
    for (Absent one : byRegion.values()) {
      if (one.marked) {
        states.add(one.state);
      }
    }
    return states;
  }

  /** A leader speaks to the member. */
  void heardLeader(RaftEnvelope envelope) {
    Absent one = meant(envelope);
    if (one != null) {
      one.leaderHeard = true;
      one.leaderHeardNanos = store.loop().clock().nanos();
    }
  }

  /** Somebody campaigns and asks the member. */
  void asked(RaftEnvelope envelope, Message request) {
    store.loop().checkOwned();
    Absent one = meant(envelope);
    if (one == null || one.marking || store.promises().graceful()) { // L5
      return; // It asks again.
    }
    if (one.marked) {
      decide(one, envelope, request);
      return;
    }
    one.marking = true;
    store
        .apply()
        .inOrder(
            engine -> {
              boolean mine = mark(engine, one.state);
              store.loop().execute(() -> marked(one, mine, envelope, request));
            });
  }

  /** The member that the message is for; null when a later one of the region is known here. */
  private @Nullable Absent meant(RaftEnvelope envelope) {
    long regionId = envelope.getRegionId();
    long peerId = envelope.getToPeer().getId();
    Absent known = byRegion.get(regionId);
    if (known != null && known.peerId() >= peerId) {
      return known.peerId() == peerId ? known : null;
    }
    Region.Builder region =
        Region.newBuilder()
            .setId(regionId)
            .setStartKey(envelope.getStartKey())
            .setEndKey(envelope.getEndKey())
            .setRegionEpoch(envelope.getEpoch())
            .addPeers(envelope.getToPeer());
    Absent one =
        new Absent(
            RegionLocalState.newBuilder()
                .setState(RegionLocalState.State.VOTER)
                .setRegion(region)
                .setPeerId(peerId)
                .build());
    byRegion.put(regionId, one);
    return one;
  }

  /** On the apply loop: false when something of the region is here that says more, or no room. */
  private static boolean mark(KvEngine engine, RegionLocalState state) {
    RegionLocalState present = RegionStates.localState(engine, state.getRegion().getId());
    boolean free =
        present == null
            || (present.getPeerId() < state.getPeerId()
                && (present.getState() == RegionLocalState.State.TOMBSTONE
                    || present.getState() == RegionLocalState.State.VOTER));
    if (!free) {
      return false;
    }
    WriteBatch batch = new WriteBatch();
    RegionStates.put(batch, state);
    try {
      engine.write(batch);
      engine.syncWal();
      return true;
    } catch (EngineDiskFullException e) {
      return false; // Asked again, it is tried again.
    }
  }

  private void marked(Absent one, boolean mine, RaftEnvelope envelope, Message request) {
    one.marking = false;
    one.marked = mine;
    if (mine) {
      decide(one, envelope, request);
    }
  }

  private void decide(Absent one, RaftEnvelope envelope, Message request) {
    long regionId = envelope.getRegionId();
    if (byRegion.get(regionId) != one || store.router().peer(regionId) != null) {
      return; // The replica came in between, or was removed.
    }
    HardState known = driver.log().hardState(regionId);
    Ballot ballot = Ballot.of(known, request, hearsLeader(one));
    Message answer = ballot.answer();
    if (answer == null) {
      return;
    }
    if (request.kind() == Message.Kind.PRE_VOTE_REQUEST) {
      send(envelope, answer);
    } else {
      // Also what was decided before: it may not be durable yet.
      driver.persistVote(regionId, ballot.state(), () -> send(envelope, answer));
    }
  }

  private boolean hearsLeader(Absent one) {
    return one.leaderHeard
        && store.loop().clock().nanos() - one.leaderHeardNanos < driver.electionNanosMin();
  }

  private void send(RaftEnvelope request, Message answer) {
    outgoing.send(
        request.getFromPeer().getStoreId(),
        request.toBuilder()
            .setFromPeer(request.getToPeer())
            .setToPeer(request.getFromPeer())
            .setMessage(ProtoBytes.toWire(MessageCodec.encode(answer)))
            .build());
  }

  /**
   * What a region is by word of its leader. A member that it names no longer votes no more; the
   * answer is what is to be buried of it, null for nothing.
   */
  @Nullable RegionLocalState removedBy(RegionDescriptor current) {
    Absent one = byRegion.get(current.id());
    boolean removed =
        one != null
            && !one.marking
            && current.confVersion() > one.state.getRegion().getRegionEpoch().getConfVer()
            && current.peer(one.peerId()) == null;
    if (!removed) {
      return null;
    }
    byRegion.remove(current.id());
    return one != null && one.marked ? one.state : null;
  }

  /** Region ids of all, for questions to the placement driver. */
  Iterable<Long> regions() {
    List<Long> regions = new ArrayList<>();
    for (Map.Entry<Long, Absent> one : byRegion.entrySet()) {
      if (one.getValue().marked) {
        regions.add(one.getKey());
      }
    }
    return regions;
  }
}
