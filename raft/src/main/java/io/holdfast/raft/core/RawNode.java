package io.holdfast.raft.core;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One member of a Raft group as a deterministic function: calls in, a numbered {@link Ready} out.
 *
 * <p>Not thread-safe: the loop of the group owns it. After any call, {@link #hasReady()} tells
 * whether there is work; calling {@link #ready()} once per turn batches everything of the turn.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class RawNode {
  /**
   * A node as it comes back from disk.
   *
   * @param conf the configuration as of {@code appliedIndex}
   * @param appliedIndex what the state machine has applied; entries after it are handed out again
   */
  public RawNode(
      RaftConfig config,
      LogStorage storage,
      HardState hardState,
      ConfState conf,
      long appliedIndex,
      RandomGenerator random) {}

  /** One tick of the group's logical clock. */
  public void tick() {}

  /** A message has arrived. Those not meant for this node are a bug of the host. */
  public void step(Message message) {}

  /** Campaigns now (with pre-vote if configured), if this node may. */
  public void campaign() {}

  /** Appends a command to the log if this node leads. */
  public ProposeResult propose(Bytes data) {
    throw pending();
  }

  /** Appends a change of the members if this node leads and none may be unapplied. */
  public ProposeResult proposeConfChange(ConfChange change) {
    throw pending();
  }

  /**
   * Asks for a read index. The answer, if any, is a {@link ReadState} of a later Ready; it is lost
   * when the {@link SoftState} changes, and may be lost in the network if this node follows.
   *
   * @param context unique among this node's requests
   * @return false iff no leader is known: nothing will come
   */
  public boolean readIndex(long context) {
    throw pending();
  }

  /** A conf change entry is being applied; call before {@link #applied} of its index. */
  public ConfState applyConfChange(ConfChange change) {
    throw pending();
  }

  /** Hands leadership to a voter; gives up after an election timeout. */
  public void transferLeader(long to) {}

  /** True iff {@link #ready()} has something to do. */
  public boolean hasReady() {
    throw pending();
  }

  /** Everything to be done since the last one. */
  public Ready ready() {
    throw pending();
  }

  /** Everything up to this Ready is durable, in order. */
  public void persisted(long readyNumber) {}

  /** The state machine has applied everything up to {@code index}. */
  public void applied(long index) {}

  /** Messages to this peer were dropped. */
  public void reportUnreachable(long peer) {}

  /** The snapshot for this peer was delivered, or not. */
  public void reportSnapshot(long peer, boolean sent) {}

  /** Peer id of this node. */
  public long selfId() {
    throw pending();
  }

  /** Current term, durable or not yet. */
  public long term() {
    throw pending();
  }

  /** Current role. */
  public Role role() {
    throw pending();
  }

  /** Peer id of the leader, 0 if unknown. */
  public long leader() {
    throw pending();
  }

  /** Highest index known to be committed. */
  public long commitIndex() {
    throw pending();
  }

  /** Highest index the host has applied. */
  public long appliedIndex() {
    throw pending();
  }

  /** Highest index of the log, durable or not. */
  public long lastIndex() {
    throw pending();
  }

  /** Lowest index of the log. */
  public long firstIndex() {
    throw pending();
  }

  /** The configuration as applied. */
  public ConfState conf() {
    throw pending();
  }

  /** On the leader: what it knows of each peer, itself included, by ascending id; else empty. */
  public List<PeerProgress> progress() {
    throw pending();
  }

  /** True iff an entry of the current term is applied here: the leader's reads may begin. */
  public boolean hasAppliedOwnTerm() {
    throw pending();
  }

  /** Checks everything that must hold between any two calls. */
  public void checkInvariants() {}

  private static Error pending() {
    return Invariant.unreachable("Not written yet");
  }
}
