package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.runtime.base.Bytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Durability on real files: what a power cut may leave of a data directory is made from a copy of
 * it. The engine's own log loses any part that was written after the last sync of the engine, the
 * Raft log gets a torn tail behind what was synced; everything that was acknowledged must be there.
 */
class CutFilesTest {
  private static final int CUTS = 6;

  /** Few enough entries that no round of log truncation has a reason to sync the engine. */
  private static final int WRITES = 12;

  private final SplittableRandom random = new SplittableRandom(20);

  @TempDir private Path directory;

  @Test
  void whatWasAcknowledgedSurvivesAnyCutBehindTheLastSync() throws IOException {
    Path original = directory.resolve("original");
    LocalClusterOptions options =
        LocalClusterOptions.defaults().withStores(1).withDirectory(original);
    Map<Bytes, Bytes> acknowledged = new TreeMap<>();
    Map<Path, Long> synced;
    try (LocalCluster cluster = LocalCluster.start(options)) {
      synced = sizes(engineLogs(original));
      for (int i = 0; i < WRITES; i++) {
        Bytes key = Bytes.utf8("key-" + i);
        Bytes value = Bytes.utf8("value-" + random.nextInt());
        cluster.database().run(tx -> tx.put(key, value));
        acknowledged.put(key, value);
      }
      cluster.killStore(0);
    }
    long lostInAll = 0;
    for (int cut = 0; cut < CUTS; cut++) {
      Path copy = directory.resolve("cut-" + cut);
      copy(original, copy);
      long lost = cutEngineLogs(original, copy, synced);
      lostInAll += lost;
      tearRaftLog(copy);
      try (LocalCluster cluster = LocalCluster.start(options.withDirectory(copy))) {
        Database database = cluster.database();
        for (Map.Entry<Bytes, Bytes> pair : acknowledged.entrySet()) {
          Bytes found = database.read(snapshot -> snapshot.get(pair.getKey()));
          assertThat(found)
              .as("%s after the loss of %d bytes of the engine's log", pair.getKey(), lost)
              .isEqualTo(pair.getValue());
        }
      }
    }
    assertThat(lostInAll).as("bytes that the cuts took").isPositive();
  }

  private static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  /** RocksDB's write-ahead logs. */
  private static List<Path> engineLogs(Path root) throws IOException {
    return files(root.resolve("store-1").resolve("data"), ".log");
  }

  private static Map<Path, Long> sizes(List<Path> files) throws IOException {
    Map<Path, Long> sizes = new TreeMap<>();
    for (Path file : files) {
      sizes.put(file, Files.size(file));
    }
    return sizes;
  }

  /** Bytes that were cut. */
  private long cutEngineLogs(Path original, Path copy, Map<Path, Long> synced) throws IOException {
    long lost = 0;
    for (Path log : engineLogs(original)) {
      long size = Files.size(log);
      long floor = synced.getOrDefault(log, 0L);
      long kept = floor + random.nextLong(size - floor + 1);
      try (RandomAccessFile file =
          new RandomAccessFile(copy.resolve(original.relativize(log)).toFile(), "rw")) {
        file.setLength(kept);
      }
      lost += size - kept;
    }
    return lost;
  }

  /** Half of a frame that was being written when the power went. */
  private void tearRaftLog(Path copy) throws IOException {
    List<Path> segments;
    try (Stream<Path> files = Files.list(copy.resolve("store-1").resolve("raft-log"))) {
      segments =
          files.filter(file -> !file.getFileName().toString().equals("FORMAT")).sorted().toList();
    }
    byte[] torn = new byte[1 + random.nextInt(2_000)];
    random.nextBytes(torn);
    Files.write(segments.get(segments.size() - 1), torn, StandardOpenOption.APPEND);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
