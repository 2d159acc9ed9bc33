package io.holdfast.cluster;

/**
 * What the clients and SQL nodes of a simulated cluster do that is allowed, and seldom happens.
 *
 * @param lateRequests chance that a request of a transaction leaves up to seconds later; one that
 *     commits thrice as often, so that a transaction stays half committed for a while
 * @param tightPages whether reads ask for pages so small that most answers end early
 */
public record ClientHabits(double lateRequests, boolean tightPages) {
  /** Every request at once, pages of the usual size. */
  public static final ClientHabits USUAL = new ClientHabits(0, false);
}
