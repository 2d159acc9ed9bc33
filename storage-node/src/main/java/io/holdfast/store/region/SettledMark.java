package io.holdfast.store.region;

/**
 * How far a replica's log is committed and how far it is applied, for readers on any thread.
 * Written by the store loop: the one before any message tells of it, the other when it is visible.
 */
final class SettledMark {
  private volatile long committed;
  private volatile long applied;

  void committed(long index) {
    if (index > committed) {
      committed = index;
    }
  }

  void applied(long index) {
    if (index > applied) {
      applied = index;
    }
  }

  boolean settled() {
    return committed <= applied;
  }
}
