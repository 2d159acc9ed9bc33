package io.holdfast.pd.service;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.pd.tso.TimestampOracle;
import io.holdfast.pd.tso.TimestampServer;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;

/**
 * One stream of timestamp requests. Each message is answered by its own; after the client's half
 * close and the last answer the stream is completed at once, because some clients wait for that.
 */
final class TimestampStream extends InboundStream<TsoRequest, TsoResponse> {
  private final Calls calls;
  private final TimestampServer server;
  private int unanswered;
  private boolean halfClosed;

  TimestampStream(
      InboundStream.Hop hop, StreamObserver<TsoResponse> out, Calls calls, TimestampServer server) {
    super(hop, out);
    this.calls = calls;
    this.server = server;
  }

  @Override
  void received(TsoRequest request) {
    Status refusal = calls.refusal(request.getHeader());
    int count = request.getCount();
    if (refusal == null && (count <= 0 || count > TimestampOracle.COUNT_MAX)) {
      refusal =
          Status.INVALID_ARGUMENT.withDescription(
              "count must lie between 1 and " + TimestampOracle.COUNT_MAX + ", not " + count);
    }
    if (refusal != null) {
      fail(refusal);
      return;
    }
    unanswered++;
    server.request(
        count,
        new TimestampServer.Receiver() {
          @Override
          public void timestamp(long last) {
            answer(count, last);
          }

          @Override
          public void refused() {
            fail(calls.notHandedOut());
          }
        });
  }

  private void answer(int count, long last) {
    unanswered--;
    send(
        TsoResponse.newBuilder()
            .setHeader(calls.header())
            .setCount(count)
            .setTimestamp(Timestamp.of(last).toWire())
            .build());
    if (halfClosed && unanswered == 0) {
      complete();
    }
  }

  @Override
  void halfClosed() {
    halfClosed = true;
    if (unanswered == 0) {
      complete();
    }
  }

  @Override
  void gone() {}
}
