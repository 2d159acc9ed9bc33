package io.holdfast.runtime.time;

/**
 * The only way to read time. Thread-safe.
 *
 * <p>{@link #nanos()} is monotonic within one life of the node and has an arbitrary origin; all
 * timeouts and leases use it. {@link #wallMillis()} may jump either way and is only for values that
 * people or other machines read (the physical part of a timestamp, log lines).
 */
public interface Clock {
  /** Monotonic nanoseconds since an arbitrary origin. */
  long nanos();

  /** Milliseconds since the Unix epoch by the machine's wall clock. */
  long wallMillis();
}
