package io.holdfast.client.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A switch that ends calls: given to any number of them, thrown once. Thread-safe. Whoever listens
 * is told on the thread that throws it, so listeners only hand the news on.
 */
public final class Cancellation {
  private final TreeMap<Long, Runnable> listeners = new TreeMap<>(); // Guarded by this.
  private long lastNumber; // Guarded by this.
  private @Nullable RuntimeException reason; // Guarded by this.
  private volatile boolean cancelled; // Written under the lock.

  /** Ends all calls that were given this switch, and those that will be. */
  public void cancel() {
    cancel(null);
  }

  /**
   * As {@link #cancel()}; {@code why} becomes the cause of what the callers see. The first stays.
   */
  public void cancel(@Nullable RuntimeException why) {
    List<Runnable> told;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      reason = why;
      told = new ArrayList<>(listeners.values());
      listeners.clear();
    }
    told.forEach(Runnable::run);
  }

  /** True once it was thrown. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** What it was thrown for, if somebody said so. */
  public synchronized @Nullable RuntimeException reason() {
    return reason;
  }

  /** Calls under way that it would end. */
  public synchronized int calls() {
    return listeners.size();
  }

  /**
   * Tells {@code listener}, at once if it is too late to wait; the answer takes it off the list.
   * Who listens takes himself off when his call is over: the list is as long as there are calls.
   */
  public Runnable onCancel(Runnable listener) {
    long number;
    synchronized (this) {
      if (!cancelled) {
        number = ++lastNumber;
        listeners.put(number, listener);
        return () -> forget(number);
      }
    }
    listener.run();
    return () -> {};
  }

  private synchronized void forget(long number) {
    listeners.remove(number);
  }
}
