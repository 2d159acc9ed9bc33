package io.holdfast.simulation.check;

import java.util.Arrays;

/**
 * Calls and returns of one key in the order of time, as a doubly linked list from which operations
 * are lifted that have found their place. Lifted last is put back first.
 */
final class Timeline {
  private final int operations;
  private final int[] next; // Calls are 0 to n - 1, returns n to 2n - 1; the last is the head.
  private final int[] previous;
  private final boolean[] returns;

  Timeline(KeyHistory history) {
    operations = history.size();
    int head = 2 * operations;
    next = new int[head + 1];
    previous = new int[head + 1];
    returns = new boolean[operations];
    long[][] times = new long[head][];
    int count = 0;
    for (int i = 0; i < operations; i++) {
      times[count++] = new long[] {history.operation(i).invokedAt(), i};
      returns[i] = history.known(i);
      if (returns[i]) {
        times[count++] = new long[] {history.operation(i).returnedAt(), operations + i};
      }
    }
    Arrays.sort(times, 0, count, (a, b) -> Long.compare(a[0], b[0]));
    int last = head;
    for (int i = 0; i < count; i++) {
      int node = (int) times[i][1];
      next[last] = node;
      previous[node] = last;
      last = node;
    }
    next[last] = head;
    previous[head] = last;
  }

  /** The first entry, or {@link #end}. */
  int first() {
    return next[end()];
  }

  /** The entry behind. */
  int after(int entry) {
    return next[entry];
  }

  /** Behind the last. */
  int end() {
    return 2 * operations;
  }

  /** Whether the entry is a call; its number is that of its operation. */
  boolean isCall(int entry) {
    return entry < operations;
  }

  /** The operation of a call or a return. */
  int operation(int entry) {
    return entry < operations ? entry : entry - operations;
  }

  void lift(int operation) {
    unlink(operation);
    if (returns[operation]) {
      unlink(operations + operation);
    }
  }

  void putBack(int operation) {
    if (returns[operation]) {
      relink(operations + operation);
    }
    relink(operation);
  }

  private void unlink(int entry) {
    next[previous[entry]] = next[entry];
    previous[next[entry]] = previous[entry];
  }

  private void relink(int entry) {
    next[previous[entry]] = entry;
    previous[next[entry]] = entry;
  }
}
