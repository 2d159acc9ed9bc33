package io.holdfast.cluster.invariant;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.raft.codec.MalformedMessageException;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.LogStorage;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.region.RegionStates;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the replicas of one store told others, and so must never forget, whatever kills them: their
 * term, their vote of it, and how far they have the log (Raft §5.1, §5.2, §5.3).
 */
final class PromiseBook {
  private final String store;
  private final Map<Long, Promise> promises = new TreeMap<>();

  private static final class Promise {
    private final long peerId;
    private boolean grouped;
    private long term;
    private long voteTerm;
    private long vote;
    private long index;
    private long indexTerm;

    Promise(long peerId) {
      this.peerId = peerId;
    }
  }

  PromiseBook(String store) {
    this.store = store;
  }

  // ---- what is said ----

  void sent(long regionId, List<Message> messages, SharedLog log) {
    for (Message message : messages) {
      Promise promise = said(regionId, message);
      promise.grouped = true;
      if (message.kind() == Message.Kind.APPEND_RESPONSE) {
        has(promise, (Message.AppendResponse) message, log.storage(regionId));
      }
    }
  }

  /** Null for a word of removal. */
  @Nullable Message sentWithoutGroup(RaftEnvelope envelope) {
    if (envelope.getIsTombstone()) {
      return null;
    }
    Message message;
    try {
      message = MessageCodec.decode(ProtoBytes.fromWire(envelope.getMessage()));
    } catch (MalformedMessageException e) {
      throw Invariant.unreachable("A store sends what it cannot read: " + e);
    }
    if (message.kind() == Message.Kind.HEARTBEAT_RESPONSE) {
      Invariant.check(
          ((Message.HeartbeatResponse) message).round() == 0,
          "G7 a replica without data confirms a round of reads",
          "region",
          envelope.getRegionId(),
          "peer",
          message.from());
    }
    if (message.kind() == Message.Kind.VOTE_RESPONSE) {
      Promise unused = said(envelope.getRegionId(), message);
    }
    return message;
  }

  private Promise said(long regionId, Message message) {
    Promise promise = promises.get(regionId);
    if (promise == null || promise.peerId < message.from()) {
      promise = new Promise(message.from());
      promises.put(regionId, promise);
    }
    switch (message.kind()) {
      case PRE_VOTE_REQUEST, PRE_VOTE_RESPONSE -> {
        return promise; // Bind nobody.
      }
      case VOTE_REQUEST -> votes(regionId, promise, message.term(), message.from());
      case VOTE_RESPONSE -> {
        if (((Message.VoteResponse) message).granted()) {
          votes(regionId, promise, message.term(), message.to());
        }
      }
      default -> {}
    }
    if (message.term() < promise.term) {
      throw broken("RAFT-1 a replica speaks in a term before its own", regionId, promise, message);
    }
    promise.term = message.term();
    return promise;
  }

  private void votes(long regionId, Promise promise, long term, long candidate) {
    if (promise.voteTerm == term && promise.vote != candidate) {
      throw broken("RAFT-1 a replica votes twice in one term", regionId, promise, candidate);
    }
    promise.voteTerm = term;
    promise.vote = candidate;
  }

  private static void has(Promise promise, Message.AppendResponse answer, LogStorage log) {
    if (!answer.rejected()
        && answer.index() >= log.firstIndex() - 1
        && answer.index() <= log.lastIndex()) {
      promise.index = answer.index();
      promise.indexTerm = log.term(answer.index());
    }
  }

  /** What the log holds of the replica covers what it has said, at any time. */
  void kept(long regionId, long peerId, SharedLog log) {
    Promise promise = promises.get(regionId);
    if (promise == null || promise.peerId != peerId || !promise.grouped) {
      return;
    }
    HardState hard = log.hardState(regionId);
    if (hard.term() < promise.term
        || (hard.term() == promise.voteTerm && hard.vote() != promise.vote)) {
      throw broken("RAFT-1 the log does not hold what was said", regionId, promise, hard);
    }
  }

  // ---- what is left after a start ----

  void recovered(SharedLog log, EngineReader engine) {
    for (Map.Entry<Long, Promise> entry : Map.copyOf(promises).entrySet()) {
      recovered(entry.getKey(), entry.getValue(), log, engine);
    }
  }

  private void recovered(long regionId, Promise promise, SharedLog log, EngineReader engine) {
    if (!promise.grouped) {
      return; // It never had a log.
    }
    RegionLocalState local = RegionStates.localState(engine, regionId);
    if (local == null) {
      throw broken("D7 a replica has vanished", regionId, promise, "nothing in the engine");
    }
    if (local.getPeerId() > promise.peerId
        || local.getState() == RegionLocalState.State.TOMBSTONE) {
      promises.remove(regionId);
      return;
    }
    HardState hard = log.hardState(regionId);
    LogStorage storage = log.storage(regionId);
    long lastIndex = storage.lastIndex();
    long lastTerm = storage.term(lastIndex);
    if (Math.max(hard.term(), lastTerm) < promise.term) {
      throw broken("RAFT-1 a term is forgotten by a restart", regionId, promise, hard);
    }
    if (hard.term() == promise.voteTerm && hard.vote() != promise.vote) {
      throw broken("RAFT-1 a vote is forgotten by a restart", regionId, promise, hard);
    }
    if (lastTerm < promise.indexTerm
        || (lastTerm == promise.indexTerm && lastIndex < promise.index)) {
      throw broken(
          "RAFT-3 acknowledged entries are forgotten by a restart",
          regionId,
          promise,
          "log ends at " + lastIndex + " of term " + lastTerm);
    }
  }

  private InvariantViolation broken(String rule, long regionId, Promise promise, Object found) {
    return Invariant.unreachable(
        rule
            + " store="
            + store
            + " region="
            + regionId
            + " peer="
            + promise.peerId
            + " promised term="
            + promise.term
            + " vote="
            + promise.vote
            + " of term="
            + promise.voteTerm
            + " index="
            + promise.index
            + " of term="
            + promise.indexTerm
            + " found "
            + found);
  }
}
