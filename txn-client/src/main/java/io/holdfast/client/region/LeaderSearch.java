package io.holdfast.client.region;

import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Looks for a new leader while a request stays without an answer: a leader that is cut off or
 * stands still never says so itself. The request goes on meanwhile; it is given up only when
 * somebody else is known to lead, so that a leader that is merely slow is not asked everything
 * twice.
 */
@LoopConfined("client-loop")
final class LeaderSearch {
  /** An answer takes some milliseconds; an election begins after about a second. */
  static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  /** Between two looks. */
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final EventLoop loop;
  private final RegionLocator locator;

  /** Looks under way, by region: all silent requests to a region share one. */
  private final TreeMap<Long, CompletableFuture<RegionRoute>> looks = new TreeMap<>();

  LeaderSearch(EventLoop loop, RegionLocator locator) {
    this.loop = loop;
    this.locator = locator;
  }

  /** Watches one request. Begins to look after a while, unless the watch was ended. */
  Watch watch(RegionRoute route, RetryBudget budget, Runnable moved) {
    Watch watch = new Watch(route, budget, moved);
    watch.timer = loop.schedule(SILENCE_NANOS, watch::look);
    return watch;
  }

  private CompletableFuture<RegionRoute> look(RegionRoute route, RetryBudget budget) {
    CompletableFuture<RegionRoute> underWay = looks.get(route.id());
    if (underWay != null) {
      return underWay;
    }
    CompletableFuture<RegionRoute> asked = new CompletableFuture<>();
    looks.put(route.id(), asked);
    Async.then(asked, asked, (found, failure) -> looks.remove(route.id(), asked));
    // A budget of its own: whoever asked first may have gone when the others still wait.
    Async.pipe(locator.lookUp(route.start(), budget.successor(SILENCE_NANOS)), asked);
    return asked;
  }

  /** The search for one request. */
  final class Watch {
    private final RegionRoute route;
    private final RetryBudget budget;
    private final Runnable moved;
    private EventLoop.Timer timer = () -> {};
    private boolean ended;

    private Watch(RegionRoute route, RetryBudget budget, Runnable moved) {
      this.route = route;
      this.budget = budget;
      this.moved = moved;
    }

    /** There is an answer, or none is wanted any more. */
    void end() {
      ended = true;
      timer.cancel();
    }

    private void look() {
      if (ended) {
        return;
      }
      Async.then(
          LeaderSearch.this.look(route, budget),
          new CompletableFuture<>(),
          (found, failure) -> {
            if (ended) {
              return;
            }
            if (failure == null && isElsewhere(found)) {
              ended = true;
              moved.run();
            } else {
              timer = loop.schedule(AGAIN_NANOS, this::look);
            }
          });
    }

    /** Another store leads by now, or the region is another. */
    private boolean isElsewhere(RegionRoute found) {
      return found.id() != route.id() || found.leader().getStoreId() != route.leader().getStoreId();
    }
  }
}
