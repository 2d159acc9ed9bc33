package io.holdfast.store.snapshot;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.internal.SnapshotChunk;
import io.holdfast.protocol.wire.internal.SnapshotHeader;
import io.holdfast.protocol.wire.internal.SnapshotReply;
import io.holdfast.raft.codec.MalformedMessageException;
import io.holdfast.runtime.loop.EventLoop;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot on its way in. Network threads only hop; the state belongs to the snapshot loop.
 *
 * <pre>
 * header ─▶ admitted on the store loop ─▶ ACCEPTED ─▶ chunks ─▶ whole ─▶ store loop ─▶ DONE
 * </pre>
 */
final class SnapshotReceiver implements StreamObserver<SnapshotChunk> {
  private final SnapshotRoom room;
  private final EventLoop loop;
  private final StreamObserver<SnapshotReply> answer;
  private @Nullable SnapshotSink sink;
  private EventLoop.@Nullable Timer watchdog;
  private boolean admitted;
  private boolean ended;
  private boolean counted;

  SnapshotReceiver(SnapshotRoom room, EventLoop loop, StreamObserver<SnapshotReply> answer) {
    this.room = room;
    this.loop = loop;
    this.answer = answer;
    // Without a handler, answering a call that was cancelled meanwhile would throw.
    ((ServerCallStreamObserver<SnapshotReply>) answer)
        .setOnCancelHandler(() -> loop.execute(() -> end(true)));
  }

  @Override
  public void onNext(SnapshotChunk chunk) {
    if (!loop.offer(() -> take(chunk))) {
      loop.execute(() -> refuse("busy"));
    }
  }

  @Override
  public void onError(Throwable cause) {
    loop.execute(() -> end(true));
  }

  @Override
  public void onCompleted() {
    loop.execute(() -> end(true));
  }

  private void take(SnapshotChunk chunk) {
    if (ended) {
      return;
    }
    watch();
    SnapshotSink present = sink;
    if (present == null) {
      open(chunk.getHeader());
    } else if (!admitted) {
      refuse("chunk before the header was accepted");
    } else {
      store(present, chunk);
    }
  }

  private void open(SnapshotHeader header) {
    String objection = room.objectionToHeader(header);
    if (objection != null) {
      refuse(objection);
      return;
    }
    if (!room.receivingBegins()) {
      refuse("too many snapshots at once");
      return;
    }
    counted = true;
    SnapshotSink made;
    try {
      made = room.newSink(header);
    } catch (MalformedMessageException | IllegalArgumentException e) {
      refuse("unreadable header: " + e.getMessage());
      return;
    }
    sink = made;
    room.admit(
        made,
        refusal -> {
          if (ended) {
            return;
          }
          if (refusal != null) {
            refuse(refusal.reason(), refusal.reached());
          } else {
            admitted = true;
            reply(SnapshotReply.Phase.ACCEPTED, 0);
          }
        });
  }

  private void store(SnapshotSink present, SnapshotChunk chunk) {
    String wrong;
    try {
      wrong = present.store(chunk);
    } catch (IOException e) {
      wrong = "cannot store: " + e.getMessage();
    }
    if (wrong != null) {
      refuse(wrong);
      return;
    }
    reply(SnapshotReply.Phase.STORED, chunk.getSequence());
    if (present.whole()) {
      sink = null; // The file belongs to the install from here on.
      room.deliver(
          present,
          refusal -> {
            if (refusal != null) {
              refuse(refusal.reason(), refusal.reached());
            } else if (!ended) {
              reply(SnapshotReply.Phase.DONE, 0);
              answer.onCompleted();
              end(false);
            }
          });
    }
  }

  private void reply(SnapshotReply.Phase phase, long sequence) {
    answer.onNext(SnapshotReply.newBuilder().setPhase(phase).setSequence(sequence).build());
  }

  private void refuse(String reason) {
    refuse(reason, 0);
  }

  private void refuse(String reason, long reached) {
    if (!ended) {
      answer.onNext(
          SnapshotReply.newBuilder()
              .setPhase(SnapshotReply.Phase.REFUSED)
              .setReason(reason)
              .setReached(reached)
              .build());
      answer.onCompleted();
      end(true);
    }
  }

  private void watch() {
    EventLoop.Timer old = watchdog;
    if (old != null) {
      old.cancel();
    }
    watchdog = loop.schedule(room.idleNanosMax(), () -> refuse("no progress"));
  }

  private void end(boolean abandon) {
    if (ended) {
      return;
    }
    ended = true;
    EventLoop.Timer timer = watchdog;
    if (timer != null) {
      timer.cancel();
    }
    if (counted) {
      room.receivingEnded();
    }
    SnapshotSink rest = sink;
    sink = null;
    if (abandon && rest != null) {
      room.abandon(rest);
    }
  }
}
