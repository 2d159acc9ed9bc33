package io.holdfast.sql.pgwire;

import java.util.ArrayList;
import java.util.List;

/**
 * The messages since the last Sync, as long as they can be done once more: a client that was told
 * nothing yet need not know that its implicit transaction has met another one.
 */
final class Pipeline {
  /** Longer ones are not remembered. */
  private static final int BYTES_MAX = 256 * 1024;

  private static final String REPEATABLE = "PBDES";

  private final List<Frame> frames = new ArrayList<>();
  private boolean repeatable = true;
  private int bytes;
  private long mark;

  /** One more message; {@code outputMark} is where the output was before it. */
  void add(Frame frame, long outputMark) {
    if (frames.isEmpty()) {
      mark = outputMark;
    }
    bytes += frame.wireBytes();
    repeatable &= bytes <= BYTES_MAX && REPEATABLE.indexOf(frame.type()) >= 0;
    frames.add(frame);
    if (!repeatable) {
      frames.clear();
      frames.add(frame);
    }
  }

  /** True while nothing has been done that cannot be undone and done again. */
  boolean repeatable() {
    return repeatable;
  }

  /** Where the output was before the first of them. */
  long mark() {
    return mark;
  }

  List<Frame> frames() {
    return List.copyOf(frames);
  }

  /** Sync: what comes is another one. */
  void end() {
    frames.clear();
    repeatable = true;
    bytes = 0;
  }
}
