package io.holdfast.bench.yardstick;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The smallest gRPC service there is: bytes come back as they went out. */
final class EchoService {
  private static final String NAME = "holdfast.bench.Echo";

  static final MethodDescriptor<byte[], byte[]> UNARY = method(MethodType.UNARY, "Unary");
  static final MethodDescriptor<byte[], byte[]> STREAM =
      method(MethodType.BIDI_STREAMING, "Stream");

  private EchoService() {}

  static ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(NAME)
        .addMethod(
            UNARY,
            ServerCalls.asyncUnaryCall(
                (request, answer) -> {
                  answer.onNext(request);
                  answer.onCompleted();
                }))
        .addMethod(STREAM, ServerCalls.asyncBidiStreamingCall(EchoStream::new))
        .build();
  }

  private record EchoStream(StreamObserver<byte[]> answer) implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] request) {
      answer.onNext(request);
    }

    @Override
    public void onError(Throwable cause) {
      // The client went away; there is nobody to answer.
    }

    @Override
    public void onCompleted() {
      answer.onCompleted();
    }
  }

  private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
    RawBytes marshaller = new RawBytes();
    return MethodDescriptor.<byte[], byte[]>newBuilder(marshaller, marshaller)
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
        .build();
  }

  private static final class RawBytes implements MethodDescriptor.Marshaller<byte[]> {
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
