package io.holdfast.bench.peer;

import io.holdfast.bench.load.Window;
import java.util.Arrays;
import java.util.List;

/**
 * One operation on one system, measured in several rounds.
 *
 * @param windows a round each
 */
record PeerCell(String system, PeerOperation operation, int clients, List<Window> windows) {
  PeerCell {
    windows = List.copyOf(windows);
  }

  /** The middle of the rounds: one that was disturbed counts for nothing. */
  double cpuMicros() {
    return middle(windows.stream().mapToDouble(Window::serverMicros).toArray());
  }

  double perSecond() {
    return middle(windows.stream().mapToDouble(Window::perSecond).toArray());
  }

  double percentileMicros(double percentile) {
    return middle(
        windows.stream().mapToDouble(window -> window.percentileMicros(percentile)).toArray());
  }

  static double middle(double... figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return 0;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  long failed() {
    return windows.stream().mapToLong(window -> window.count().failed()).sum();
  }

  long done() {
    return windows.stream().mapToLong(window -> window.count().done()).sum();
  }

  boolean warm() {
    return windows.stream().allMatch(Window::warm);
  }

  boolean isAbout(PeerCell other) {
    return operation == other.operation && clients == other.clients;
  }
}
