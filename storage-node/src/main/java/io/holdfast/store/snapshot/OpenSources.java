package io.holdfast.store.snapshot;

import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.List;

/**
 * The sources that hold an engine snapshot now, whoever has them in hand: on its way between loops
 * one has no other owner that could close it when the store ends (rule D10).
 */
@LoopConfined("snapshot")
final class OpenSources {
  private List<SnapshotSource> open = new ArrayList<>();
  private boolean stopped;

  void add(SnapshotSource source) {
    if (stopped) {
      source.close();
      return;
    }
    open.removeIf(SnapshotSource::closed); // Bounded by the transfers under way.
    open.add(source);
  }

  /** Closes all; a sender finds that there is no next chunk. */
  void stop() {
    stopped = true;
    open.forEach(SnapshotSource::close);
    open = new ArrayList<>();
  }
}
