package io.holdfast.store.engine;

import io.holdfast.runtime.base.Invariant;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The iterators and snapshots of one engine that are still open, in the order they were opened.
 * Thread-safe. Every handle has an owner that closes it; this is how a forgotten one is found.
 */
public final class OpenHandles {
  private final ConcurrentSkipListMap<Long, Runnable> releases = new ConcurrentSkipListMap<>();
  private final AtomicLong lastId = new AtomicLong();

  /** Registers a handle; {@code release} frees it if its owner died first. */
  public long opened(Runnable release) {
    long id = lastId.incrementAndGet();
    releases.put(id, release);
    return id;
  }

  /** True the first time: the caller frees the handle. */
  public boolean closed(long id) {
    return releases.remove(id) != null;
  }

  /** How many are open. */
  public int count() {
    return releases.size();
  }

  /** Fails when one is open. */
  public void checkNoneOpen() {
    int open = count();
    Invariant.check(open == 0, "Engine closed with open iterators or snapshots", "open", open);
  }

  /** Frees all of them, newest first: iterators before the snapshots they read. */
  public void releaseAll() {
    for (Long id : releases.descendingKeySet()) {
      Runnable release = releases.remove(id);
      if (release != null) {
        release.run();
      }
    }
  }
}
