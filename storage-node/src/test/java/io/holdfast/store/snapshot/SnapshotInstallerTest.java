package io.holdfast.store.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.protocol.wire.internal.SnapshotChunk;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import io.holdfast.store.region.SnapshotPort.ReceivedSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rule D8, cut short everywhere. */
class SnapshotInstallerTest {
  private static final Path DIRECTORY = Path.of("/snap");
  private static final RegionDescriptor OLD = region("b", "y", 1);
  private static final RegionDescriptor NEW = region("m", "y", 2);

  private final SimWorld world = new SimWorld(1, SimOptions.defaults());
  private FileSystem files;

  private static RegionDescriptor region(String start, String end, long version) {
    Region.Builder region =
        Region.newBuilder()
            .setId(1)
            .setStartKey(ByteString.copyFromUtf8(start))
            .setEndKey(ByteString.copyFromUtf8(end))
            .addPeers(Peer.newBuilder().setId(2).setStoreId(10));
    region.getRegionEpochBuilder().setConfVer(1).setVersion(version);
    return RegionDescriptor.of(region.build());
  }

  @BeforeEach
  void start() {
    files = world.newNode("n").runtime().files();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** The leader's data: three families, enough for several chunks. */
  private static MemoryEngine leader() {
    MemoryEngine engine = MemoryEngine.open(new MemoryDisk());
    WriteBatch batch = new WriteBatch();
    for (char c = 'a'; c <= 'z'; c++) {
      batch.put(Family.DEFAULT, Bytes.utf8("" + c), Bytes.utf8("new " + c));
      batch.put(Family.WRITE, Bytes.utf8(c + "w"), Bytes.utf8("new"));
    }
    batch.put(Family.LOCK, Bytes.utf8("n"), Bytes.EMPTY);
    engine.write(batch);
    return engine;
  }

  private String file(RegionDescriptor region, int chunkBytes) throws IOException {
    String name = "s-" + chunkBytes;
    MemoryEngine engine = leader();
    files.createDirectories(DIRECTORY);
    files.delete(DIRECTORY.resolve(name));
    try (SnapshotSource source = new SnapshotSource(engine.snapshot(), region, chunkBytes);
        FileSystem.AppendFile out = files.create(DIRECTORY.resolve(name))) {
      SnapshotChunk chunk = source.next();
      while (chunk != null) {
        assertThat(ChunkFrames.crcOf(chunk.getPairsList())).isEqualTo(chunk.getCrc());
        out.append(ChunkFrames.encode(chunk));
        chunk = source.next();
      }
      out.sync();
    }
    files.syncDirectory(DIRECTORY);
    assertThat(engine.openHandles()).isZero();
    return name;
  }

  private static ReceivedSnapshot snapshot(String file) {
    return new ReceivedSnapshot(NEW, 2, new SnapshotMeta(50, 7, NEW.conf()), file, 1);
  }

  /** A follower that is behind, with a neighbour on either side. */
  private static MemoryDisk follower() {
    MemoryDisk disk = new MemoryDisk();
    MemoryEngine engine = MemoryEngine.open(disk);
    WriteBatch batch = new WriteBatch();
    for (char c = 'a'; c <= 'z'; c++) {
      batch.put(Family.DEFAULT, Bytes.utf8("" + c), Bytes.utf8("old"));
      batch.put(Family.LOCK, Bytes.utf8("" + c), Bytes.utf8("old"));
    }
    RegionStates.putNew(batch, OLD, 2);
    engine.write(batch);
    engine.syncWal();
    engine.abandon();
    return disk;
  }

  private static Map<String, String> data(EngineReader engine) {
    Map<String, String> all = new TreeMap<>();
    for (Family family : RegionStates.DATA_FAMILIES) {
      try (EngineIterator it = engine.iterator(family, Bytes.EMPTY, Bytes.EMPTY)) {
        for (it.seekToFirst(); it.valid(); it.next()) {
          all.put(family + " " + it.key(), it.value().toUtf8());
        }
      }
    }
    return all;
  }

  private static Map<String, String> expected() {
    Map<String, String> all = new TreeMap<>();
    for (char c = 'a'; c <= 'z'; c++) {
      boolean neighbour = c < 'b' || c >= 'y';
      if (neighbour) {
        all.put("DEFAULT " + c, "old");
        all.put("LOCK " + c, "old");
      } else if (c >= 'm') {
        all.put("DEFAULT " + c, "new " + c);
        all.put("WRITE " + c + "w", "new");
      }
    }
    all.put("LOCK n", "");
    return all;
  }

  @Test
  void theNewDataReplacesTheOldAndNothingElse() throws IOException {
    MemoryEngine engine = MemoryEngine.open(follower());
    SnapshotInstaller installer =
        SnapshotInstaller.begin(engine, files, DIRECTORY, snapshot(file(NEW, 20)), OLD);
    run(installer);
    assertThat(data(engine)).isEqualTo(expected());
    RegionLocalState state = Objects.requireNonNull(RegionStates.localState(engine, 1));
    assertThat(state.getState()).isEqualTo(RegionLocalState.State.NORMAL);
    assertThat(state.getRegion()).isEqualTo(NEW.wire());
    assertThat(state.getSnapshotIndex()).isEqualTo(50);
    assertThat(Objects.requireNonNull(RegionStates.applyState(engine, 1)).getAppliedIndex())
        .isEqualTo(50);
  }

  private static void run(SnapshotInstaller installer) {
    boolean more = true;
    while (more) {
      more = installer.step();
    }
  }

  @Test
  void aPowerCutAfterAnyStepEndsInTheOldOrTheNewState() throws IOException {
    String file = file(NEW, 20);
    int finished = 0;
    for (int steps = 0; steps < 60; steps++) {
      for (int cut = 0; cut < 4; cut++) {
        MemoryDisk disk = follower();
        MemoryEngine engine = MemoryEngine.open(disk);
        SnapshotInstaller installer =
            SnapshotInstaller.begin(engine, files, DIRECTORY, snapshot(file), OLD);
        boolean more = true;
        for (int i = 0; i < steps && more; i++) {
          more = installer.step();
        }
        engine.abandon();
        disk.powerCut(world.newRandom("cut-" + steps + "-" + cut));
        MemoryEngine again = MemoryEngine.open(disk);
        RegionLocalState state = Objects.requireNonNull(RegionStates.localState(again, 1));
        if (state.getState() == RegionLocalState.State.APPLYING) {
          SnapshotInstaller resumed = SnapshotInstaller.resume(again, files, DIRECTORY, state);
          assertThat(resumed.fileIsWhole()).isTrue();
          run(resumed);
          state = Objects.requireNonNull(RegionStates.localState(again, 1));
        }
        if (state.getRegion().equals(NEW.wire())) {
          assertThat(data(again)).as("steps " + steps).isEqualTo(expected());
          finished++;
        } else {
          assertThat(steps).as("only before the state is marked").isZero();
        }
      }
    }
    assertThat(finished).isGreaterThan(200);
  }

  @Test
  void withoutItsFileTheReplicaOwnsNothingAndSaysSo() throws IOException {
    MemoryDisk disk = follower();
    MemoryEngine engine = MemoryEngine.open(disk);
    SnapshotInstaller installer =
        SnapshotInstaller.begin(engine, files, DIRECTORY, snapshot(file(NEW, 20)), OLD);
    assertThat(installer.step()).isTrue();
    files.delete(installer.file());
    RegionLocalState state = Objects.requireNonNull(RegionStates.localState(engine, 1));
    SnapshotInstaller resumed = SnapshotInstaller.resume(engine, files, DIRECTORY, state);
    assertThat(resumed.fileIsWhole()).isFalse();
    resumed.emptyForGood();
    @Nullable RegionLocalState after = RegionStates.localState(engine, 1);
    assertThat(Objects.requireNonNull(after).getState()).isEqualTo(RegionLocalState.State.APPLYING);
    assertThat(after.getSnapshotFile()).isEmpty();
    assertThat(RegionStates.applyState(engine, 1)).isNull();
    assertThat(data(engine))
        .containsOnlyKeys("DEFAULT a", "DEFAULT y", "DEFAULT z", "LOCK a", "LOCK y", "LOCK z");
  }

  @Test
  void aDamagedFileIsNotWhole() throws IOException {
    String name = file(NEW, 20);
    byte[] content;
    try (FileSystem.ReadFile in = files.open(DIRECTORY.resolve(name))) {
      java.nio.ByteBuffer all = java.nio.ByteBuffer.allocate((int) in.size());
      while (all.hasRemaining() && in.read(all.position(), all) > 0) {
        // Short reads go on.
      }
      content = all.array();
    }
    for (int at = 0; at < content.length; at += 7) {
      byte[] damaged = content.clone();
      damaged[at] ^= 0x40;
      assertThat(wholeWith(damaged)).as("damage at " + at).isFalse();
    }
    for (int length = 0; length < content.length; length += 11) {
      assertThat(wholeWith(java.util.Arrays.copyOf(content, length))).isFalse();
    }
    assertThat(wholeWith(content)).isTrue();
  }

  private boolean wholeWith(byte[] content) throws IOException {
    files.delete(DIRECTORY.resolve("d"));
    try (FileSystem.AppendFile out = files.create(DIRECTORY.resolve("d"))) {
      out.append(java.nio.ByteBuffer.wrap(content));
    }
    return SnapshotInstaller.begin(
            MemoryEngine.open(new MemoryDisk()), files, DIRECTORY, snapshot("d"), null)
        .fileIsWhole();
  }

  @Test
  void anEmptyRegionIsOneChunk() {
    MemoryEngine engine = MemoryEngine.open(new MemoryDisk());
    try (SnapshotSource source = new SnapshotSource(engine.snapshot(), NEW, 100)) {
      SnapshotChunk only = Objects.requireNonNull(source.next());
      assertThat(only.getLast()).isTrue();
      assertThat(source.next()).isNull();
    }
  }
}
