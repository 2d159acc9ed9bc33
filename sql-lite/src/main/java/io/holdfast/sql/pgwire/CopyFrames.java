package io.holdfast.sql.pgwire;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.session.CopySource;
import io.holdfast.sql.session.PeerGoneException;
import io.holdfast.sql.session.SessionEndedException;
import io.holdfast.sql.type.Encodings;
import io.holdfast.sql.type.Encodings.Encoding;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The data of one COPY FROM STDIN, out of the frames of its connection. */
final class CopyFrames implements CopySource {
  /** A statement may end while its client sends nothing. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final FrameSource in;
  private final Encodings.@Nullable Pieces pieces;
  private boolean ended;

  /** The data in UTF-8; it comes in an encoding, null: UTF-8. */
  CopyFrames(FrameSource in, @Nullable Encoding encoding) {
    this.in = in;
    this.pieces = encoding == null ? null : new Encodings.Pieces(encoding);
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
          return pieces == null ? frame.payload() : pieces.utf8(frame.payload());
        }
        case 'c' -> {
          ended = true;
          if (pieces != null) {
            pieces.end();
          }
        }
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
