package io.holdfast.sql.session;

import org.jspecify.annotations.Nullable;

/** What the client sends for a COPY FROM STDIN. */
public interface CopySource {
  /**
   * The next piece, cut wherever the client liked; null at the end of the data. Throws 57014 when
   * the client gave up ("COPY from stdin failed: ...").
   *
   * @param whileWaiting called now and then while the client sends nothing; what it throws ends the
   *     wait
   */
  byte @Nullable [] next(Runnable whileWaiting);
}
