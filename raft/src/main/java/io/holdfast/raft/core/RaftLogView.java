package io.holdfast.raft.core;

import io.holdfast.runtime.base.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log as the node sees it: what is durable is read from storage, what is not yet is kept here.
 *
 * <pre>
 *   firstIndex      applied   handedOut        committed           taken        last
 *       |--------------|----------|----------------|-----------------|------------|
 *       [ storage ................................ )[ unstable .................. ]
 *                                                  ^ unstableFrom
 * </pre>
 *
 * <p>{@code taken} is the last entry some Ready has carried; {@code durable} the last one known to
 * be on this node's disk. Invariant: {@code applied <= handedOut <= committed <= last}, {@code
 * handedOut <= durable} (but for what a snapshot replaced), {@code durable <= last}.
 */
final class RaftLogView {
  /** The term of an index that is compacted or beyond the log. */
  static final long UNKNOWN = -1;

  private final LogStorage storage;
  private final PersistQueue outstanding;
  private final SizeQueue unapplied = new SizeQueue();
  private final ArrayList<Entry> unstable = new ArrayList<>();
  private long unstableFrom;
  private long taken;
  private long durable;
  private long committed;
  private long handedOut;
  private long applied;
  private @Nullable SnapshotMeta restoring;
  private boolean restoringTaken;

  RaftLogView(LogStorage storage, PersistQueue outstanding, long commit, long appliedIndex) {
    this.storage = storage;
    this.outstanding = outstanding;
    long last = storage.lastIndex();
    Invariant.check(
        appliedIndex <= last && commit <= last,
        "RAFT-3 the log has lost committed entries",
        "applied",
        appliedIndex,
        "commit",
        commit,
        "last",
        last);
    Invariant.check(
        appliedIndex >= storage.firstIndex() - 1,
        "D3 the log begins after what is applied",
        "applied",
        appliedIndex,
        "first",
        storage.firstIndex());
    this.unstableFrom = last + 1;
    this.taken = last;
    this.durable = last;
    this.committed = Math.max(commit, appliedIndex);
    this.handedOut = appliedIndex;
    this.applied = appliedIndex;
  }

  long firstIndex() {
    return restoring != null ? restoring.index() + 1 : storage.firstIndex();
  }

  long lastIndex() {
    return unstableFrom + unstable.size() - 1;
  }

  long lastTerm() {
    return term(lastIndex());
  }

  long durable() {
    return durable;
  }

  long committed() {
    return committed;
  }

  long applied() {
    return applied;
  }

  /** True iff a snapshot was accepted and is not installed yet. */
  boolean restoring() {
    return restoring != null;
  }

  /** The term of the entry at {@code index}, or {@link #UNKNOWN}. */
  long term(long index) {
    if (index > lastIndex()) {
      return UNKNOWN;
    }
    if (index >= unstableFrom) {
      return unstable.get((int) (index - unstableFrom)).term();
    }
    if (restoring != null) {
      return index == restoring.index() ? restoring.term() : UNKNOWN;
    }
    return index >= storage.firstIndex() - 1 ? storage.term(index) : UNKNOWN;
  }

  boolean matches(long index, long term) {
    return term(index) == term;
  }

  /**
   * RAFT-8: true iff an entry of this index and term cannot be in the log of a leader of this term,
   * since another one is committed here. Of what is compacted only the last term is known; terms
   * never fall along a log.
   */
  boolean contradictsCommitted(long index, long term) {
    if (index > committed) {
      return false;
    }
    long own = term(index);
    return own == UNKNOWN ? term > term(firstIndex() - 1) : own != term;
  }

  /**
   * RAFT-3 rests on it (Raft §5.4.1): the later last term, or the longer log, is more up to date.
   */
  boolean isUpToDate(long otherLastIndex, long otherLastTerm) {
    long lastTerm = lastTerm();
    return otherLastTerm > lastTerm || (otherLastTerm == lastTerm && otherLastIndex >= lastIndex());
  }

