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

  /** Until when a store supports this one, in which session. */
  record Taken(long session, long until) {}

  private static final class Supporter {
    final TreeMap<Long, Long> sent = new TreeMap<>();
    final ClockWatch clock;
    long session;
    long until = Long.MIN_VALUE;

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
  }

  /** What counts, by store: the promises of those whose clock runs as ours does (L7); a copy. */
  Map<Long, Taken> counted() {
    TreeMap<Long, Taken> counted = new TreeMap<>();
    byStore.forEach(
        (store, supporter) -> {
          if (supporter.clock.agrees()) {
            counted.put(store, new Taken(supporter.session, supporter.until));
          }
        });
    return Collections.unmodifiableMap(counted);
  }
}
