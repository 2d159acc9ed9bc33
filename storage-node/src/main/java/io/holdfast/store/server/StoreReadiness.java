package io.holdfast.store.server;

import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.time.Clock;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.report.StoreReporter;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the store is ready, and if not, why. Looked into by the store loop every second and read
 * by any thread, because who asks waits a tenth of a second at the most.
 */
final class StoreReadiness {
  private static final long LOOK_NANOS = 1_000_000_000L;

  /** A store loop that has not looked for so long does not answer requests either. */
  private static final long STALE_NANOS = 10_000_000_000L;

  /** Leaders are heard ten times a second. */
  private static final long LEADERLESS_NANOS = 5_000_000_000L;

  private final EventLoop loop;
  private final Clock clock;
  private final StoreContext store;
  private final StoreReporter reporter;
  private volatile View view;
  private boolean stopped;

  /**
   * What is known.
   *
   * @param serving takes requests: a store that is not ready may still serve what it has
   * @param reasons why it is not ready; empty when it is
   */
  record View(boolean serving, List<String> reasons, long atNanos) {}

  StoreReadiness(StoreContext store, StoreReporter reporter) {
    this.loop = store.loop();
    this.clock = loop.clock();
    this.store = store;
    this.reporter = reporter;
    this.view = new View(true, List.of("starting"), clock.nanos());
  }

  /** Looks from now on. */
  void start() {
    loop.checkOwned();
    if (!stopped) {
      look();
      loop.schedule(LOOK_NANOS, this::start);
    }
  }

  /** The store goes down. */
  void stop() {
    stopped = true;
    view = new View(false, List.of("draining"), clock.nanos());
  }

  private void look() {
    List<String> reasons = new ArrayList<>();
    if (store.health().stopping()) {
      reasons.add("draining");
    }
    String objection = reporter.objection();
    if (objection != null) {
      reasons.add(objection);
    }
    if (store.health().diskFull()) {
      reasons.add("disk full");
    }
    int leaderless = 0;
    int quarantined = 0;
    for (RegionPeer peer : store.router().peers()) {
      if (peer.forsaken(LEADERLESS_NANOS)) {
        leaderless++;
      }
      if (peer.quarantine() != null) {
        quarantined++;
      }
    }
    if (quarantined > 0) {
      reasons.add(quarantined + " regions in quarantine");
    }
    if (leaderless > 0) {
      reasons.add("no leader or no quorum for " + leaderless + " regions");
    }
    view = new View(!store.health().stopping(), List.copyOf(reasons), clock.nanos());
  }

  /** For any thread. */
  View view() {
    View known = view;
    long age = clock.nanos() - known.atNanos();
    return age <= STALE_NANOS
        ? known
        : new View(
            false, List.of("store loop does not answer for " + age / 1_000_000_000L + " s"), age);
  }
}
