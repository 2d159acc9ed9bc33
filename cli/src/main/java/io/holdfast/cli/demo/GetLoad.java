package io.holdfast.cli.demo;

import io.holdfast.client.raw.RawClient;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/** Threads that get single keys, one after the other, and remember how long each took. */
final class GetLoad {
  private final RawClient client;
  private final NodeRuntime runtime;
  private final List<Bytes> keys;
  private final int threads;
  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
  private final List<String> failures = new CopyOnWriteArrayList<>();

  GetLoad(RawClient client, NodeRuntime runtime, List<Bytes> keys, int threads) {
    this.client = client;
    this.runtime = runtime;
    this.keys = keys;
    this.threads = threads;
  }

  /** Gets for so long; blocks. */
  void run(Duration time) throws InterruptedException {
    long end = runtime.clock().nanos() + time.toNanos();
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      RandomGenerator random = runtime.newRandom("getter-" + i);
      Thread thread = new Thread(() -> getUntil(end, random), "getter-" + i);
      thread.start();
      running.add(thread);
    }
    for (Thread thread : running) {
      thread.join();
    }
  }

  private void getUntil(long end, RandomGenerator random) {
    List<Long> own = new ArrayList<>();
    long now = runtime.clock().nanos();
    try {
      while (now - end < 0) {
        Bytes key = keys.get(random.nextInt(keys.size()));
        if (client.get(key) == null) {
          failures.add(key + " is gone");
        }
        long after = runtime.clock().nanos();
        own.add(after - now);
        now = after;
      }
    } catch (RuntimeException e) {
      failures.add(e.toString());
    }
    nanos.addAll(own);
  }

  int count() {
    return nanos.size();
  }

  List<String> failures() {
    return failures;
  }

  /** Milliseconds that so many of a hundred gets stay below. */
  double percentileMillis(double percent) {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    if (sorted.isEmpty()) {
      return 0;
    }
    int at = (int) Math.min(sorted.size() - 1L, (long) (sorted.size() * percent / 100));
    return sorted.get(at) / 1e6;
  }

  String figures() {
    return String.format(
        "p50 %.2f, p99 %.2f, longest %.1f ms",
        percentileMillis(50), percentileMillis(99), percentileMillis(100));
  }
}
