package io.holdfast.store.server;

import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.Heirs;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionRouter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first act of a planned stop: what is led here goes to members that have everything (Thesis
 * §3.10), so that clients wait for one round trip and not for an election. Bounded in time: a
 * region that nobody can take is left as it is.
 *
 * <p>Afterwards the store stays for a moment. Who still takes it for the leader hears from it where
 * the new one is, and what was proposed before is answered by its fate.
 */
@LoopConfined("store")
final class LeaderHandover {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderHandover.class);

  private static final long PATIENCE_NANOS = 3_000_000_000L;
  private static final long LINGER_NANOS = 300_000_000L;
  private static final long LOOK_NANOS = 10_000_000L;

  /** A transfer that takes longer is tried with another member. */
  private static final long ATTEMPT_NANOS = 500_000_000L;

  /**
   * Transfers under way at a time, at the most: each costs an election, and all of them wait for
   * the work of all. So it begins with one, and goes on with as many as have succeeded.
   */
  private static final int TOGETHER_MAX = 64;

  private record Attempt(long toPeerId, long sinceNanos) {}

  private final EventLoop loop;
  private final RegionRouter router;
  private final Map<Long, Attempt> attempts = new TreeMap<>();
  private long deadlineNanos;
  private long lingerUntilNanos;

  LeaderHandover(EventLoop loop, RegionRouter router) {
    this.loop = loop;
    this.router = router;
  }

  /** {@code done} runs later or at once. */
  void begin(Runnable done) {
    loop.checkOwned();
    deadlineNanos = loop.clock().nanos() + PATIENCE_NANOS;
    lingerUntilNanos = loop.clock().nanos();
    look(done);
  }

  private void look(Runnable done) {
    long now = loop.clock().nanos();
    int left = handOver(now);
    if (left > 0) {
      lingerUntilNanos = now + LINGER_NANOS;
    }
    boolean late = deadlineNanos - now <= 0;
    if (late || (left == 0 && lingerUntilNanos - now <= 0)) {
      if (!attempts.isEmpty()) {
        LOG.atInfo()
            .addKeyValue("regions", attempts.size())
            .addKeyValue("left", left)
            .log("Leaderships were handed over");
      }
      done.run();
    } else {
      loop.schedule(LOOK_NANOS, () -> look(done));
    }
  }

  /** Answers how many regions are led here that somebody else could lead. */
  private int handOver(long now) {
    int left = 0;
    int underWay = 0;
    int together = Math.min(TOGETHER_MAX, Math.max(1, gone()));
    for (RegionPeer peer : router.peers()) {
      Attempt attempt = attempts.get(peer.id());
      List<Long> able = peer.isLeader() ? Heirs.of(peer) : List.of();
      if (able.isEmpty()) {
        continue;
      }
      left++;
      boolean waits = attempt != null && now - attempt.sinceNanos() < ATTEMPT_NANOS;
      if (!waits && underWay < together) {
        long to = choose(able, peer.id(), attempt);
        attempts.put(peer.id(), new Attempt(to, now));
        peer.group().transferLeader(to);
        waits = true;
      }
      underWay += waits ? 1 : 0;
    }
    return left;
  }

  /** How many of those that were handed over are led elsewhere by now. */
  private int gone() {
    int led = 0;
    for (RegionPeer peer : router.peers()) {
      led += peer.isLeader() && attempts.containsKey(peer.id()) ? 1 : 0;
    }
    return attempts.size() - led;
  }

  /** Spreads the regions over the members, and does not try the same one twice in a row. */
  private static long choose(List<Long> able, long regionId, @Nullable Attempt before) {
    int at = (int) Long.remainderUnsigned(regionId, able.size());
    if (before != null && able.get(at) == before.toPeerId()) {
      at = (at + 1) % able.size();
    }
    return able.get(at);
  }
}
