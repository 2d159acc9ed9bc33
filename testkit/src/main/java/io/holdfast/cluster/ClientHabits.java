package io.holdfast.cluster;

/**
 * What the clients and SQL nodes of a simulated cluster do that is allowed, and seldom happens.
 *
 * @param lateRequests chance that a request of a transaction leaves up to seconds later; one that
 *     commits thrice as often, so that a transaction stays half committed for a while
 * @param tightPages whether reads ask for pages so small that most answers end early
 * @param streaming whether short requests to one store travel together on a stream
 */
public record ClientHabits(double lateRequests, boolean tightPages, boolean streaming) {
  /** Every request at once, pages of the usual size. */
  public static final ClientHabits USUAL = new ClientHabits(0, false, false);

  /** The same with requests that travel together. */
  public ClientHabits withStreaming() {
    return new ClientHabits(lateRequests, tightPages, true);
  }
}
