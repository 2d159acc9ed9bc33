package io.holdfast.protocol.key;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.holdfast.runtime.base.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Crosses between {@link Bytes} and protobuf's own byte strings without copying where it can: both
 * are immutable, so they may share an array. (Messages parsed by gRPC own the arrays of their
 * fields; nobody parses with aliasing switched on.)
 */
public final class ProtoBytes {
  private ProtoBytes() {}

  /** The wire form. */
  public static ByteString toWire(Bytes bytes) {
    return bytes.isEmpty()
        ? ByteString.EMPTY
        : UnsafeByteOperations.unsafeWrap(bytes.readOnlyArray());
  }

  /** The bytes of a wire form. */
  public static Bytes fromWire(ByteString wire) {
    if (wire.isEmpty()) {
      return Bytes.EMPTY;
    }
    Capture capture = new Capture();
    try {
      UnsafeByteOperations.unsafeWriteTo(wire, capture);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e); // A capture in memory does not fail.
    }
    return capture.result;
  }

  /** The wire forms, in order. */
  public static List<ByteString> toWire(List<Bytes> list) {
    List<ByteString> wire = new ArrayList<>(list.size());
    for (Bytes bytes : list) {
      wire.add(toWire(bytes));
    }
    return wire;
  }

  /** The bytes of wire forms, in order. */
  public static List<Bytes> fromWire(List<ByteString> wire) {
    List<Bytes> list = new ArrayList<>(wire.size());
    for (ByteString bytes : wire) {
      list.add(fromWire(bytes));
    }
    return list;
  }

  /** Sees the arrays behind a byte string. */
  private static final class Capture extends ByteOutput {
    private Bytes result = Bytes.EMPTY;

    @Override
    public void write(byte value) {
      result = result.concat(Bytes.wrap(new byte[] {value}));
    }

    @Override
    public void write(byte[] value, int offset, int length) {
      result = result.concat(Bytes.copyOf(ByteBuffer.wrap(value, offset, length)));
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      result = result.concat(Bytes.wrap(value, offset, length));
    }

    @Override
    public void write(ByteBuffer value) {
      result = result.concat(Bytes.copyOf(value));
    }

    @Override
    public void writeLazy(ByteBuffer value) {
      write(value);
    }
  }
}
