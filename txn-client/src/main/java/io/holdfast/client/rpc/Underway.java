package io.holdfast.client.rpc;

import io.grpc.Status;
import io.holdfast.client.scope.LiveScope;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request under way, however it travels: answered once, or given up after its time, at the end
 * of its scope, or by who asked. Whoever carries it is told when nobody waits any more.
 */
@LoopConfined("client-loop")
final class Underway<A> {
  private final CompletableFuture<A> future = new CompletableFuture<>();
  private final String what;
  private final Runnable abandon;
  private EventLoop.@Nullable Timer timer;
  private Runnable stopListening = () -> {};

  /**
   * A request that is about to be sent.
   *
   * @param what for messages
   * @param abandon called once, when it is given up
   */
  Underway(EventLoop loop, String what, long timeoutNanos, LiveScope scope, Runnable abandon) {
    this.what = what;
    this.abandon = abandon;
    timer = loop.schedule(timeoutNanos, this::timedOut);
    stopListening = scope.onEnd(this::cut);
  }

  CompletableFuture<A> answer() {
    return future;
  }

  String what() {
    return what;
  }

  private void timedOut() {
    giveUp(RpcFailure.timeout(what));
  }

  void cut() {
    giveUp(new RpcFailure(Status.Code.CANCELLED, what + ": not wanted any more"));
  }

  private void giveUp(RpcFailure why) {
    release();
    if (future.completeExceptionally(why)) {
      abandon.run();
    }
  }

  void answered(A answer) {
    release();
    future.complete(answer);
  }

  void failed(Throwable cause) {
    release();
    future.completeExceptionally(RpcFailure.of(what, cause));
  }

  private void release() {
    stopListening.run();
    if (timer != null) {
      timer.cancel();
    }
  }
}
