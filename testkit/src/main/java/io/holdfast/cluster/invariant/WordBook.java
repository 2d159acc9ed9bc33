package io.holdfast.cluster.invariant;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.wire.internal.Marks;
import io.holdfast.runtime.base.Invariant;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * What the placement driver has handed out, over all its lives: every timestamp above those it
 * answered before (T2), at the pace of time (T4), every id once (G11).
 */
final class WordBook {
  /** A clock may be fast by 5 %, and physical time hurries after the wall clock by 1 %. */
  private static final long PACE_DIVISOR = 15;

  /** The first answer of a life may have waited so long: a pause, a slow disk. */
  private static final long LATE_MILLIS = 10_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A placement driver that heard too few stores begins after ten seconds all the same (T5). */
  private static final long HEARING_NANOS = 9_000_000_000L;

  private final LongPredicate used;
  private final Set<Long> stores = new TreeSet<>();
  private final Set<Long> heard = new TreeSet<>(); // In this life, as those who were told.
  private final Set<Long> told = new TreeSet<>();
  private final TreeMap<Long, Long> ids = new TreeMap<>();
  private long greatest;
  private boolean old;
  private boolean paced;
  private long bornNanos;
  private long lifeBeganNanos;
  private long lifeBeganMillis;

  /** {@code used}: whether an id is known to be in use. */
  WordBook(LongPredicate used) {
    this.used = used;
  }

  /**
   * The placement driver forgets: what it gave away and nobody has used may be given again (T5).
   */
  void putBack() {
    ids.keySet().removeIf(id -> !used.test(id));
    greatest = 0;
    old = true;
  }

  /** A process of the placement driver begins. */
  void begins(long nowNanos) {
    paced = false;
    bornNanos = nowNanos;
    heard.clear();
    told.clear();
  }

  /** What a store knows has arrived. */
  void heard(long storeId) {
    stores.add(storeId);
    heard.add(storeId);
  }

  /** A store was answered to what it knows. */
  void told(long storeId, Marks known) {
    if (told.add(storeId) && old) { // Later it knows the window, which is told to it.
      paced = false; // Time may leap once more.
      greatest = Math.max(greatest, known.getGreatestTimestamp());
    }
  }

  /** An answer with the {@code count} timestamps up to {@code last} leaves. */
  void timestamps(long last, long count, long nowNanos) {
    long first = last - count + 1;
    Invariant.check(
        first > greatest,
        "T2 a timestamp is not above all that were answered before",
        "first",
        first,
        "last",
        last,
        "before",
        greatest);
    Invariant.check(
        !old || stores.size() - heard.size() <= 1 || nowNanos - bornNanos >= HEARING_NANOS,
        "T5 an older copy hands out a timestamp before it has heard the stores",
        "stores",
        stores,
        "heard",
        heard);
    greatest = last;
    pace(Timestamp.physicalMillis(last), nowNanos);
  }

  private void pace(long millis, long nowNanos) {
    if (!paced) {
      paced = true;
      lifeBeganNanos = nowNanos;
      lifeBeganMillis = millis;
    }
    long passed = (nowNanos - lifeBeganNanos) / NANOS_PER_MILLI;
    Invariant.check(
        millis - lifeBeganMillis <= passed + passed / PACE_DIVISOR + LATE_MILLIS,
        "T4 physical time runs away from the monotonic clock",
        "millis",
        millis,
        "atFirst",
        lifeBeganMillis,
        "passed",
        passed);
  }

  /** An id leaves, for something new of that region: the region itself, or a replica of it. */
  void id(long id, long regionId) {
    Long before = ids.putIfAbsent(id, regionId);
    if (before != null) {
      throw Invariant.unreachable(
          "G11 an id is handed out twice: " + id + " for regions " + before + " and " + regionId);
    }
  }

  /** An id leaves, and nobody has said what for. */
  void id(long id) {
    id(id, 0);
  }

  /** A region shall change by this peer, which may be known from a split. */
  void ordered(long peerId, long regionId) {
    Long before = ids.put(peerId, regionId);
    if (before != null && before != 0 && before != regionId) {
      throw Invariant.unreachable(
          "G11 one id in two regions: " + peerId + " in " + before + " and " + regionId);
    }
  }
}
