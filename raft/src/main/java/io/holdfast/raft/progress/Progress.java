package io.holdfast.raft.progress;

import io.holdfast.runtime.base.Invariant;

/** One peer as its leader sees it. See the package for states and invariants. */
public final class Progress {
  private final long peer;
  private final Inflights inflights;
  private ProgressState state = ProgressState.PROBE;
  private long match;
  private long next;
  private long pendingSnapshot;
  private boolean probeSent;
  private boolean active;
  private boolean activeBefore;
  private boolean nudgeDue;
  private long sentCommit;
  private long ackedRound;
  private long restsAt;

  Progress(long peer, long next, int inflightMessagesMax, long inflightBytesMax) {
    this.peer = peer;
    this.next = next;
    this.inflights = new Inflights(inflightMessagesMax, inflightBytesMax);
  }

  /** Peer id. */
  public long peer() {
    return peer;
  }

  /** How it is sent to. */
  public ProgressState state() {
    return state;
  }

  /** Highest index known to be durable at the peer. */
  public long match() {
    return match;
  }

  /** Index of the next entry to send. */
  public long next() {
    return next;
  }

  /**
   * Index of the snapshot that is on its way, or went and was not heard of since; 0 when there is
   * none.
   */
  public long pendingSnapshot() {
    return pendingSnapshot;
  }

  /** What the peer has, or is being given by a snapshot: it will ask for the entries after it. */
  public long reach() {
    return Math.max(match, pendingSnapshot);
  }

  /** True iff no append may be sent now. */
  public boolean paused() {
    return switch (state) {
      case PROBE -> probeSent;
      case REPLICATE -> inflights.full();
      case SNAPSHOT -> true;
    };
  }

  /** An append of {@code entries} entries of {@code sizeBytes} that tells {@code commit} left. */
  public void sent(int entries, long sizeBytes, long commit) {
    long last = next - 1 + entries;
    if (state != ProgressState.REPLICATE) {
      probeSent = true;
    } else if (entries > 0) {
      next = last + 1;
      inflights.add(last, sizeBytes);
    }
    sentCommit = Math.max(sentCommit, Math.min(commit, last));
  }

  /** True iff an empty append would tell the peer a commit index it can use and was not told. */
  public boolean needsCommit(long commit) {
    return Math.min(commit, next - 1) > sentCommit;
  }

  /**
   * The peer has everything up to {@code index}, durably.
   *
   * @return true iff that was news
   */
  public boolean acknowledged(long index, long firstIndex) {
    boolean news = index > match;
    match = Math.max(match, index);
    next = Math.max(next, index + 1);
    switch (state) {
      case PROBE -> {
        // Acknowledgements from before the probe began say nothing about where the logs part; nor
        // do those from before the gap that a snapshot has closed in the meantime.
        if (index == match && match + 1 >= firstIndex) {
          becomeReplicate();
        }
      }
      case REPLICATE -> inflights.freeTo(index);
      case SNAPSHOT -> {
        // Whatever brought it there, its log meets ours again.
        if (match + 1 >= firstIndex) {
          becomeReplicate();
        }
      }
    }
    return news;
  }

  /** True iff a rejection of {@code rejectedIndex} tells something new; late ones do not. */
  public boolean isNewsRejection(long rejectedIndex) {
    return switch (state) {
      case PROBE -> next - 1 == rejectedIndex;
      case REPLICATE -> rejectedIndex > match;
      case SNAPSHOT -> false;
    };
  }

  /**
   * The peer does not have the entry before {@code next}; try again from {@code nextTry}. False
   * when that is where it was tried before: the peer denies what it has acknowledged.
   */
  public boolean rejected(long nextTry) {
    // While replicating, match is known and the hint adds nothing.
    long from =
        state == ProgressState.REPLICATE
            ? match + 1
            : Math.max(match + 1, Math.min(next - 1, nextTry));
    boolean moved = from < next;
    becomeProbe();
    next = from;
    return moved;
  }