  /**
   * The highest index at or below {@code index} whose term is at most {@code term}: nothing above
   * it can match an entry of that term (Raft §5.3). Stops where terms are unknown.
   */
  long lastIndexNotAfterTerm(long index, long term) {
    long at = Math.min(index, lastIndex());
    while (at >= firstIndex() && term(at) > term) {
      at--;
    }
    return at;
  }

  /** Entries of {@code [from, to)}: at least one, then no more than {@code bytesMax}. */
  List<Entry> entries(long from, long to, long bytesMax) {
    Invariant.check(
        from >= firstIndex() && to <= lastIndex() + 1 && from < to,
        "Read outside the log",
        "from",
        from,
        "to",
        to,
        "last",
        lastIndex());
    List<Entry> result = new ArrayList<>();
    long bytes = 0;
    if (from < unstableFrom) {
      long storedTo = Math.min(to, unstableFrom);
      List<Entry> stored = storage.entries(from, storedTo, bytesMax);
      Invariant.check(
          !stored.isEmpty() && stored.get(0).index() == from,
          "Storage answered other entries than",
          "from",
          from,
          "count",
          stored.size());
      if (from + stored.size() < storedTo || to <= unstableFrom) {
        return stored;
      }
      result.addAll(stored);
      for (Entry entry : stored) {
        bytes += entry.sizeBytes();
      }
    }
    for (long i = Math.max(from, unstableFrom); i < to; i++) {
      Entry entry = unstable.get((int) (i - unstableFrom));
      bytes += entry.sizeBytes();
      if (bytes > bytesMax && !result.isEmpty()) {
        break;
      }
      result.add(entry);
    }
    return result;
  }

  /** A leader adds to its own log. */
  void append(Entry entry) {
    Invariant.check(
        entry.index() == lastIndex() + 1,
        "RAFT-2 an append leaves a hole",
        "index",
        entry.index(),
        "last",
        lastIndex());
    unstable.add(entry);
  }

  /**
   * Raft §5.3, receiver rules 3 and 4, after the entry before {@code entries} was found to match.
   *
   * @return index of the first entry that was replaced, 0 if none was
   */
  long accept(List<Entry> entries) {
    int i = 0;
    while (i < entries.size() && matches(entries.get(i).index(), entries.get(i).term())) {
      i++;
    }
    if (i == entries.size()) {
      return 0;
    }
    long from = entries.get(i).index();
    long replaced = from <= lastIndex() ? from : 0;
    if (replaced != 0) {
      truncate(from);
    }
    for (Entry entry : entries.subList(i, entries.size())) {
      append(entry);
    }
    return replaced;
  }

  private void truncate(long from) {
    Invariant.check(
        from > committed, "RAFT-3 committed entries replaced", "from", from, "commit", committed);
    if (from >= unstableFrom) {
      unstable.subList((int) (from - unstableFrom), unstable.size()).clear();
    } else {
      unstable.clear();
      unstableFrom = from;
    }
    taken = Math.min(taken, from - 1);
    durable = Math.min(durable, from - 1);
    outstanding.overwritten(from);
  }

  /** Raises the commit index; never lowers it. Returns true iff it rose. */
  boolean commitTo(long index) {
    if (index <= committed) {
      return false;
    }
    Invariant.check(
        index <= lastIndex(), "RAFT-5 commit beyond the log", "commit", index, "last", lastIndex());
    committed = index;
    return true;
  }

  /** Replaces everything by a snapshot that is newer than what is committed here. */
  void restore(SnapshotMeta meta) {
    Invariant.check(
        meta.index() > committed,
        "RAFT-5 a snapshot must be newer",
        "index",
        meta.index(),
        "commit",
        committed);
    unstable.clear();
    unstableFrom = meta.index() + 1;
    taken = meta.index();
    durable = 0;
    committed = meta.index();
    handedOut = meta.index();
    restoring = meta;
    restoringTaken = false;
    outstanding.reset();
  }

  boolean hasNewEntries() {
    return taken < lastIndex() || (restoring != null && !restoringTaken);
  }

  /** The entries that no Ready has carried yet. */
  List<Entry> takeNewEntries() {
    if (taken == lastIndex()) {
      return List.of();
    }
    int from = (int) (taken + 1 - unstableFrom);
    List<Entry> entries = List.copyOf(unstable.subList(from, unstable.size()));
    taken = lastIndex();
    return entries;
  }

