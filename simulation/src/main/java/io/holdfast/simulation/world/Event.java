package io.holdfast.simulation.world;

/**
 * Something that happens at a virtual time. Events of one instant are ordered by a seeded
 * tie-break, so that no test can come to rely on the order in which they were scheduled.
 */
final class Event {
  final long atNanos;
  final String label;
  final int owner;
  final Runnable action;
  private final long tie;
  private final long sequence;
  private boolean cancelled;

  Event(long atNanos, long tie, long sequence, String label, int owner, Runnable action) {
    this.atNanos = atNanos;
    this.tie = tie;
    this.sequence = sequence;
    this.label = label;
    this.owner = owner;
    this.action = action;
  }

  void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }

  /** A total order: no two events have one sequence number. */
  boolean before(Event other) {
    if (atNanos != other.atNanos) {
      return atNanos < other.atNanos;
    }
    return tie == other.tie ? sequence < other.sequence : tie < other.tie;
  }
}
