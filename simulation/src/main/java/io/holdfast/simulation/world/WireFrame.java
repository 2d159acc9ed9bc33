package io.holdfast.simulation.world;

import io.grpc.Metadata;
import io.grpc.Status;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.net.Network;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What travels in one direction of a call. Parts that a kind does not have are null.
 *
 * @param bytes a serialized message, for MESSAGE
 * @param metadata headers or trailers
 * @param status how the call ended, for CLOSE and BROKEN
 */
record WireFrame(
    Kind kind, @Nullable Bytes bytes, @Nullable Metadata metadata, @Nullable Status status) {
  enum Kind {
    HEADERS,
    MESSAGE,
    HALF_CLOSE,
    CANCEL,
    CLOSE,
    BROKEN
  }

  static WireFrame headers(Metadata headers) {
    return new WireFrame(Kind.HEADERS, null, copyOf(headers), null);
  }

  static WireFrame message(Bytes bytes) {
    return new WireFrame(Kind.MESSAGE, bytes, null, null);
  }

  static WireFrame halfClose() {
    return new WireFrame(Kind.HALF_CLOSE, null, null, null);
  }

  static WireFrame cancel(Status status) {
    return new WireFrame(Kind.CANCEL, null, null, status);
  }

  static WireFrame close(Status status, Metadata trailers) {
    // A cause never crosses a wire; code and description do.
    return new WireFrame(Kind.CLOSE, null, copyOf(trailers), status.withCause(null));
  }

  static WireFrame broken(Status status) {
    return new WireFrame(Kind.BROKEN, null, new Metadata(), status);
  }

  /** Why the receiving end gives up, in the words of gRPC. */
  static Status tooLarge(Bytes message) {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "gRPC message exceeds maximum size " + Network.MESSAGE_BYTES_MAX + ": " + message.length());
  }

  /** A message of which one bit was turned over on the way. */
  WireFrame damaged(RandomGenerator random) {
    byte[] copy = bytesOrEmpty().toArray();
    if (copy.length > 0) {
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return message(Bytes.wrap(copy));
  }

  int sizeBytes() {
    return bytes == null ? 64 : bytes.length() + 5;
  }

  Bytes bytesOrEmpty() {
    return bytes == null ? Bytes.EMPTY : bytes;
  }

  Metadata metadataOrEmpty() {
    return metadata == null ? new Metadata() : metadata;
  }

  Status statusOrUnavailable() {
    return status == null ? Status.UNAVAILABLE : status;
  }

  private static Metadata copyOf(Metadata metadata) {
    Metadata copy = new Metadata();
    copy.merge(metadata);
    return copy;
  }
}
