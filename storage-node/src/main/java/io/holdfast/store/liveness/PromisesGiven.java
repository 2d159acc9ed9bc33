package io.holdfast.store.liveness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this store has promised others (L2, L3). Times are of this store's monotonic clock, in
 * nanoseconds.
 *
 * <pre>
 *   (none) --asked--> SUPPORTED --asked--> SUPPORTED, until later
 *                         | deadline passed, or a newer life asks
 *                         v
 *                     withdrawn: its session comes never again
 * </pre>
 */
final class PromisesGiven {
  /** Sessions of one life of this store. */
  private static final int SESSION_BITS = 32;

  private final long promiseMax;
  private final TreeMap<Long, Given> byStore = new TreeMap<>();
  private final TreeMap<Long, Long> bootsSeen = new TreeMap<>();
  private long nextSession;

  /** {@code covers}: reads may be answered under it, so it is kept to its end. */
  private record Given(long boot, long session, long deadline, boolean covers) {}

  /** What is answered. */
  record Granted(long session, long promiseNanos) {}

  /**
   * For one life.
   *
   * @param boot of this store
   * @param promiseMax the longest promise that is allowed for at the next start (L5)
   */
  PromisesGiven(long boot, long promiseMax) {
    this.promiseMax = promiseMax;
    this.nextSession = (boot << SESSION_BITS) + 1;
  }

  /** A store asks; null when a later life of it has asked before. */
  @Nullable Granted ask(long store, long boot, long askedNanos, boolean coversReads, long now) {
    if (boot < bootsSeen.getOrDefault(store, 0L)) {
      return null;
    }
    bootsSeen.put(store, boot);
    Given before = byStore.get(store);
    long promise = Math.min(askedNanos, promiseMax);
    long session;
    long deadline = now + promise;
    boolean covers = coversReads;
    if (before != null && before.boot() == boot) {
      session = before.session();
      covers |= before.covers();
      deadline = Math.max(deadline, before.deadline());
    } else {
      session = nextSession++;
    }
    byStore.put(store, new Given(boot, session, deadline, covers));
    return new Granted(session, promise);
  }

  /** Takes back what was not asked for in time; the stores that are not supported any more. */
  List<Long> withdraw(long now) {
    List<Long> withdrawn = new ArrayList<>();
    for (Map.Entry<Long, Given> each : byStore.entrySet()) {
      if (now > each.getValue().deadline()) {
        withdrawn.add(each.getKey());
      }
    }
    withdrawn.forEach(byStore::remove);
    return withdrawn;
  }

  /** A store seems to be gone. True iff it is not supported any more: it would not read alone. */
  boolean gone(long store) {
    Given given = byStore.get(store);
    if (given == null || given.covers()) {
      return false;
    }
    byStore.remove(store);
    return true;
  }

  /** The session of each store that is supported; a copy. */
  Map<Long, Long> sessions() {
    TreeMap<Long, Long> sessions = new TreeMap<>();
    byStore.forEach((store, given) -> sessions.put(store, given.session()));
    return Collections.unmodifiableMap(sessions);
  }
}
