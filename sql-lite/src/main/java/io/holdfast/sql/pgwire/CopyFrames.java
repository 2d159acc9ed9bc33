package io.holdfast.sql.pgwire;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.session.CopySource;
import io.holdfast.sql.session.PeerGoneException;
import io.holdfast.sql.session.SessionEndedException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The data of one COPY FROM STDIN, out of the frames of its connection. */
final class CopyFrames implements CopySource {
  /** A statement may end while its client sends nothing. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final FrameSource in;
  private boolean ended;

  CopyFrames(FrameSource in) {
    this.in = in;
  }

  @Override
  public byte @Nullable [] next(Runnable whileWaiting) {
    while (!ended) {
      Frame frame = in.next(LOOK_NANOS);
      if (frame == null && !in.ended()) {
        whileWaiting.run();
        continue;
      }
      if (frame == null) {
        throw new PeerGoneException("unexpected EOF on client connection during COPY from stdin");
      }
      switch (frame.type()) {
        case 'd' -> {
          return frame.payload();
        }
        case 'c' -> ended = true;
        case 'f' -> {
          ended = true;
          throw new SqlException(
              SqlState.QUERY_CANCELED,
              "COPY from stdin failed: " + new FrameReader(frame).readString());
        }
        case 'H', 'S' -> {
          // A client may not know that its statement is a COPY.
        }
        default ->
            throw new SessionEndedException(
                FrameReader.violation(
                    String.format(
                        Locale.ROOT,
                        "unexpected message type 0x%02X during COPY from stdin",
                        frame.type())));
      }
    }
    return null;
  }
}
