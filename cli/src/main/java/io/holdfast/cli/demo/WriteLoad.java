package io.holdfast.cli.demo;

import io.holdfast.client.Database;
import io.holdfast.client.error.TxnException;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Clients that write as fast as they are answered, each to keys of its own all over the key space,
 * and remember what was acknowledged.
 */
final class WriteLoad {
  /** Keys of one transaction. */
  private static final int BATCH = 8;

  private static final int VALUE_BYTES = 2048;

  private final Database database;
  private final NodeRuntime runtime;
  private final int keysEach;
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong longestGapNanos = new AtomicLong();
  private final List<Client> clients = new ArrayList<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private volatile boolean stop;

  WriteLoad(Database database, NodeRuntime runtime, int clients, int keysEach) {
    this.database = database;
    this.runtime = runtime;
    this.keysEach = keysEach;
    for (int i = 0; i < clients; i++) {
      this.clients.add(new Client(i, runtime.newRandom("writer-" + i)));
    }
  }

  /** Keys that cut the load into so many regions. */
  List<Bytes> splitKeys(int regions) {
    List<Bytes> keys = new ArrayList<>();
    for (int i = 1; i < regions; i++) {
      keys.add(key((int) ((long) clients.size() * keysEach * i / regions)));
    }
    return keys;
  }

  private static Bytes key(int number) {
    return Bytes.utf8(String.format(Locale.ROOT, "load/%08d", number));
  }

  void start() {
    clients.forEach(client -> client.thread.start());
  }

  void stop() throws InterruptedException {
    stop = true;
    for (Client client : clients) {
      client.thread.join();
    }
  }

  long writes() {
    return transactions.get() * BATCH;
  }

  long bytes() {
    return writes() * VALUE_BYTES;
  }

  long failures() {
    return failures.get();
  }

  long longestGapMillis() {
    return longestGapNanos.get() / 1_000_000;
  }

  /** Clients that ended with an error. */
  List<String> ended() {
    return ended;
  }

  /** Keys that do not hold what was acknowledged last, or was tried since. Call after the end. */
  List<String> lost() {
    List<String> lost = new ArrayList<>();
    clients.forEach(client -> client.check(lost));
    return lost;
  }

  private final class Client {
    private final int first;
    private final RandomGenerator random;
    private final long[] acknowledged = new long[keysEach];
    private final long[] tried = new long[keysEach];
    final Thread thread;

    Client(int number, RandomGenerator random) {
      this.first = number;
      this.random = random;
      this.thread = new Thread(this::run, "writer-" + number);
    }

    /** Keys of one client lie all over, so that every transaction spans regions. */
    private Bytes keyOf(int own) {
      return key(own * clients.size() + first);
    }

    private void run() {
      long lastSuccess = runtime.clock().nanos();
      try {
        while (!stop) {
          if (writeOnce()) {
            long now = runtime.clock().nanos();
            longestGapNanos.accumulateAndGet(now - lastSuccess, Math::max);
            lastSuccess = now;
          }
        }
      } catch (RuntimeException e) {
        ended.add(thread.getName() + ": " + e);
      }
      longestGapNanos.accumulateAndGet(runtime.clock().nanos() - lastSuccess, Math::max);
    }

    private boolean writeOnce() {
      int[] chosen = new int[BATCH];
      for (int i = 0; i < BATCH; i++) {
        chosen[i] = random.nextInt(keysEach);
        tried[chosen[i]]++;
      }
      try {
        database.run(
            tx -> {
              for (int own : chosen) {
                tx.put(keyOf(own), value(tried[own]));
              }
            });
      } catch (TxnException e) {
        failures.incrementAndGet();
        return false;
      }
      for (int own : chosen) {
        acknowledged[own] = tried[own];
      }
      transactions.incrementAndGet();
      return true;
    }

    private Bytes value(long version) {
      byte[] bytes = new byte[VALUE_BYTES];
      random.nextBytes(bytes);
      java.nio.ByteBuffer.wrap(bytes).putLong(version);
      return Bytes.wrap(bytes);
    }

    private void check(List<String> lost) {
      for (int own = 0; own < keysEach; own++) {
        if (acknowledged[own] == 0) {
          continue;
        }
        Bytes key = keyOf(own);
        Bytes found = database.<Bytes>read(snapshot -> snapshot.get(key));
        long version = found == null ? 0 : found.asByteBuffer().getLong();
        if (version < acknowledged[own] || version > tried[own]) {
          lost.add(key + " holds " + version + " after " + acknowledged[own]);
        }
      }
    }
  }
}
