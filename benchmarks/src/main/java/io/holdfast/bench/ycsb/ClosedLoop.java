package io.holdfast.bench.ycsb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * A fixed number of operations by a fixed number of threads, each sending its next operation when
 * the last one was answered.
 */
final class ClosedLoop {
  private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int SAMPLES_PER_LINE = 3;

  private final String phase;
  private final int threads;
  private final long operations;
  private final Consumer<String> progress;

  /** One worker's next operation. */
  @FunctionalInterface
  interface Step {
    void run(RecordDb db);
  }

  /**
   * What came out.
   *
   * @param operations operations done, whether they succeeded or not
   * @param nanos wall-clock time of the whole loop
   */
  record Outcome(OperationRecorder recorder, long operations, long nanos) {
    double perSecond() {
      return nanos == 0 ? 0 : operations * 1e9 / nanos;
    }
  }

  ClosedLoop(String phase, int threads, long operations, Consumer<String> progress) {
    this.phase = phase;
    this.threads = threads;
    this.operations = operations;
    this.progress = progress;
  }

  /** Runs to the end; {@code everySecond} is called by the calling thread meanwhile. */
  Outcome run(RecordStore store, Step step, Runnable everySecond)
      throws InterruptedException, ExecutionException {
    AtomicInteger names = new AtomicInteger();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "ycsb-" + names.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      AtomicLong tickets = new AtomicLong();
      LongAdder done = new LongAdder();
      long startNanos = System.nanoTime();
      List<Future<OperationRecorder>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        results.add(workers.submit(() -> work(store, step, tickets, done)));
      }
      OperationRecorder all = new OperationRecorder();
      int samples = 0;
      for (Future<OperationRecorder> result : results) {
        while (!ended(result)) {
          everySecond.run();
          samples++;
          if (samples % SAMPLES_PER_LINE == 0) {
            progress.accept(line(done.sum(), System.nanoTime() - startNanos));
          }
        }
        all.add(result.get());
      }
      long nanos = System.nanoTime() - startNanos;
      // Once more while the workers are still there: what they used must not end with them.
      everySecond.run();
      return new Outcome(all, done.sum(), nanos);
    } finally {
      workers.shutdownNow();
    }
  }

  private OperationRecorder work(RecordStore store, Step step, AtomicLong tickets, LongAdder done) {
    RecordDb db = new RecordDb(store, new OperationRecorder());
    while (tickets.getAndIncrement() < operations && !Thread.currentThread().isInterrupted()) {
      step.run(db);
      done.increment();
    }
    return db.recorder();
  }

  private static boolean ended(Future<?> result) throws InterruptedException, ExecutionException {
    try {
      result.get(SAMPLE_NANOS, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private String line(long done, long nanos) {
    return String.format(
        Locale.ROOT,
        "%s: %d s, %,d of %,d operations, %,.0f/s",
        phase,
        TimeUnit.NANOSECONDS.toSeconds(nanos),
        done,
        operations,
        done * 1e9 / nanos);
  }
}
