package io.holdfast.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** A closed loop: each client waits for its answer in a thread of its own, then asks again. */
public final class ClientLoad implements OfferedLoad {
  private static final int DIGITS = 3;
  private static final Duration STOP_MAX = Duration.ofSeconds(90);

  private final Recorder latencyNanos = new Recorder(DIGITS);
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
  private final CountDownLatch ended;
  private final int clients;
  private volatile boolean stopping;

  private ClientLoad(int clients) {
    this.clients = clients;
    this.ended = new CountDownLatch(clients);
  }

  /** How the client of a number from 0 on is made. */
  @FunctionalInterface
  public interface Maker {
    /** On the driver's thread. */
    Client make(int number) throws Exception;
  }

  /** All clients are made before the first one asks. */
  public static ClientLoad start(int clients, Maker maker) throws Exception {
    List<Client> made = new ArrayList<>();
    try {
      for (int i = 0; i < clients; i++) {
        made.add(maker.make(i));
      }
    } catch (Exception e) {
      for (Client each : made) {
        each.close();
      }
      throw e;
    }
    ClientLoad load = new ClientLoad(clients);
    for (int i = 0; i < clients; i++) {
      Client client = made.get(i);
      SplittableRandom random = new SplittableRandom(i + 1L);
      Thread thread = new Thread(() -> load.loop(client, random), "bench-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    return load;
  }

  private void loop(Client client, SplittableRandom random) {
    while (!stopping) {
      once(client, random);
    }
    try {
      client.close();
    } catch (Exception e) {
      fail(e);
    } finally {
      ended.countDown();
    }
  }

  private void once(Client client, SplittableRandom random) {
    long beganNanos = System.nanoTime();
    try {
      retries.add(client.once(random));
      latencyNanos.recordValue(System.nanoTime() - beganNanos);
      done.increment();
    } catch (Exception e) {
      fail(e);
    }
  }

  private void fail(Exception failure) {
    failed.increment();
    firstFailure.compareAndSet(null, failure.toString());
  }

  @Override
  public Count count() {
    return new Count(done.sum(), failed.sum(), retries.sum());
  }

  @Override
  public Histogram latencies() {
    return latencyNanos.getIntervalHistogram();
  }

  @Override
  public @Nullable String firstFailure() {
    return firstFailure.get();
  }

  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    if (!ended.await(STOP_MAX.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException(
          ended.getCount() + " of " + clients + " clients have no answer after " + STOP_MAX);
    }
  }
}
