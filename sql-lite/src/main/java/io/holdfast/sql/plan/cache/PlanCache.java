package io.holdfast.sql.plan.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map from shapes to plans. Thread-safe.
 *
 * <p>Victims are chosen by a clock: a ring of entries with a mark that a hit sets and the hand
 * clears; an entry is dropped when the hand finds it without. Unlike exact least-recently-used this
 * costs a hit nothing but a store.
 */
public final class PlanCache<P> {
  /** Counts since the cache was made. */
  public record Statistics(long hits, long misses, long evictions, int size) {}

  private static final class Entry<P> {
    final PlanKey key;
    volatile P plan;
    volatile boolean used;
    boolean removed; // Guarded by lock.

    Entry(PlanKey key, P plan) {
      this.key = key;
      this.plan = plan;
    }
  }

  private final int entriesMax;
  private final ConcurrentMap<PlanKey, Entry<P>> entries = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final @Nullable Entry<P>[] ring; // Guarded by lock.
  private int ringSize; // Guarded by lock.
  private int hand; // Guarded by lock.
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder evictions = new LongAdder();

  /** An empty cache; 0 keeps nothing. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type.
  public PlanCache(int entriesMax) {
    this.entriesMax = entriesMax;
    this.ring = new Entry[entriesMax];
  }

  /** The plan of a shape; null when there is none. Counts. */
  public @Nullable P get(PlanKey key) {
    Entry<P> entry = entries.get(key);
    if (entry == null) {
      misses.increment();
      return null;
    }
    hits.increment();
    if (!entry.used) {
      entry.used = true;
    }
    return entry.plan;
  }

  /** As {@link #get}, without counting. */
  public @Nullable P peek(PlanKey key) {
    Entry<P> entry = entries.get(key);
    return entry == null ? null : entry.plan;
  }

  /** Keeps a plan under a copy of the key, in place of an older one of the same shape. */
  public void put(PlanKey key, P plan) {
    if (entriesMax == 0) {
      return;
    }
    lock.lock();
    try {
      Entry<P> present = entries.get(key);
      if (present != null) {
        present.plan = plan;
        present.used = true;
        return;
      }
      Entry<P> entry = new Entry<>(key.copy(), plan);
      ring[freePlace()] = entry;
      entries.put(entry.key, entry);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a plan, unless another has taken its place. */
  public void remove(PlanKey key, P plan) {
    lock.lock();
    try {
      Entry<P> present = entries.get(key);
      if (present != null && present.plan == plan) {
        // Its place in the ring is found again by the hand.
        entries.remove(key);
        present.removed = true;
        present.used = false;
      }
    } finally {
      lock.unlock();
    }
  }

  private int freePlace() {
    if (ringSize < entriesMax) {
      return ringSize++;
    }
    while (true) {
      int place = hand;
      hand = (hand + 1) % entriesMax;
      Entry<P> candidate = ring[place];
      if (candidate == null || candidate.removed) {
        return place;
      }
      if (!candidate.used) {
        entries.remove(candidate.key);
        evictions.increment();
        return place;
      }
      candidate.used = false;
    }
  }

  /** Counts of this cache. */
  public Statistics statistics() {
    return new Statistics(hits.sum(), misses.sum(), evictions.sum(), entries.size());
  }
}
