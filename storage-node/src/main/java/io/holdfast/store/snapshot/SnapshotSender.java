package io.holdfast.store.snapshot;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.internal.RaftTransportGrpc;
import io.holdfast.protocol.wire.internal.SnapshotChunk;
import io.holdfast.protocol.wire.internal.SnapshotHeader;
import io.holdfast.protocol.wire.internal.SnapshotReply;
import io.holdfast.runtime.loop.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot on its way out: header, then chunks with a window of a few unanswered ones, until
 * the receiver says that it has everything. Confined to the snapshot loop; answers hop to it.
 */
final class SnapshotSender implements StreamObserver<SnapshotReply> {
  /** Chunks sent and not answered: keeps a pipe full without filling the receiver's memory. */
  private static final int WINDOW = 4;

  private final EventLoop loop;
  private final SnapshotSource source;
  private final SnapshotHeader header;
  private final long idleNanosMax;
  private final End finished;
  private @Nullable StreamObserver<SnapshotChunk> stream;
  private EventLoop.@Nullable Timer watchdog;
  private int unanswered;
  private long bytes;
  private boolean whole;
  private boolean ended;

  /** Told once, on the snapshot loop. */
  interface End {
    /**
     * The transfer is over.
     *
     * @param reached the index that the receiver has reached, 0 when it did not say
     * @param bytes of the chunks that left
     * @param whole the receiver has taken the snapshot
     */
    void ended(long reached, long bytes, boolean whole);
  }

  /** For one transfer. */
  SnapshotSender(
      EventLoop loop,
      SnapshotSource source,
      SnapshotHeader header,
      long idleNanosMax,
      End finished) {
    this.loop = loop;
    this.source = source;
    this.header = header;
    this.idleNanosMax = idleNanosMax;
    this.finished = finished;
  }

  void start(ManagedChannel channel) {
    loop.checkOwned();
    watch();
    StreamObserver<SnapshotChunk> opened = RaftTransportGrpc.newStub(channel).snapshot(this);
    stream = opened;
    opened.onNext(SnapshotChunk.newBuilder().setHeader(header).build());
  }

  private void watch() {
    EventLoop.Timer old = watchdog;
    if (old != null) {
      old.cancel();
    }
    watchdog = loop.schedule(idleNanosMax, () -> end(0));
  }

  @Override
  public void onNext(SnapshotReply reply) {
    loop.execute(() -> answered(reply));
  }

  @Override
  public void onError(Throwable cause) {
    loop.execute(() -> end(0));
  }

  @Override
  public void onCompleted() {
    loop.execute(() -> end(0));
  }

  private void answered(SnapshotReply reply) {
    if (ended) {
      return;
    }
    watch();
    switch (reply.getPhase()) {
      case ACCEPTED -> sendMore();
      case STORED -> {
        unanswered--;
        sendMore();
      }
      case DONE -> {
        whole = true;
        end(header.getIndex());
      }
      case REFUSED, UNRECOGNIZED -> end(reply.getReached());
    }
  }

  private void sendMore() {
    StreamObserver<SnapshotChunk> out = stream;
    while (out != null && unanswered < WINDOW) {
      SnapshotChunk chunk = source.next();
      if (chunk == null) {
        return;
      }
      unanswered++;
      bytes += chunk.getSerializedSize();
      out.onNext(chunk);
    }
  }

  private void end(long reached) {
    if (ended) {
      return;
    }
    ended = true;
    source.close();
    EventLoop.Timer timer = watchdog;
    if (timer != null) {
      timer.cancel();
    }
    StreamObserver<SnapshotChunk> out = stream;
    if (out != null) {
      out.onCompleted();
    }
    finished.ended(reached, bytes, whole);
  }
}
