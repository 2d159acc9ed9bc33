package io.holdfast.bench.micro;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop of one kind of call: as many under way as the shape says, from {@link #start} to
 * {@link #stop}. Operations that fail are counted and have no latency.
 */
final class Load {
  private static final int DIGITS = 3;
  private static final Duration STOP_MAX = Duration.ofSeconds(60);

  private final Call call;
  private final Shape shape;
  private final Recorder latencyNanos = new Recorder(DIGITS);
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();
  private final CountDownLatch ended;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  Load(Call call, Shape shape) {
    this.call = call;
    this.shape = shape;
    this.ended = new CountDownLatch(shape.concurrent());
  }

  Load start() {
    for (int i = 0; i < shape.concurrent(); i++) {
      SplittableRandom random = new SplittableRandom(i + 1L);
      if (shape.threads()) {
        Thread thread = new Thread(() -> waiting(random), "bench-" + i);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
      } else {
        next(random);
      }
    }
    return this;
  }

  private void waiting(SplittableRandom random) {
    try {
      while (!stopping) {
        long beganNanos = System.nanoTime();
        Throwable failure = null;
        try {
          call.start(random).join();
        } catch (CompletionException | IllegalStateException e) {
          failure = e;
        }
        count(beganNanos, failure);
      }
    } finally {
      ended.countDown();
    }
  }

  /** Goes on in a loop while answers are there at once, so that no stack grows. */
  private void next(SplittableRandom random) {
    while (true) {
      if (stopping) {
        ended.countDown();
        return;
      }
      long beganNanos = System.nanoTime();
      CompletableFuture<?> answer = call.start(random);
      if (!answer.isDone()) {
        CompletableFuture<?> unused =
            answer.whenComplete(
                (value, failure) -> {
                  count(beganNanos, failure);
                  next(random);
                });
        return;
      }
      count(
          beganNanos, answer.isCompletedExceptionally() ? answer.handle((v, e) -> e).join() : null);
    }
  }

  private void count(long beganNanos, @Nullable Throwable failure) {
    if (failure == null) {
      latencyNanos.recordValue(System.nanoTime() - beganNanos);
      done.increment();
    } else {
      failed.increment();
      firstFailure.compareAndSet(null, failure);
    }
  }

  /** Calls that succeeded so far. */
  long done() {
    return done.sum();
  }

  /** Calls that failed so far. */
  long failed() {
    return failed.sum();
  }

  /** The first failure; null when there was none. */
  @Nullable Throwable firstFailure() {
    return firstFailure.get();
  }

  /** Latencies since the last look. One caller. */
  Histogram latencies() {
    return latencyNanos.getIntervalHistogram();
  }

  /** Returns when nothing is under way any more. */
  void stop() throws InterruptedException {
    stopping = true;
    if (!ended.await(STOP_MAX.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException(
          ended.getCount() + " of " + shape.title() + " have no answer after " + STOP_MAX);
    }
  }
}