  /** The snapshot that no Ready has carried yet, or null. */
  @Nullable SnapshotMeta takeSnapshot() {
    if (restoring == null || restoringTaken) {
      return null;
    }
    restoringTaken = true;
    return restoring;
  }

  private long handOutLimit() {
    return Math.min(committed, durable);
  }

  boolean hasCommitted(long unappliedBytesMax) {
    return handedOut < handOutLimit() && unapplied.bytes() < unappliedBytesMax;
  }

  /** Entries to apply next: committed, durable here, not handed out yet. */
  List<Entry> takeCommitted(long bytesMax, long unappliedBytesMax) {
    if (!hasCommitted(unappliedBytesMax)) {
      return List.of();
    }
    List<Entry> entries = entries(handedOut + 1, handOutLimit() + 1, bytesMax);
    long bytes = 0;
    for (Entry entry : entries) {
      bytes += entry.sizeBytes();
    }
    handedOut += entries.size();
    unapplied.add(handedOut, bytes);
    return entries;
  }

  /** A Ready is durable. */
  void persisted(PersistQueue.Pending ready) {
    if (ready.snapshot != null) {
      // Not superseded, else the queue was reset.
      restoring = null;
      durable = ready.snapshot.index();
      applied = Math.max(applied, ready.snapshot.index());
      unapplied.releaseTo(applied);
    }
    if (ready.lastIndex > durable) {
      durable = ready.lastIndex;
    }
    if (restoring == null && durable >= unstableFrom) {
      unstable.subList(0, (int) (durable + 1 - unstableFrom)).clear();
      unstableFrom = durable + 1;
    }
  }

  void appliedTo(long index) {
    Invariant.check(
        index <= handedOut,
        "RAFT-6 applied what was not handed out",
        "index",
        index,
        "handedOut",
        handedOut);
    unapplied.releaseTo(index);
    applied = Math.max(applied, index);
  }

  /** True iff one of {@code (applied, committed]} changes the configuration (L18). */
  boolean hasUnappliedConfChange(long pageBytesMax) {
    long from = Math.max(applied + 1, firstIndex());
    while (from <= committed) {
      List<Entry> page = entries(from, committed + 1, pageBytesMax);
      for (Entry entry : page) {
        if (entry.kind() == EntryKind.CONF_CHANGE) {
          return true;
        }
      }
      from += page.size();
    }
    return false;
  }

  /** How many entries of {@code (applied, last]} change the configuration. */
  int confChangesAfterApplied(long pageBytesMax) {
    int count = 0;
    long from = Math.max(applied + 1, firstIndex());
    while (from <= lastIndex()) {
      List<Entry> page = entries(from, lastIndex() + 1, pageBytesMax);
      for (Entry entry : page) {
        count += entry.kind() == EntryKind.CONF_CHANGE ? 1 : 0;
      }
      from += page.size();
    }
    return count;
  }

  void checkInvariants() {
    long last = lastIndex();
    Invariant.check(firstIndex() <= last + 1, "Log order", "first", firstIndex(), "last", last);
    Invariant.check(
        applied <= handedOut && handedOut <= committed && committed <= last,
        "RAFT-5 order of applied, committed, last",
        "applied",
        applied,
        "committed",
        committed,
        "last",
        last);
    Invariant.check(
        durable <= last && taken <= last && (restoring != null || unstableFrom <= durable + 1),
        "RAFT-6 order of durable, taken, last",
        "durable",
        durable,
        "taken",
        taken,
        "last",
        last);
    Invariant.check(
        handedOut <= durable || restoring != null,
        "RAFT-6 handed out before durable",
        "handedOut",
        handedOut,
        "durable",
        durable);
    for (int i = 0; i < unstable.size(); i++) {
      Invariant.check(
          unstable.get(i).index() == unstableFrom + i,
          "RAFT-2 unstable entries out of place",
          "index",
          unstable.get(i).index(),
          "at",
          unstableFrom + i);
    }
  }
}
