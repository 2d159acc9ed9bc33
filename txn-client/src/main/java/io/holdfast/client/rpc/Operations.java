package io.holdfast.client.rpc;

import io.holdfast.client.error.ClientClosedException;
import io.holdfast.client.error.DeadlineReachedException;
import io.holdfast.client.error.OperationInterruptedException;
import io.holdfast.client.error.RegionUnavailableException;
import io.holdfast.client.error.RequestFailedException;
import io.holdfast.client.error.ServerBusyException;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.scope.CallScope;
import io.holdfast.client.scope.LiveScope;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The door between the application's threads and the client's loop. Operations are started from any
 * thread, run on the loop, and are awaited by blocking or handed out as futures that complete on
 * the callback loop, so that application code never runs on the client's own loop.
 *
 * <p>Bounded: beyond {@link #OPERATIONS_MAX} open operations new ones are refused as busy.
 */
public final class Operations {
  /** Open operations of one client; each holds a few kilobytes at the most without its data. */
  static final int OPERATIONS_MAX = 65_536;

  private final NodeRuntime runtime;
  private final EventLoop loop;
  private final EventLoop callbacks;
  private final TreeMap<Long, Runnable> open = new TreeMap<>(); // Loop only: how to fail each.
  private long started; // Loop only.
  private int background; // Loop only.
  private @Nullable CompletableFuture<Void> drained; // Loop only.
  private volatile boolean closed;

  /** Both loops belong to {@code runtime}. */
  public Operations(NodeRuntime runtime, EventLoop loop, EventLoop callbacks) {
    this.runtime = runtime;
    this.loop = loop;
    this.callbacks = callbacks;
  }

  /** The client's loop. */
  public EventLoop loop() {
    return loop;
  }

  /** Where continuations of the application run. */
  public EventLoop callbacks() {
    return callbacks;
  }

  /** Starts an operation without effects that nobody ends early. */
  public <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> body) {
    return start(CallScope.NONE, scope -> body.get());
  }

  /**
   * Starts an operation that may be given up at any time: it fails at the end of {@code scope},
   * wherever it is (rule TXN-7), or when the client is closed.
   */
  public <T> CompletableFuture<T> start(
      CallScope scope, Function<LiveScope, CompletableFuture<T>> body) {
    return startUncut(
        scope,
        live -> {
          CompletableFuture<T> result = new CompletableFuture<>();
          live.onEnd(() -> result.completeExceptionally(ended(live)));
          Async.pipe(body.apply(live), result);
          return result;
        },
        () -> new ClientClosedException("the client was closed"));
  }

  private static TxnException ended(LiveScope live) {
    TxnException why = live.ended();
    return why != null ? why : new DeadlineReachedException();
  }

  /**
   * Starts {@code body} on the loop, unless {@code scope} has ended; what the end of the scope
   * means to it is for the body to say. The future completes on the loop, with a public error if it
   * fails; with {@code onClose} if the client is closed first.
   */
  public <T> CompletableFuture<T> startUncut(
      CallScope scope,
      Function<LiveScope, CompletableFuture<T>> body,
      Supplier<TxnException> onClose) {
    CompletableFuture<T> result = new CompletableFuture<>();
    boolean accepted = !closed && loop.offer(() -> run(scope, body, onClose, result));
    if (!accepted) {
      result.completeExceptionally(
          closed || runtime.stopped()
              ? new ClientClosedException("the client is closed")
              : new ServerBusyException("the client has too much work queued"));
    }
    return result;
  }

  private <T> void run(
      CallScope scope,
      Function<LiveScope, CompletableFuture<T>> body,
      Supplier<TxnException> onClose,
      CompletableFuture<T> result) {
    if (closed) {
      result.completeExceptionally(new ClientClosedException("the client is closed"));
      return;
    }
    if (open.size() >= OPERATIONS_MAX) {
      result.completeExceptionally(
          new ServerBusyException("more than " + OPERATIONS_MAX + " operations are open"));
      return;
    }
    LiveScope live = LiveScope.open(loop, scope);
    TxnException ended = live.ended();
    if (ended != null) {
      live.close();
      result.completeExceptionally(ended);
      return;
    }
    long number = started++;
    open.put(number, () -> result.completeExceptionally(onClose.get()));
    CompletableFuture<T> running = new CompletableFuture<>();
    Async.then(
        running,
        result,
        (value, failure) -> {
          open.remove(number);
          live.close();
          if (failure == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(toPublic(failure));
          }
        });
    try {
      Async.pipe(body.apply(live), running);
    } catch (TxnException e) {
      running.completeExceptionally(e);
    }
  }

  private static Throwable toPublic(Throwable failure) {
    if (failure instanceof TxnException || failure instanceof InvariantViolation) {
      return failure;
    }
    if (failure instanceof RpcFailure) {
      return new RegionUnavailableException(String.valueOf(failure.getMessage()), failure);
    }
    return new RequestFailedException("failed in the client: " + failure, failure);
  }

  /** The application's view of an internal future: completes on the callback loop. */
  public <T> CompletableFuture<T> handOut(CompletableFuture<T> internal) {
    CompletableFuture<T> outside = new CompletableFuture<>();
    Async.then(
        internal,
        outside,
        (value, failure) ->
            callbacks.execute(
                () -> {
                  if (failure == null) {
                    outside.complete(value);
                  } else {
                    outside.completeExceptionally(failure);
                  }
                }));
    return outside;
  }

  /** Blocks the calling thread for the result. */
  public <T> T await(CompletableFuture<T> future) {
    if (loop.inLoop() || callbacks.inLoop()) {
      throw new IllegalStateException(
          "a blocking call inside a callback of the client; use the form that ends in Async");
    }
    try {
      return runtime.await(future);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException("interrupted while waiting for the cluster");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof TxnException known) {
        throw known;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw runtime.stopped()
          ? new ClientClosedException("the node of this client has stopped")
          : new RequestFailedException("failed in the client: " + cause, cause);
    }
  }

  /** Blocks the calling thread for some time, or until {@code scope} ends. */
  public void sleep(long nanos, CallScope scope) {
    await(pause(nanos, scope));
  }

  /** Completes on the loop after some time; fails when {@code scope} ends before. */
  public CompletableFuture<Boolean> pause(long nanos, CallScope scope) {
    return start(
        scope,
        live -> {
          CompletableFuture<Boolean> due = new CompletableFuture<>();
          EventLoop.Timer timer = loop.schedule(nanos, () -> due.complete(true));
          live.onEnd(timer::cancel);
          return due;
        });
  }

  /** Work that goes on after its operation was answered; closing waits a moment for it. */
  public void background(CompletableFuture<Void> work) {
    loop.checkOwned();
    background++;
    Async.then(
        work,
        new CompletableFuture<>(),
        (done, ignored) -> {
          background--;
          if (background == 0 && drained != null) {
            drained.complete(null);
          }
        });
  }

  /** True once {@link #close} was called. */
  public boolean closed() {
    return closed;
  }

  /**
   * Refuses new operations, fails the open ones, and completes when the background work has ended
   * or {@code waitNanos} have passed.
   */
  public CompletableFuture<Void> close(long waitNanos) {
    closed = true;
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          List<Runnable> failing = new ArrayList<>(open.values());
          open.clear();
          failing.forEach(Runnable::run);
          drained = done;
          if (background == 0) {
            done.complete(null);
          } else {
            loop.schedule(waitNanos, () -> done.complete(null));
          }
        });
    return done;
  }
}
