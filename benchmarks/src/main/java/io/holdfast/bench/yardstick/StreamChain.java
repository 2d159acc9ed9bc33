package io.holdfast.bench.yardstick;

import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** One message at a time on a stream: each answer sends the next. Runs on the network thread. */
final class StreamChain implements StreamObserver<byte[]> {
  private final byte[] payload;
  private final EchoLoop loop;
  private volatile @Nullable StreamObserver<byte[]> requests;
  private volatile long startNanos;

  StreamChain(byte[] payload, EchoLoop loop) {
    this.payload = payload;
    this.loop = loop;
  }

  void begin(StreamObserver<byte[]> opened) {
    requests = opened;
    send(opened);
  }

  private void send(StreamObserver<byte[]> opened) {
    if (loop.admit()) {
      startNanos = System.nanoTime();
      opened.onNext(payload);
    } else {
      opened.onCompleted();
    }
  }

  @Override
  public void onNext(byte[] answer) {
    loop.answered(System.nanoTime() - startNanos);
    StreamObserver<byte[]> opened = requests;
    if (opened != null) {
      send(opened);
    }
  }

  @Override
  public void onError(Throwable cause) {
    loop.failed(cause);
  }

  @Override
  public void onCompleted() {
    // The last answer has been counted already.
  }
}
