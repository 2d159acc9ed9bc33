package io.holdfast.store.liveness;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What other stores have promised this one (L4). Times are of this store's monotonic clock, in
 * nanoseconds; a promise counts from before its request was made, never from its answer.
 */
final class PromisesTaken {
  /** Requests whose answers are still of use; older ones ended long ago. */
  private static final int SENT_MAX = 64;

  private final LivenessConfig config;
  private final TreeMap<Long, Supporter> byStore = new TreeMap<>();
  private long sequence;

  /**
   * Until when a store supports this one, in which session.
   *
   * @param counts its clock runs as ours does (L7)
   */
  record Taken(long session, long until, boolean counts) {}

  private static final class Supporter {
    final TreeMap<Long, Long> sent = new TreeMap<>();
    final ClockWatch clock;
    long session;
    long until = Long.MIN_VALUE;
    boolean toldOver;

    Supporter(ClockWatch clock) {
      this.clock = clock;
    }
  }

  PromisesTaken(LivenessConfig config) {
    this.config = config;
  }

  /**
   * A request to a store is about to be made; its number.
   *
   * @param now read before anything of the request was
   */
  long asks(long store, long now) {
    Supporter supporter =
        byStore.computeIfAbsent(
            store, id -> new Supporter(new ClockWatch(config.driftPercent() / 2)));
    supporter.sent.put(++sequence, now);
    if (supporter.sent.size() > SENT_MAX) {
      supporter.sent.pollFirstEntry();
    }
    return sequence;
  }

  /** The store has answered request {@code number}; {@code itsClock} is its reading. */
  void answered(long store, long number, long session, long promiseNanos, long itsClock, long now) {
    Supporter supporter = byStore.get(store);
    Long sent = supporter == null ? null : supporter.sent.remove(number);
    if (supporter == null || sent == null || session < supporter.session) {
      return; // Of another life, or told twice.
    }
    if (session > supporter.session) {
      if (session >> 32 != supporter.session >> 32) {
        supporter.clock.forget();
      }
      supporter.session = session;
      supporter.until = Long.MIN_VALUE;
    }
    supporter.clock.saw(sent, now, itsClock);
    supporter.until = Math.max(supporter.until, sent + config.usable(promiseNanos));
    supporter.toldOver = false;
  }

  /** True iff a promise is over that was not the last time. */
  boolean takeOver(long now) {
    boolean news = false;
    for (Supporter supporter : byStore.values()) {
      if (!supporter.toldOver && supporter.session != 0 && supporter.until <= now) {
        supporter.toldOver = true;
        news = true;
      }
    }
    return news;
  }

  /** What is known, by store; a copy. */
  Map<Long, Taken> known() {
    TreeMap<Long, Taken> known = new TreeMap<>();
    byStore.forEach(
        (store, supporter) ->
            known.put(
                store, new Taken(supporter.session, supporter.until, supporter.clock.agrees())));
    return Collections.unmodifiableMap(known);
  }
}
