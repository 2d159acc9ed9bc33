package io.holdfast.store.read.task;

/** Who waits for the answer to a request. Thread-safe. */
@FunctionalInterface
public interface Caller {
  /** Waits as long as it takes. */
  Caller PATIENT = () -> false;

  /** True when nobody will see an answer any more: the call was cancelled, or its time is up. */
  boolean gone();
}
