package io.holdfast.endtoend.tikv;

import static io.holdfast.endtoend.tikv.Published.bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.tikv.common.exception.TiKVException;
import org.tikv.raw.RawKVClient;
import org.tikv.shade.com.google.protobuf.ByteString;
import org.tikv.shade.io.grpc.StatusRuntimeException;

/** Threads that put new keys through the published client and remember which were acknowledged. */
final class RawLoad implements AutoCloseable {
  private final RawKVClient client;
  private final String prefix;
  private final ConcurrentSkipListSet<String> acknowledged = new ConcurrentSkipListSet<>();
  private final List<Thread> writers = new ArrayList<>();
  private volatile boolean stopped;

  RawLoad(RawKVClient client, String prefix, int threads) {
    this.client = client;
    this.prefix = prefix;
    for (int i = 0; i < threads; i++) {
      int writer = i;
      Thread thread = new Thread(() -> write(writer), "raw-load-" + i);
      thread.setDaemon(true);
      writers.add(thread);
      thread.start();
    }
  }

  static ByteString valueOf(String key) {
    return bytes("value of " + key);
  }

  private void write(int writer) {
    for (int i = 0; !stopped; i++) {
      String key = String.format("%s%d/%06d", prefix, writer, i);
      try {
        client.put(bytes(key), valueOf(key));
        acknowledged.add(key);
      } catch (TiKVException | StatusRuntimeException e) {
        // Not acknowledged: it may be there or not.
      }
    }
  }

  /** Returns when that many more puts have been acknowledged. */
  void awaitMore(int count) {
    int from = acknowledged.size();
    Eventually.isTrue(
        count + " more acknowledged puts",
        Wire.PATIENCE,
        () -> acknowledged.size() >= from + count);
  }

  /** Ends the load; what was acknowledged. */
  Set<String> stop() throws InterruptedException {
    stopped = true;
    for (Thread writer : writers) {
      writer.join(TimeUnit.SECONDS.toMillis(30));
      if (writer.isAlive()) {
        throw new AssertionError("a writer does not end");
      }
    }
    return new TreeSet<>(acknowledged);
  }

  @Override
  public void close() {
    stopped = true;
  }
}
