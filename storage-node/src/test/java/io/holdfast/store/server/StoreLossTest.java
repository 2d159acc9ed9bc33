package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.store.server.StoreStartException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A store that has lost a part of what it promised refuses to serve, and says what is missing (rule
 * D12): each part of its directory missing, emptied, exchanged with its neighbour's, or old.
 */
class StoreLossTest {
  private static final Path ROOT = Path.of("/data");
  private static final Path LOG = ROOT.resolve("raft-log");
  private static final List<String> THREE = List.of("store-1", "store-2", "store-3");

  /** Three stores with some writes. */
  private static StoreWorld written(long seed) throws IOException {
    StoreWorld stores = new StoreWorld(seed);
    stores.pd.replicas = 3;
    THREE.forEach(stores::addStore);
    THREE.forEach(stores::awaitReady);
    for (int i = 0; i < 20; i++) {
      stores.putSurely("k" + i, "v" + i);
    }
    stores.await(
        () ->
            !stores.pd.reported.isEmpty()
                && stores.pd.reported.values().stream()
                    .allMatch(report -> report.getRegion().getPeersCount() == 3));
    stores.world.run(Duration.ofSeconds(2));
    return stores;
  }

  private static Map<Path, Bytes> contents(FileSystem files, Path directory) throws IOException {
    Map<Path, Bytes> contents = new TreeMap<>();
    for (String name : files.list(directory)) {
      Path file = directory.resolve(name);
      try (FileSystem.ReadFile in = files.open(file)) {
        ByteBuffer content = ByteBuffer.allocate((int) in.size());
        while (content.hasRemaining() && in.read(content.position(), content) > 0) {
          // A read may be short.
        }
        contents.put(file, Bytes.copyOf(content.flip()));
      }
    }
    return contents;
  }

  private static void replace(FileSystem files, Path directory, Map<Path, Bytes> contents)
      throws IOException {
    empty(files, directory);
    for (Map.Entry<Path, Bytes> each : contents.entrySet()) {
      try (FileSystem.AppendFile out = files.create(each.getKey())) {
        out.append(each.getValue().asByteBuffer());
      }
    }
  }

  private static void empty(FileSystem files, Path directory) throws IOException {
    for (String name : files.list(directory)) {
      files.delete(directory.resolve(name));
    }
  }

