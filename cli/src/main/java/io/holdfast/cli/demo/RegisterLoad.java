package io.holdfast.cli.demo;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.error.TxnException;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.simulation.check.CheckResult;
import io.holdfast.simulation.check.RegisterOp;
import io.holdfast.workload.RegisterHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Clients, each with a connection and caches of its own, that read and write raw keys all over the
 * regions. The keys of a round are used in that round only, so that each history is short enough to
 * be judged.
 */
final class RegisterLoad implements AutoCloseable {
  private static final int KEYS_EACH = 2;
  private static final double READS = 0.6;
  private static final Duration THINK = Duration.ofMillis(4);
  private static final Duration USURPER_THINK = Duration.ofMillis(20);

  /** Processes of clients that ask the paused store: one operation each. */
  private static final int FOREIGN = 1_000;

  private final ThreadedRuntime runtime;
  private final int regions;
  private final List<Client> clients = new ArrayList<>();
  private final Client usurper;
  private final AtomicLong values = new AtomicLong();
  private final AtomicInteger foreign = new AtomicInteger(FOREIGN);
  private final List<Thread> threads = new ArrayList<>();
  private volatile Round round = new Round("", new RegisterHistory());
  private volatile boolean stop;

  private record Round(String name, RegisterHistory history) {}

  RegisterLoad(ClientConfig config, ThreadedRuntime runtime, int clients, int regions) {
    this.runtime = runtime;
    this.regions = regions;
    for (int i = 0; i < clients; i++) {
      this.clients.add(new Client(i, Database.connect(config)));
    }
    this.usurper = new Client(clients, Database.connect(config));
  }

  List<Bytes> splitKeys() {
    List<Bytes> keys = new ArrayList<>();
    for (int i = 1; i < regions; i++) {
      keys.add(Bytes.utf8(String.format(Locale.ROOT, "r%02d", i)));
    }
    return keys;
  }

  private Bytes key(String roundName, int number) {
    String text = String.format(Locale.ROOT, "r%02d/%s/", number % regions, roundName);
    return Bytes.utf8(text + number / regions);
  }

  /** The clients begin with keys that nobody has used. */
  void begin(String name) {
    round = new Round(name, new RegisterHistory());
    stop = false;
    List<Thread> started = new ArrayList<>();
    for (Client client : clients) {
      started.add(new Thread(client::work, "client-" + client.process));
    }
    started.forEach(Thread::start);
    threads.addAll(started);
  }

  /** They have ended when this returns. */
  void end() throws InterruptedException {
    stop = true;
    for (Thread thread : threads) {
      thread.join();
    }
    threads.clear();
  }

  /** The verdict about the round. */
  CheckResult judge() {
    return round.history().judge();
  }

  /**
   * Writes one key after the other, so that somebody must lead its region, and asks the store that
   * stands still for what it was: for so long.
   */
  void usurp(PausedStore paused, Duration time) throws InterruptedException {
    long end = runtime.clock().nanos() + time.toNanos();
    Thread writing = new Thread(() -> usurpUntil(end, paused), "usurper");
    threads.add(writing);
    writing.start(); // It may wait for longer than the pause, when nobody is elected in it.
    long left = end - runtime.clock().nanos();
    if (left > 0) {
      runtime.sleep(Duration.ofNanos(left));
    }
  }

  private void usurpUntil(long end, PausedStore paused) {
    RandomGenerator random = usurper.random;
    Round now = round;
    while (runtime.clock().nanos() < end) {
      Bytes key = key(now.name(), random.nextInt(regions * KEYS_EACH));
      RegionInfo region = paused.regionOf(key);
      if (region != null) {
        usurper.operate(now, writing(key));
        paused.ask(foreign.incrementAndGet(), region, key, now.history(), runtime.clock().nanos());
        usurper.think(USURPER_THINK);
      }
    }
  }

  private RegisterOp writing(Bytes key) {
    return RegisterOp.write(key, Bytes.utf8("v" + values.incrementAndGet()));
  }

  @Override
  public void close() {
    stop = true;
    clients.forEach(client -> client.database.close());
    usurper.database.close();
  }

  private final class Client {
    private final int process;
    private final Database database;
    private final RandomGenerator random;

    Client(int process, Database database) {
      this.process = process;
      this.database = database;
      this.random = runtime.newRandom("client-" + process);
    }

    void work() {
      while (!stop) {
        Round now = round;
        Bytes key = key(now.name(), random.nextInt(regions * KEYS_EACH));
        operate(now, random.nextDouble() < READS ? RegisterOp.read(key) : writing(key));
        think(THINK);
      }
    }

    void operate(Round now, RegisterOp op) {
      Bytes value = op.value();
      long before = puts() + 1;
      RegisterHistory.Asked asked =
          now.history().ask(process, op, value != null, runtime.clock().nanos());
      try {
        if (value == null) {
          asked.done(RegisterOp.Result.found(database.raw().get(op.key())), 0);
        } else {
          database.raw().put(op.key(), value);
          asked.done(RegisterOp.Result.DONE, puts() - before);
        }
      } catch (TxnException e) {
        asked.unknown(puts() - before);
      }
    }

    /** Requests to write that were sent so far: more than one a write repeat it. */
    private long puts() {
      return database.traffic().requests().entrySet().stream()
          .filter(entry -> entry.getKey().contains("RawPut"))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    void think(Duration longest) {
      try {
        runtime.sleep(Duration.ofNanos(random.nextLong(longest.toNanos())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stop = true;
      }
    }
  }
}
