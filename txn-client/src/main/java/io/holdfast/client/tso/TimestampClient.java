package io.holdfast.client.tso;

import io.grpc.ClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.client.error.RegionUnavailableException;
import io.holdfast.client.error.RequestFailedException;
import io.holdfast.client.error.ServerBusyException;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.PdClient;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.rpc.RpcCaller;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.wire.pdpb.ErrorType;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.runtime.base.Backoff;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.net.Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Fetches timestamps in batches. Requests of one turn of the loop, and those that arrive while
 * {@link #IN_FLIGHT_MAX} messages are under way, share a message with a count; the answer names the
 * last timestamp of the batch. Answers come in the order of the messages.
 *
 * <p>When the stream breaks, whoever waits goes back to the head of the queue and is served by the
 * next stream; a number that an old stream may still deliver is never used.
 */
@LoopConfined("client-loop")
public final class TimestampClient {
  /** Messages under way: two keep the pipe full, more only make the batches smaller. */
  static final int IN_FLIGHT_MAX = 2;

  /** Timestamps in one message: what a placement driver grants at once (rule T4). */
  static final int BATCH_MAX = 10_000;

  /** Callers waiting at the most. */
  static final int WAITING_MAX = 100_000;

  /** A stream that is silent for so long is replaced; twice as long after each time in vain. */
  private static final long SILENCE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long BACKOFF_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long BACKOFF_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  private record Waiter(CompletableFuture<Long> future, long deadlineNanos) {}

  private record Batch(List<Waiter> waiters, long sentNanos) {}

  /** The stream of one leader; {@code number} tells late answers of older ones. */
  private record Stream(
      long number,
      Address leader,
      ClientCall<TsoRequest, TsoResponse> call,
      StreamObserver<TsoRequest> requests) {}

  private final EventLoop loop;
  private final PdClient pd;
  private final RpcCaller rpc;
  private final RandomGenerator random;
  private final long timeoutNanos;

  private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
  private final ArrayDeque<Batch> inFlight = new ArrayDeque<>();
  private @Nullable Stream stream;
  private boolean opening;
  private boolean flushScheduled;
  private boolean watching;
  private long streams;
  private volatile long lastIssued; // Written by the loop.
  private final LongAdder messages = new LongAdder();
  private final LongAdder issued = new LongAdder();
  private Backoff backoff;
  private long patienceNanos;

  /** {@code timeoutNanos} is how long one message may stay without an answer at the most. */
  public TimestampClient(
      EventLoop loop, PdClient pd, RpcCaller rpc, RandomGenerator random, long timeoutNanos) {
    this.loop = loop;
    this.pd = pd;
    this.rpc = rpc;
    this.random = random;
    this.timeoutNanos = timeoutNanos;
    this.backoff = newBackoff();
    this.patienceNanos = Math.min(SILENCE_NANOS_MIN, timeoutNanos);
  }

  private Backoff newBackoff() {
    return new Backoff(BACKOFF_NANOS_MIN, BACKOFF_NANOS_MAX, Long.MAX_VALUE, random);
  }

  /** A timestamp greater than all handed out before this call. */
  public CompletableFuture<Long> next(RetryBudget budget) {
    loop.checkOwned();
    if (waiting.size() >= WAITING_MAX) {
      return CompletableFuture.failedFuture(
          new ServerBusyException("too many callers wait for timestamps"));
    }
    Waiter waiter = new Waiter(new CompletableFuture<>(), budget.deadlineNanos());
    waiting.add(waiter);
    Runnable stopListening = budget.scope().onEnd(() -> ended(waiter, budget));
    Async.then(waiter.future(), waiter.future(), (ts, failure) -> stopListening.run());
    flushSoon(0);
    return waiter.future();
  }

  /** Nobody waits any more. The place in the queue goes with the next flush. */
  private static void ended(Waiter waiter, RetryBudget budget) {
    TxnException why = budget.scope().ended();
    if (why != null) {
      waiter.future().completeExceptionally(why);
    }
  }

  /** The greatest timestamp handed out so far; 0 at the start. Any thread. */
  public long lastIssued() {
    return lastIssued;
  }

  /** Messages sent so far: how well batching works. Any thread. */
  public long messages() {
    return messages.sum();
  }

  /** Timestamps handed out so far. Any thread. */
  public long issued() {
    return issued.sum();
  }

  private void flushSoon(long delayNanos) {
    if (flushScheduled) {
      return;
    }
    flushScheduled = true;
    Runnable flush =
        () -> {
          flushScheduled = false;
          flush();
        };
    if (delayNanos == 0) {
      loop.execute(flush); // At the end of this turn: what comes before it joins the batch.
    } else {
      loop.schedule(delayNanos, flush);
    }
  }

  private void flush() {
    expire();
    Stream open = stream;
    if (waiting.isEmpty() || opening) {
      return;
    }
    if (open == null) {
      openStream();
      return;
    }
    while (inFlight.size() < IN_FLIGHT_MAX && !waiting.isEmpty()) {
      int count = Math.min(BATCH_MAX, waiting.size());
      List<Waiter> batch = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        batch.add(waiting.remove());
      }
      inFlight.add(new Batch(batch, loop.clock().nanos()));
      messages.increment();
      open.requests()
          .onNext(TsoRequest.newBuilder().setHeader(pd.header()).setCount(count).build());
    }
    watch();
  }

  private void openStream() {
    opening = true;
    CompletableFuture<Void> opened = new CompletableFuture<>();
    Async.onSuccess(
        pd.leader(),
        opened,
        leader -> {
          long number = ++streams;
          ClientCall<TsoRequest, TsoResponse> call = rpc.newCall(leader, PDGrpc.getTsoMethod());
          StreamObserver<TsoRequest> requests =
              ClientCalls.asyncBidiStreamingCall(call, new Answers(number));
          stream = new Stream(number, leader, call, requests);
          opened.complete(null);
        });
    Async.then(
        opened,
        new CompletableFuture<>(),
        (done, failure) -> {
          opening = false;
          if (failure == null) {
            flush();
          } else {
            expire();
            if (!waiting.isEmpty()) {
              flushSoon(backoff.nextDelayNanos());
            }
          }
        });
  }

  /** One timer while messages are under way, whatever their number. */
  private void watch() {
    Batch oldest = inFlight.peek();
    if (watching || oldest == null) {
      return;
    }
    watching = true;
    long dueNanos = oldest.sentNanos() + patienceNanos - loop.clock().nanos();
    loop.schedule(
        dueNanos,
        () -> {
          watching = false;
          Batch first = inFlight.peek();
          Stream open = stream;
          if (first != null
              && open != null
              && loop.clock().nanos() - first.sentNanos() >= patienceNanos) {
            patienceNanos = Math.min(timeoutNanos, 2 * patienceNanos);
            broken(open.number());
          }
          watch();
        });
  }

  private void answered(long number, TsoResponse answer) {
    Stream open = stream;
    Batch batch = inFlight.peek();
    if (open == null || open.number() != number || batch == null) {
      return;
    }
    int count = batch.waiters().size();
    if (answer.getHeader().getError().getType() != ErrorType.OK || answer.getCount() != count) {
      broken(number);
      return;
    }
    inFlight.remove();
    long last = Timestamp.of(answer.getTimestamp()).toLong();
    long first = last - count + 1;
    if (first <= lastIssued) {
      // Using it could order a transaction before one that has finished: refuse it loudly.
      RequestFailedException fault =
          new RequestFailedException(
              "timestamps went back: " + first + " after " + lastIssued + " from " + open.leader(),
              null);
      batch.waiters().forEach(waiter -> waiter.future().completeExceptionally(fault));
      broken(number);
      return;
    }
    lastIssued = last;
    issued.add(count);
    backoff = newBackoff();
    patienceNanos = Math.min(SILENCE_NANOS_MIN, timeoutNanos);
    for (int i = 0; i < count; i++) {
      batch.waiters().get(i).future().complete(first + i);
    }
    flush();
  }

  private void broken(long number) {
    Stream open = stream;
    if (open == null || open.number() != number) {
      return;
    }
    stream = null;
    open.call().cancel("stream given up", null);
    pd.suspect(open.leader());
    while (!inFlight.isEmpty()) {
      List<Waiter> waiters = inFlight.removeLast().waiters();
      for (int i = waiters.size() - 1; i >= 0; i--) {
        waiting.addFirst(waiters.get(i));
      }
    }
    expire();
    if (!waiting.isEmpty()) {
      flushSoon(backoff.nextDelayNanos());
    }
  }

  private void expire() {
    long now = loop.clock().nanos();
    List<Waiter> late = new ArrayList<>();
    waiting.removeIf(
        waiter ->
            waiter.future().isDone() || (waiter.deadlineNanos() - now <= 0 && late.add(waiter)));
    // Only now: a continuation may ask for the next timestamp at once.
    for (Waiter waiter : late) {
      waiter
          .future()
          .completeExceptionally(new RegionUnavailableException("no timestamp in time", null));
    }
  }

  /** Ends the stream; whoever waits fails. */
  public void close() {
    loop.checkOwned();
    Stream open = stream;
    stream = null;
    if (open != null) {
      open.call().cancel("client closed", null);
    }
  }

  /** Runs on the network. */
  private final class Answers implements StreamObserver<TsoResponse> {
    private final long number;

    Answers(long number) {
      this.number = number;
    }

    @Override
    public void onNext(TsoResponse answer) {
      loop.execute(() -> answered(number, answer));
    }

    @Override
    public void onError(Throwable failure) {
      loop.execute(() -> broken(number));
    }

    @Override
    public void onCompleted() {
      loop.execute(() -> broken(number));
    }
  }
}