  private static void assertRefused(StoreWorld stores, String name, Reason reason) {
    stores.await(() -> stores.store(name).ready().isDone());
    assertThat(stores.store(name).ready())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            StoreStartException.class,
            e -> {
              assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
              assertThat(e).hasMessageContaining("/data");
              assertThat(e).hasMessageContaining("start a new one with an empty data directory");
            });
    assertThat(stores.world.node(name).up()).isTrue();
  }

  private static void assertAllThere(StoreWorld stores) {
    for (int i = 0; i < 20; i++) {
      assertThat(stores.get("k" + i)).isEqualTo("v" + i);
    }
  }

  @Test
  void anEmptiedLogIsNotAFreshOne() throws IOException {
    try (StoreWorld stores = written(71)) {
      stores.world.node("store-2").powerCut();
      stores.restart("store-2", files -> empty(files, LOG));
      assertRefused(stores, "store-2", Reason.LOST_LOG);
      assertAllThere(stores);
      stores.world.node("store-2").kill();
      stores.restart("store-2");
      assertRefused(stores, "store-2", Reason.LOST_LOG);
    }
  }

  @Test
  void anyMissingFileOfTheLogIsMissed() throws IOException {
    try (StoreWorld stores = written(72)) {
      stores.world.node("store-2").powerCut();
      Map<Path, Bytes> whole = contents(stores.world.node("store-2").restart().files(), LOG);
      stores.world.node("store-2").kill();
      assertThat(whole).hasSizeGreaterThan(1);
      for (Path file : whole.keySet()) {
        stores.restart(
            "store-2",
            files -> {
              replace(files, LOG, whole);
              files.delete(file);
            });
        assertRefused(stores, "store-2", Reason.LOST_LOG);
        stores.world.node("store-2").kill();
      }
      stores.restart("store-2", files -> replace(files, LOG, whole));
      stores.awaitReady("store-2");
    }
  }

  /** Votes and acknowledged entries of the last life are in none of what is there. */
  @Test
  void anOlderCopyOfTheLogIsRefused() throws IOException {
    try (StoreWorld stores = written(73)) {
      stores.world.node("store-2").kill();
      Map<Path, Bytes> old = contents(stores.world.node("store-2").restart().files(), LOG);
      stores.world.node("store-2").kill();
      stores.restart("store-2");
      stores.awaitReady("store-2");
      stores.world.node("store-2").kill();
      stores.restart("store-2", files -> replace(files, LOG, old));
      assertRefused(stores, "store-2", Reason.LOST_LOG);
    }
  }

  @Test
  void aCopyOfTheLogFromTheSameLifeIsRefused() throws IOException {
    try (StoreWorld stores = written(74)) {
      stores.world.node("store-2").kill();
      stores.restart("store-2");
      stores.awaitReady("store-2");
      Map<Path, Bytes> old = contents(stores.world.node("store-2").runtime().files(), LOG);
      for (int i = 0; i < 20; i++) {
        stores.putSurely("k" + i, "v" + i);
      }
      stores.world.run(Duration.ofSeconds(1));
      stores.world.node("store-2").kill();
      stores.restart("store-2", files -> replace(files, LOG, old));
      assertRefused(stores, "store-2", Reason.LOST_LOG);
    }
  }

  @Test
  void theLogOfTheStoreBesideIsRefused() throws IOException {
    try (StoreWorld stores = written(75)) {
      Map<Path, Bytes> others = contents(stores.world.node("store-1").runtime().files(), LOG);
      stores.world.node("store-2").powerCut();
      stores.restart("store-2", files -> replace(files, LOG, others));
      assertRefused(stores, "store-2", Reason.OTHER_STORE);
    }
  }

  @Test
  void anEmptiedEngineIsNotAFreshOne() throws IOException {
    try (StoreWorld stores = written(76)) {
      stores.world.node("store-2").powerCut();
      stores.emptyEngine("store-2");
      stores.restart("store-2");
      assertRefused(stores, "store-2", Reason.LOST_ENGINE);
      stores.world.node("store-2").kill();
      stores.restart("store-2", files -> empty(files, LOG)); // Both mounts have failed.
      assertRefused(stores, "store-2", Reason.LOST_ENGINE);
      assertAllThere(stores);
    }
  }

  @Test
  void theEngineOfTheStoreBesideIsRefused() throws IOException {
    try (StoreWorld stores = written(77)) {
      stores.world.node("store-1").kill();
      stores.world.node("store-2").kill();
      stores.exchangeEngines("store-1", "store-2");
      stores.restart("store-1");
      stores.restart("store-2");
      assertRefused(stores, "store-1", Reason.OTHER_STORE);
      assertRefused(stores, "store-2", Reason.OTHER_STORE);
    }
  }

  @Test
  void aStoreWithoutItsIdentityIsNotANewOne() throws IOException {
    try (StoreWorld stores = written(78)) {
      stores.world.node("store-2").kill();
      stores.restart("store-2", files -> files.delete(ROOT.resolve("IDENTITY")));
      assertRefused(stores, "store-2", Reason.CORRUPT_MARKER);
    }
  }

  /** The address is taken: the port is bound after everything else. */
  @Test
  void aRefusedFirstStartLeavesNoTrace() throws IOException {
    try (StoreWorld stores = new StoreWorld(80)) {
      stores.occupyPort = true;
      stores.addStore("store-1");
      stores.await(() -> stores.store("store-1").ready().isDone());
      assertThat(stores.store("store-1").ready()).isCompletedExceptionally();
      FileSystem files = stores.world.node("store-1").runtime().files();
      assertThat(files.list(ROOT)).allMatch(name -> name.contains("lock"));
      stores.world.node("store-1").kill();
      stores.occupyPort = false;
      stores.pd.clusterId = 78; // The correction may be another cluster.
      stores.emptyEngine("store-1");
      stores.restart("store-1");
      stores.awaitReady("store-1");
    }
  }

  @Test
  void lostSnapshotsAreAskedForAgain() throws IOException {
    try (StoreWorld stores = written(79)) {
      stores.world.node("store-2").powerCut();
      stores.restart(
          "store-2",
          files -> {
            if (files.exists(ROOT.resolve("snapshots"))) {
              empty(files, ROOT.resolve("snapshots"));
            }
          });
      stores.awaitReady("store-2");
      assertAllThere(stores);
    }
  }
}
