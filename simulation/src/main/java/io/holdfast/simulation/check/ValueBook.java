package io.holdfast.simulation.check;

/**
 * Of each value of one register: how many operations that are still to come need it, and how many
 * can bring it about. A value that is needed must not go away for good.
 */
final class ValueBook {
  private final KeyHistory history;
  private final int[] needed; // By operations that surely happened.
  private final int[] wanted; // By those that may have.
  private final int[] sources;
  private final boolean[] everLooked;

  ValueBook(KeyHistory history) {
    this.history = history;
    this.needed = new int[history.values()];
    this.wanted = new int[history.values()];
    this.sources = new int[history.values()];
    this.everLooked = new boolean[history.values()];
    for (int i = 0; i < history.size(); i++) {
      count(i, 1);
      if (history.observes(i) >= 0) {
        everLooked[history.observes(i)] = true;
      }
    }
  }

  /** The operation has taken its place in the order. */
  void done(int operation) {
    count(operation, -1);
  }

  /** It has lost it again. */
  void undone(int operation) {
    count(operation, 1);
  }

  private void count(int operation, int sign) {
    int observes = history.observes(operation);
    if (observes >= 0) {
      (history.known(operation) ? needed : wanted)[observes] += sign;
    }
    if (history.produces(operation) >= 0) {
      sources[history.produces(operation)] += sign;
    }
  }

  /** A blind write that nobody ever looked at. */
  boolean unseen(int operation) {
    return history.known(operation)
        && history.observes(operation) == KeyHistory.NONE
        && history.produces(operation) >= 0
        && !everLooked[history.produces(operation)];
  }

  /** Nobody who is still to come looks at the value, not even perhaps. */
  boolean idle(int value) {
    return needed[value] + wanted[value] == 0;
  }

  /** Whether {@code operation}, which changes the register, would take away what is needed. */
  boolean lost(int value, int operation) {
    boolean own = history.observes(operation) == value && history.known(operation);
    return needed[value] > (own ? 1 : 0) && sources[value] == 0;
  }

  /** A value that was found and that nobody can have written; {@code NONE} if all is well. */
  int fromNowhere() {
    for (int value = 0; value < needed.length; value++) {
      if (value != KeyHistory.ABSENT && needed[value] > 0 && sources[value] == 0) {
        return value;
      }
    }
    return KeyHistory.NONE;
  }
}
