package io.holdfast.sql.pgwire;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a client's bytes into frames. Reserves memory for what has arrived, not for what a length
 * promises. After the first error nothing is cut any more.
 */
public final class FrameCutter {
  /** PostgreSQL's limit of a start-up packet. */
  static final int STARTUP_BYTES_MAX = 10_000;

  /** PostgreSQL's limit of messages that carry names and numbers only. */
  static final int SMALL_BYTES_MAX = 10_000;

  private static final int FIRST_RESERVE_BYTES = 8 * 1024;
  private static final String LARGE_TYPES = "QPBFdf";
  private static final String SMALL_TYPES = "CDEHSXc";

  private final int messageBytesMax;
  private boolean startup = true;
  private boolean broken;

  // The header: type (none at start-up) and length.
  private final byte[] header = new byte[5];
  private int headerBytes;

  // The payload of the frame under way; null while the header is incomplete.
  private byte @Nullable [] payload;
  private int payloadBytes;
  private int payloadLength;

  /** Frames up to {@code messageBytesMax}, length field included. */
  public FrameCutter(int messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
  }

  /** From the next frame on, frames have a type. */
  public void startupIsOver() {
    startup = false;
  }

  /** Cuts; whole frames go to {@code frames}, which may call {@link #startupIsOver}. */
  public void feed(byte[] bytes, int offset, int length, Consumer<Frame> frames) {
    int at = offset;
    int end = offset + length;
    while (at < end && !broken) {
      at = payload == null ? takeHeader(bytes, at, end) : takePayload(bytes, at, end);
      if (payload != null && payloadBytes == payloadLength) {
        frames.accept(finished());
      }
    }
  }

  /** Memory of the frame under way. */
  int reservedBytes() {
    return payload == null ? 0 : payload.length;
  }

  private int takeHeader(byte[] bytes, int from, int end) {
    int at = from;
    if (headerBytes == 0 && !startup) {
      checkType(bytes[at]);
    }
    int wanted = startup ? 4 : 5;
    while (headerBytes < wanted && at < end) {
      header[headerBytes++] = bytes[at++];
    }
    if (headerBytes == wanted) {
      int lengthAt = wanted - 4;
      int declared =
          (header[lengthAt] & 0xFF) << 24
              | (header[lengthAt + 1] & 0xFF) << 16
              | (header[lengthAt + 2] & 0xFF) << 8
              | (header[lengthAt + 3] & 0xFF);
      checkLength(declared);
      payloadLength = declared - 4;
      payloadBytes = 0;
      payload = new byte[Math.min(payloadLength, FIRST_RESERVE_BYTES)];
    }
    return at;
  }

  private int takePayload(byte[] bytes, int from, int end) {
    byte[] target = payload;
    if (target == null) {
      return from;
    }
    int count = Math.min(end - from, payloadLength - payloadBytes);
    int needed = payloadBytes + count;
    if (needed > target.length) {
      int doubled = (int) Math.min(payloadLength, Math.max(needed, target.length * 2L));
      target = Arrays.copyOf(target, doubled);
      payload = target;
    }
    System.arraycopy(bytes, from, target, payloadBytes, count);
    payloadBytes += count;
    return from + count;
  }

  private Frame finished() {
    byte[] whole = payload == null ? new byte[0] : payload;
    if (whole.length != payloadLength) {
      whole = Arrays.copyOf(whole, payloadLength);
    }
    int type = startup ? Frame.STARTUP : header[0];
    payload = null;
    headerBytes = 0;
    return new Frame(type, whole);
  }

  private void checkType(byte type) {
    if (LARGE_TYPES.indexOf(type) < 0 && SMALL_TYPES.indexOf(type) < 0) {
      throw broken("invalid frontend message type " + (type & 0xFF));
    }
  }

  private void checkLength(int declared) {
    if (startup) {
      // Version or request code must be there.
      if (declared < 8 || declared > STARTUP_BYTES_MAX) {
        throw broken("invalid length of startup packet");
      }
      return;
    }
    int max =
        SMALL_TYPES.indexOf(header[0]) >= 0
            ? Math.min(SMALL_BYTES_MAX, messageBytesMax)
            : messageBytesMax;
    if (declared < 4 || declared > max) {
      throw broken("invalid message length");
    }
  }

  private SqlException broken(String message) {
    broken = true;
    payload = null;
    return new SqlException(SqlState.PROTOCOL_VIOLATION, message);
  }
}
