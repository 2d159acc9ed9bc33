package io.holdfast.cli.demo;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.cluster.ProcessCluster;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The drill of the lost log, on processes: one store is paused while writes are acknowledged by the
 * other two; then one of these dies and its log directory is gone, as after a mount that failed,
 * and the last one dies too. The two that are left are a quorum without a single one of the writes.
 * The store without its log must say so and stay away; when the last one is back everything must be
 * there.
 */
public final class LostLog {
  private static final int WRITES = 300;
  private static final int PAUSED = 0;
  private static final int LOSING = 1;
  private static final int DYING = 2;
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ProcessCluster cluster;
  private final PrintStream out;

  /** Does nothing before {@link #run()}. */
  public LostLog(ProcessCluster cluster, PrintStream out) {
    this.cluster = cluster;
    this.out = out;
  }

  /** The checks, in the order of the report. Blocks the calling thread. */
  public List<DemoCheck> run() throws InterruptedException {
    ClientConfig config = ClientConfig.of(cluster.pd().toString());
    try (ThreadedRuntime runtime = new ThreadedRuntime("demo");
        Database database = Database.connect(runtime, config.withOperationTimeout(PATIENCE));
        Database hurried = Database.connect(runtime, config.withOperationTimeout(LOOK))) {
      cluster.pauseStore(PAUSED);
      say("store " + (PAUSED + 1) + " is paused");
      runtime.sleep(SETTLE); // Its leaderships move to the others.
      for (int i = 0; i < WRITES; i++) {
        Bytes key = key(i);
        database.run(tx -> tx.put(key, key));
      }
      say(WRITES + " writes are acknowledged by the other two");
      cluster.killStore(LOSING);
      cluster.killStore(DYING);
      Path log = cluster.storeDirectory(LOSING).resolve("raft-log");
      deleteAll(log);
      say("both are dead, and the log of store " + (LOSING + 1) + " is gone");
      cluster.resumeStore(PAUSED);
      String refusal = refusalOf(LOSING);
      say(refusal.isEmpty() ? "the store without its log serves" : refusal.strip());
      String answer = look(hurried);
      say("a read while only the store that was paused is there: " + answer);
      cluster.startStore(DYING);
      say("store " + (DYING + 1) + " is back");
      int found = count(database);
      Path engine = cluster.storeDirectory(LOSING).resolve("data");
      boolean named = refusal.contains(log.toString()) && refusal.contains(engine.toString());
      return List.of(
          new DemoCheck(
              "the store without its log refuses to serve",
              1,
              !refusal.isEmpty(),
              refusal.isEmpty() ? "it serves" : "it ended before it was ready"),
          new DemoCheck("and names engine and log", 1, named, log.toString()),
          new DemoCheck(
              "no read answers without the writes", 1, !answer.equals("nothing there"), answer),
          new DemoCheck(
              "every acknowledged write is there",
              WRITES,
              found == WRITES,
              found + " of " + WRITES));
    }
  }

  private static Bytes key(int i) {
    return Bytes.utf8(String.format("lost-%04d", i));
  }

  /** Empty when it serves. */
  private String refusalOf(int store) {
    try {
      cluster.startStore(store);
      return "";
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String look(Database database) {
    try {
      return database.read(snapshot -> snapshot.get(key(WRITES - 1))) == null
          ? "nothing there"
          : "the last write";
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }

  private static int count(Database database) {
    int found = 0;
    for (int i = 0; i < WRITES; i++) {
      Bytes key = key(i);
      if (key.equals(database.read(snapshot -> snapshot.get(key)))) {
        found++;
      }
    }
    return found;
  }

  private static void deleteAll(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }

  private void say(String line) {
    out.println(line);
  }
}
