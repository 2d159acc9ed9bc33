package io.holdfast.store.engine;

import io.holdfast.runtime.base.Invariant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Who uses an engine: calls that are running, iterators and snapshots that are open. Its memory is
 * not the JVM's, so it may be freed only when there are none (rule D10).
 *
 * <pre>
 * OPEN ──refuse()──▶ CLOSING ──end() while nobody uses it, or endForced()──▶ ENDED
 * </pre>
 *
 * <p>Every handle has an owner that closes it. While the engine is closing no call begins and no
 * handle is opened, but what is open goes on, and a snapshot may still open iterators.
 *
 * <p>Thread-safe. A call costs two uncontended additions: who enters adds before it looks whether
 * it may, and who closes looks at the sums after it has said that nobody may any more.
 */
public final class EngineUsers {
  private enum Phase {
    OPEN,
    CLOSING,
    ENDED
  }

  private final LongAdder entered = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final Set<Handle> handles = ConcurrentHashMap.newKeySet();
  private final AtomicLong lastId = new AtomicLong();
  private volatile Phase phase = Phase.OPEN;

  /** A call begins; {@link #exit()} follows in any case. */
  public void enter() {
    entered.increment();
    if (phase != Phase.OPEN) {
      left.increment();
      throw new EngineClosedException("Engine used after its end");
    }
  }

  /** A call has ended. */
  public void exit() {
    left.increment();
  }

  /**
   * Registers a handle, from within a call or by the owner of an open snapshot. {@code release}
   * frees it, once: when its owner closes it, or with the engine if its owner died first.
   */
  public Handle opened(Runnable release) {
    Handle handle = new Handle(lastId.incrementAndGet(), release);
    handles.add(handle);
    return handle;
  }

  /** An open iterator or snapshot. */
  public final class Handle implements Comparable<Handle> {
    private final long id;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Handle(long id, Runnable release) {
      this.id = id;
      this.release = release;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(id);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    /** In the order in which they were opened. */
    @Override
    public int compareTo(Handle other) {
      return Long.compare(id, other.id);
    }

    /** Fails when it was closed, or freed with its engine. */
    public void check() {
      if (closed.get()) {
        throw new EngineClosedException("Iterator or snapshot used after its end");
      }
    }

    /** Frees it, the first time. */
    public void close() {
      if (closed.compareAndSet(false, true)) {
        release.run();
        handles.remove(this); // Only now: the engine must outlive the freeing.
      }
    }
  }

  /** How many handles are open. */
  public int count() {
    return handles.size();
  }

  /** From now on nobody new comes in. */
  public synchronized void refuse() {
    if (phase == Phase.OPEN) {
      phase = Phase.CLOSING;
    }
  }

  /**
   * True iff the engine is closing and nobody uses it; the caller, who hears it once, frees it. The
   * calls are looked at first: one that is running may be about to open a handle.
   */
  public synchronized boolean end() {
    // The sum of those who left is taken first: equal sums then mean that nobody was inside.
    long gone = left.sum();
    if (phase != Phase.CLOSING || entered.sum() != gone || !handles.isEmpty()) {
      return false;
    }
    phase = Phase.ENDED;
    return true;
  }

  /** True iff no call is running; handles count as dead with their owners and are freed. */
  public synchronized boolean endForced() {
    refuse();
    long gone = left.sum();
    if (phase != Phase.CLOSING || entered.sum() != gone) {
      return false;
    }
    phase = Phase.ENDED;
    // Newest first: iterators before the snapshots they read.
    new TreeSet<>(handles).descendingSet().forEach(Handle::close);
    return true;
  }

  /** The users keep what they have for ever; nothing may be freed any more. */
  public synchronized void giveUp() {
    phase = Phase.ENDED;
  }

  /** True once it was freed or given up. */
  public boolean ended() {
    return phase == Phase.ENDED;
  }

  /** Fails when a handle is open: somebody has forgotten to close it. */
  public void checkNoneOpen() {
    int open = count();
    Invariant.check(open == 0, "D10 engine closed with open iterators or snapshots", "open", open);
  }
}
