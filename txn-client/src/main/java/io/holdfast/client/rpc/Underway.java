package io.holdfast.client.rpc;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.holdfast.client.scope.LiveScope;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.net.Address;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request under way, however it travels: answered once, or given up after its time, at the end
 * of its scope, or by who asked. Whoever carries it is told when nobody waits any more.
 */
@LoopConfined("client-loop")
final class Underway<A> {
  private final CompletableFuture<A> future = new CompletableFuture<>();
  private final MethodDescriptor<?, A> method;
  private final Address target;
  private Runnable abandon = () -> {};
  private EventLoop.@Nullable Timer timer;
  private Runnable stopListening = () -> {};
  private boolean sent = true;

  /** A request that is about to be sent. */
  Underway(
      EventLoop loop,
      MethodDescriptor<?, A> method,
      Address target,
      long timeoutNanos,
      LiveScope scope) {
    this.method = method;
    this.target = target;
    timer = loop.schedule(timeoutNanos, this::timedOut);
    stopListening = scope.onEnd(this::cut);
  }

  /** {@code nobodyWaits} is called once, when the request is given up. */
  void carriedBy(Runnable nobodyWaits) {
    abandon = nobodyWaits;
  }

  /** Whether it has left; who carries it at once need not say so. */
  void sent(boolean left) {
    sent = left;
  }

  CompletableFuture<A> answer() {
    return future;
  }

  /** Answered, failed or given up. */
  boolean isOver() {
    return future.isDone();
  }

  /** For messages. */
  String what() {
    return method.getBareMethodName() + " to " + target;
  }

  private void timedOut() {
    giveUp(RpcFailure.timeout(what()));
  }

  void cut() {
    giveUp(new RpcFailure(Status.Code.CANCELLED, what() + ": not wanted any more"));
  }

  private void giveUp(RpcFailure why) {
    release();
    if (future.completeExceptionally(sent ? why : why.asNotSent())) {
      abandon.run();
    }
  }

  void answered(A answer) {
    release();
    future.complete(answer);
  }

  void failed(Throwable cause) {
    release();
    RpcFailure why = RpcFailure.of(what(), cause);
    future.completeExceptionally(sent ? why : why.asNotSent());
  }

  private void release() {
    stopListening.run();
    if (timer != null) {
      timer.cancel();
    }
  }
}
