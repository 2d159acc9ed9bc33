package io.holdfast.client.lock;

import io.holdfast.client.region.RegionCall;
import io.holdfast.client.region.RegionSender;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.TxnHeartBeatRequest;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Extends the life of a transaction's primary lock while its commit is under way, so that readers
 * wait for it instead of rolling it back. Ends by {@link #stop()}, with the budget of the commit,
 * or when the primary is gone, which must be said more than once: a store that leads no more, and
 * does not know it yet, may never have seen the lock.
 */
@LoopConfined("client-loop")
public final class TxnHeartbeat {
  /** Answers in a row that the lock is gone; a deposed leader gives up its role between them. */
  private static final int GONE_MAX = 3;

  private final EventLoop loop;
  private final RegionSender sender;
  private final KeyMode keyMode;
  private final Bytes primary;
  private final long startTs;
  private final long beganNanos;
  private final long ttlMillis;
  private final RetryBudget budget;
  private EventLoop.@Nullable Timer timer;
  private boolean stopped;
  private int gone;

  /**
   * {@code beganNanos} is when the start timestamp was taken: a lock's life counts from there, not
   * from when it was written.
   */
  public TxnHeartbeat(
      EventLoop loop,
      RegionSender sender,
      KeyMode keyMode,
      Bytes primary,
      long startTs,
      long beganNanos,
      long ttlMillis,
      RetryBudget budget) {
    this.loop = loop;
    this.sender = sender;
    this.keyMode = keyMode;
    this.primary = primary;
    this.startTs = startTs;
    this.beganNanos = beganNanos;
    this.ttlMillis = ttlMillis;
    this.budget = budget;
  }

  /** Begins; the first beat comes after a third of the lock's life. */
  public void start() {
    timer = loop.schedule(TimeUnit.MILLISECONDS.toNanos(ttlMillis / 3), this::beat);
  }

  /** No beat after this. */
  public void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void beat() {
    if (stopped || budget.leftNanos() == 0) {
      return;
    }
    long ageMillis = TimeUnit.NANOSECONDS.toMillis(loop.clock().nanos() - beganNanos);
    var answer =
        sender.call(
            keyMode.position(primary),
            new RegionCall<>(
                TikvGrpc.getKvTxnHeartBeatMethod(),
                context ->
                    TxnHeartBeatRequest.newBuilder()
                        .setContext(context)
                        .setPrimaryLock(ProtoBytes.toWire(primary))
                        .setStartVersion(startTs)
                        .setAdviseLockTtl(ageMillis + ttlMillis)
                        .build(),
                beat -> beat.hasRegionError() ? beat.getRegionError() : null),
            budget);
    Async.then(
        answer,
        new CompletableFuture<>(),
        (beat, failure) -> {
          // A failure is for the commit to notice: it speaks to the same region.
          gone = failure == null && beat.hasError() ? gone + 1 : 0;
          if (!stopped && gone < GONE_MAX) {
            start();
          }
        });
  }
}
