package io.holdfast.bench.peer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The two calls of etcd's service {@code KV} that are measured, and their few fields. */
final class EtcdMessages {
  private static final int KEY = 1;
  private static final int RANGE_END_OR_VALUE = 2;
  private static final int LIMIT = 3;
  private static final int FOUND = 2;

  static final MethodDescriptor<byte[], byte[]> RANGE = method("Range");
  static final MethodDescriptor<byte[], byte[]> PUT = method("Put");

  private EtcdMessages() {}

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder(new Raw(), new Raw())
        .setType(MethodType.UNARY)
        .setFullMethodName("etcdserverpb.KV/" + name)
        .build();
  }

  /** {@code PutRequest}. */
  static byte[] put(byte[] key, byte[] value) {
    return message(key, value, 0);
  }

  /** {@code RangeRequest} of one key, linearizable as its default is. */
  static byte[] get(byte[] key) {
    return message(key, new byte[0], 0);
  }

  /** {@code RangeRequest} of that many keys from one on, before another. */
  static byte[] scan(byte[] from, byte[] to, int rows) {
    return message(from, to, rows);
  }

  private static byte[] message(byte[] key, byte[] second, int limit) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeByteArray(KEY, key);
      if (second.length > 0) {
        out.writeByteArray(RANGE_END_OR_VALUE, second);
      }
      if (limit > 0) {
        out.writeInt64(LIMIT, limit);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail.
    }
    return bytes.toByteArray();
  }

  /** How many pairs a {@code RangeResponse} has. */
  static int rows(byte[] answer) {
    CodedInputStream in = CodedInputStream.newInstance(answer);
    int rows = 0;
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        rows += WireFormat.getTagFieldNumber(tag) == FOUND ? 1 : 0;
        in.skipField(tag);
      }
    } catch (IOException e) {
      throw new IllegalStateException("etcd's answer cannot be read", e);
    }
    return rows;
  }

  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
