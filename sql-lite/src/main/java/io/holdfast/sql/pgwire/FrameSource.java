package io.holdfast.sql.pgwire;

import org.jspecify.annotations.Nullable;

/** Where a connection's thread waits for the client. */
public interface FrameSource {
  /**
   * The next frame; null after {@code waitNanosMax} (0: no limit), or when the client is gone, see
   * {@link #ended}. Throws {@link io.holdfast.sql.session.SessionEndedException} when the
   * conversation is ended from outside, or because the bytes were no protocol.
   */
  @Nullable Frame next(long waitNanosMax);

  /** The next frame if it has arrived already; it stays the next one. */
  @Nullable Frame peek();

  /** True once the client is gone and everything it sent was taken. */
  boolean ended();
}
