package io.holdfast.bench.load;

import java.io.IOException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A load that is under way, in this process or in another one, until it is stopped. */
public interface OfferedLoad {
  /** What happened since the start. */
  Count count() throws IOException;

  /** Latencies since the last look, nanoseconds. One caller. */
  Histogram latencies() throws IOException;

  /** The first failure; null when there was none. */
  @Nullable String firstFailure();

  /** Returns when nothing is under way any more. */
  void stop() throws IOException, InterruptedException;

  /**
   * Operations by how they ended.
   *
   * @param retries how often operations had to begin again
   */
  record Count(long done, long failed, long retries) {
    /** What happened since {@code earlier}. */
    public Count since(Count earlier) {
      return new Count(done - earlier.done, failed - earlier.failed, retries - earlier.retries);
    }
  }
}