  /** The next probe waits for a sign of life: asked at once, the peer would answer the same. */
  public void awaitSignOfLife() {
    probeSent = true;
  }

  /** Back to one append at a time, from what is known. */
  public void becomeProbe() {
    enter(ProgressState.PROBE);
    next = match + 1;
  }

  /**
   * The host has done with the snapshot. Delivered, refused or broken off: what the peer made of it
   * is known to the peer alone, whose answer may be lost. So an append behind the snapshot asks for
   * it, after the next sign of life. Only its rejection brings another snapshot (rule RAFT-7).
   *
   * @param reached what the peer says that it has, 0 when it does not say; not beyond our log
   */
  public void snapshotEnded(long reached) {
    long behind = Math.max(reach(), reached);
    enter(ProgressState.PROBE);
    pendingSnapshot = behind;
    next = behind + 1;
    probeSent = true;
  }

  /** The entries it needs are gone. */
  public void becomeSnapshot(long index) {
    enter(ProgressState.SNAPSHOT);
    pendingSnapshot = index;
  }

  private void becomeReplicate() {
    long toldCommit = sentCommit;
    enter(ProgressState.REPLICATE);
    next = match + 1;
    sentCommit = Math.min(toldCommit, match);
  }

  private void enter(ProgressState to) {
    state = to;
    probeSent = false;
    pendingSnapshot = 0;
    sentCommit = 0;
    inflights.reset();
  }

  /** Another probe may be sent. */
  public void resumeProbe() {
    probeSent = false;
  }

  /** True iff the peer answered since {@link #clearActive()}. */
  public boolean active() {
    return active;
  }

  /**
   * True iff the peer answered in this check-quorum period or in the one before: what an observer
   * should believe, who may look just after a period has begun.
   */
  public boolean recentlyActive() {
    return active || activeBefore;
  }

  /** The peer answered. */
  public void markActive() {
    active = true;
  }

  /** A new check-quorum period begins. */
  public void clearActive() {
    activeBefore = active;
    active = false;
  }

  /** A heartbeat interval has passed: see {@link #takeNudge()}. */
  public void armNudge() {
    nudgeDue = true;
  }

  /**
   * True once per heartbeat interval, for a peer that answers but whose acknowledgements are
   * missing: the last appends may be lost, and nothing would tell but an empty append after them.
   */
  public boolean takeNudge() {
    boolean due = nudgeDue && state == ProgressState.REPLICATE;
    nudgeDue = false;
    return due;
  }

  /** Latest read round the peer confirmed. */
  public long ackedRound() {
    return ackedRound;
  }

  /** The peer confirmed a read round. */
  public void ackRound(long round) {
    ackedRound = Math.max(ackedRound, round);
  }

  /** Up to where the peer has everything committed and applied, and rests; 0 for not at all. */
  public long restsAt() {
    return restsAt;
  }

  /** The peer rests at {@code index}, 0 when it is not known to any more. */
  public void rests(long index) {
    restsAt = index;
  }

  /** Checks what must hold between any two calls. */
  public void checkInvariants(long lastIndex) {
    Invariant.check(match < next, "Progress: match reaches next", "match", match, "next", next);
    Invariant.check(
        match <= lastIndex,
        "Progress beyond the log",
        "peer",
        peer,
        "match",
        match,
        "last",
        lastIndex);
    Invariant.check(
        pendingSnapshot > 0 ? state != ProgressState.REPLICATE : state != ProgressState.SNAPSHOT,
        "RAFT-7 Progress: snapshot without its state",
        "peer",
        peer,
        "pendingSnapshot",
        pendingSnapshot);
    Invariant.check(
        state == ProgressState.REPLICATE || inflights.count() == 0,
        "Appends in flight outside REPLICATE",
        "peer",
        peer,
        "count",
        inflights.count());
  }

  @Override
  public String toString() {
    String text = state + " match=" + match + " next=" + next;
    if (pendingSnapshot > 0) {
      text += " snapshot=" + pendingSnapshot;
    }
    return paused() && state != ProgressState.SNAPSHOT ? text + " paused" : text;
  }
}
