package io.holdfast.client.region;

import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.concurrent.CompletableFuture;

/**
 * Walks a range of keys region by region, up or down, and survives that regions change meanwhile:
 * it remembers only the keys that are still to come.
 */
@LoopConfined("client-loop")
public final class RangeCursor {
  private final RegionLocator locator;
  private final KeyMode keyMode;
  private final boolean reverse;
  private KeyRange left;
  private boolean done;

  /** At the first key of the range, or at its last one when walking down. */
  public RangeCursor(RegionLocator locator, KeyMode keyMode, KeyRange range, boolean reverse) {
    this.locator = locator;
    this.keyMode = keyMode;
    this.reverse = reverse;
    this.left = range;
    this.done = range.isEmpty();
  }

  /** True iff no key is left. */
  public boolean done() {
    return done;
  }

  /** The region of the next key. Not when done. */
  public CompletableFuture<RegionRoute> locate(RetryBudget budget) {
    return reverse
        ? locator.locateBelow(keyMode.boundary(left.end()), budget)
        : locator.locate(keyMode.position(left.start()), budget);
  }

  /** The keys still to come that lie in the region. */
  public KeyRange within(RegionRoute route) {
    return left.intersect(keyMode.keys(route.bounds()));
  }

  /** The walk has passed {@code key}. */
  public void passed(Bytes key) {
    moveTo(reverse ? key : key.successor());
  }

  /** The walk has passed all keys of the region. */
  public void passed(RegionRoute route) {
    KeyRange keys = keyMode.keys(route.bounds());
    Bytes edge = reverse ? keys.start() : keys.end();
    if (edge.isEmpty()) {
      done = true;
    } else {
      moveTo(edge);
    }
  }

  /**
   * The walk goes on at {@code resume}: everything before it, or from it on upwards, was passed.
   */
  public void resumeAt(Bytes resume) {
    moveTo(resume);
  }

  private void moveTo(Bytes edge) {
    boolean outside =
        reverse
            ? edge.compareTo(left.start()) <= 0
            : !left.end().isEmpty() && edge.compareTo(left.end()) >= 0;
    if (outside) {
      done = true;
    } else {
      left = reverse ? new KeyRange(left.start(), edge) : new KeyRange(edge, left.end());
    }
  }
}
