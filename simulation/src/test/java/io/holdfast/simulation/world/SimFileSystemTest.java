package io.holdfast.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.file.DirectoryInUseException;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.file.FileSystem.AppendFile;
import io.holdfast.runtime.file.FileSystem.ReadFile;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class SimFileSystemTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final Path FILE = Path.of("/data/log");

  private static byte[] bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static void append(AppendFile file, byte[] bytes) throws IOException {
    file.append(ByteBuffer.wrap(bytes));
  }

  private static SimNode node(long seed) throws IOException {
    SimNode node = new SimWorld(seed, SimOptions.defaults()).newNode("a");
    node.runtime().files().createDirectories(DIRECTORY);
    return node;
  }

  private static AppendFile durableFile(SimNode node) throws IOException {
    AppendFile file = node.runtime().files().create(FILE);
    node.runtime().files().syncDirectory(DIRECTORY);
    return file;
  }

  @Test
  void behavesLikeAFileSystem() throws IOException {
    FileSystem files = node(1).runtime().files();
    AppendFile file = files.create(FILE);
    assertThatThrownBy(() -> files.create(FILE)).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> files.open(Path.of("/data/none")))
        .isInstanceOf(NoSuchFileException.class);
    file.append(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3, 4}));
    file.truncate(3);
    ReadFile reader = files.open(FILE);
    ByteBuffer read = ByteBuffer.allocate(10);
    assertThat(reader.read(1, read)).isEqualTo(2);
    assertThat(Arrays.copyOf(read.array(), 2)).containsExactly(2, 3);
    assertThat(reader.read(3, read)).isEqualTo(-1);
    files.rename(FILE, Path.of("/data/other"));
    assertThat(files.list(DIRECTORY)).containsExactly("other");
    assertThat(files.exists(FILE)).isFalse();
    files.delete(DIRECTORY);
    assertThat(files.list(DIRECTORY)).isEmpty();
  }

  @Test
  void aKillKeepsUnsyncedBytesAndALaterPowerCutMayStillTakeThem() throws IOException {
    TreeSet<Long> sizes = new TreeSet<>();
    for (int seed = 0; seed < 30; seed++) {
      SimNode node = node(seed);
      append(durableFile(node), bytes(5000, 7));
      node.kill();
      FileSystem files = node.restart().files();
      assertThat(node.disk().contents(FILE)).isEqualTo(bytes(5000, 7));
      assertThat(files.exists(FILE)).isTrue();
      node.powerCut();
      sizes.add((long) node.disk().contents(FILE).length);
    }
    assertThat(sizes).contains(0L, 5000L).hasSizeGreaterThan(4);
  }

  @Test
  void aPowerCutKeepsWhatWasSyncedAndAnySubsetOfSectorsOfTheRest() throws IOException {
    boolean hole = false;
    long lost = 0;
    for (int seed = 0; seed < 60; seed++) {
      SimNode node = node(seed);
      AppendFile file = durableFile(node);
      append(file, bytes(700, 1));
      file.sync();
      append(file, bytes(4000, 2));
      node.powerCut();
      byte[] after = node.disk().contents(FILE);
      assertThat(after.length).isBetween(700, 4700);
      assertThat(Arrays.copyOf(after, 700)).isEqualTo(bytes(700, 1));
      String pattern = sectors(after);
      hole |= pattern.contains("02");
      lost += node.disk().bytesLost();
    }
    assertThat(hole).isTrue();
    assertThat(lost).isPositive();
  }

  /** One digit for each run of equal bytes behind the synced part. */
  private static String sectors(byte[] after) {
    StringBuilder runs = new StringBuilder();
    for (int i = 700; i < after.length; i++) {
      String digit = Integer.toString(after[i]);
      if (runs.isEmpty() || !runs.substring(runs.length() - 1).equals(digit)) {
        runs.append(digit);
      }
    }
    return runs.toString();
  }

  @Test
  void namesNeedASyncOfTheirDirectory() throws IOException {
    TreeSet<String> outcomes = new TreeSet<>();
    for (int seed = 0; seed < 40; seed++) {
      SimNode node = node(seed);
      FileSystem files = node.runtime().files();
      AppendFile temporary = files.create(Path.of("/data/tmp"));
      append(temporary, bytes(10, 1));
      temporary.sync();
      files.rename(Path.of("/data/tmp"), Path.of("/data/current"));
      node.powerCut();
      outcomes.add(node.restart().files().list(DIRECTORY).toString());
    }
    assertThat(outcomes).containsExactly("[]", "[current]", "[tmp]");

    SimNode node = node(1);
    durableFile(node);
    node.powerCut();
    assertThat(node.restart().files().list(DIRECTORY)).containsExactly("log");
  }

  @Test
  void anUnsyncedTruncationMayComeBack() throws IOException {
    TreeSet<Integer> sizes = new TreeSet<>();
    for (int seed = 0; seed < 40; seed++) {
      SimNode node = node(seed);
      AppendFile file = durableFile(node);
      append(file, bytes(3000, 1));
      file.sync();
      file.truncate(1000);
      append(file, bytes(500, 2));
      node.powerCut();
      byte[] after = node.disk().contents(FILE);
      assertThat(Arrays.copyOf(after, 1000)).isEqualTo(bytes(1000, 1));
      sizes.add(after.length);
    }
    assertThat(sizes).contains(1500, 3000);
  }

  @Test
  void aPowerCutKeepsAnySubsetOfOverwrittenSectors() throws IOException {
    TreeSet<Integer> kept = new TreeSet<>();
    for (long seed = 0; seed < 60; seed++) {
      SimNode node = node(seed);
      AppendFile first = durableFile(node);
      append(first, bytes(4096, 1));
      first.sync();
      AppendFile again = node.runtime().files().openForReuse(FILE);
      append(again, bytes(1024, 2));
      again.sync();
      append(again, bytes(2048, 3));
      node.powerCut();
      byte[] after = node.disk().contents(FILE);
      assertThat(after).hasSize(4096);
      assertThat(Arrays.copyOf(after, 1024)).isEqualTo(bytes(1024, 2));
      int which = 0;
      for (int sector = 2; sector < 6; sector++) {
        byte[] found = Arrays.copyOfRange(after, sector * 512, (sector + 1) * 512);
        assertThat(found).isIn(bytes(512, 1), bytes(512, 3));
        which = which * 2 + (found[0] == 3 ? 1 : 0);
      }
      assertThat(Arrays.copyOfRange(after, 3072, 4096)).isEqualTo(bytes(1024, 1));
      kept.add(which);
    }
    assertThat(kept).contains(0, 15).hasSizeGreaterThan(6);
  }

  @Test
  void overwritingThatAFailedSyncGaveUpIsLostAtTheNextPowerCut() throws IOException {
    SimNode node = node(3);
    AppendFile first = durableFile(node);
    append(first, bytes(1024, 1));
    first.sync();
    AppendFile again = node.runtime().files().openForReuse(FILE);
    append(again, bytes(1024, 2));
    node.disk().failSyncs(1);
    assertThatThrownBy(again::sync).isInstanceOf(IOException.class);
    assertThat(node.disk().contents(FILE)).isEqualTo(bytes(1024, 2));
    node.powerCut();
    assertThat(node.disk().contents(FILE)).isEqualTo(bytes(1024, 1));
  }

  @Test
  void afterAFailedSyncPagesReadBackGoodAndAreLostLater() throws IOException {
    for (int seed = 0; seed < 10; seed++) {
      SimNode node = node(seed);
      AppendFile file = durableFile(node);
      append(file, bytes(600, 1));
      file.sync();
      append(file, bytes(600, 2));
      node.disk().failSyncs(1);
      assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
      assertThat(node.disk().contents(FILE)[1000]).isEqualTo((byte) 2);
      append(file, bytes(600, 3));
      file.sync(); // Succeeds, and proves nothing about the bytes before.
      node.powerCut();
      byte[] after = node.disk().contents(FILE);
      assertThat(Arrays.copyOfRange(after, 600, 1200)).isEqualTo(bytes(600, 0));
      assertThat(Arrays.copyOfRange(after, 1200, 1800)).isEqualTo(bytes(600, 3));
    }
  }

  @Test
  void aFullDiskRefusesAppends() throws IOException {
    SimNode node = node(1);
    AppendFile file = durableFile(node);
    node.disk().setCapacityBytes(100);
    append(file, bytes(100, 1));
    assertThatThrownBy(() -> append(file, bytes(1, 1))).hasMessageContaining("No space left");
    node.disk().heal();
    append(file, bytes(1, 1));
    assertThat(file.size()).isEqualTo(101);
  }

  @Test
  void aDirectoryIsLockedUntilClosedOrTheProcessDies() throws Exception {
    SimNode node = node(1);
    AutoCloseable lock = node.runtime().files().lockDirectory(DIRECTORY);
    assertThatThrownBy(() -> node.runtime().files().lockDirectory(DIRECTORY))
        .isInstanceOf(DirectoryInUseException.class);
    lock.close();
    node.runtime().files().lockDirectory(DIRECTORY);
    node.kill();
    assertThat(node.restart().files().lockDirectory(DIRECTORY)).isNotNull();
  }

  @Test
  void aNodeDiesInsideAFileOperationAndItsDeadLifeCannotWrite() throws IOException {
    TreeSet<Integer> sizes = new TreeSet<>();
    for (int seed = 0; seed < 20; seed++) {
      SimNode node = node(seed);
      AppendFile file = durableFile(node);
      node.crashInFileOperation(2, CrashKind.KILL);
      append(file, bytes(100, 1));
      assertThatThrownBy(() -> append(file, bytes(100, 2))).isInstanceOf(SimulatedCrash.class);
      assertThat(node.up()).isFalse();
      assertThatThrownBy(() -> append(file, bytes(100, 3))).isInstanceOf(SimulatedCrash.class);
      byte[] after = node.disk().contents(FILE);
      assertThat(after.length).isBetween(100, 200);
      sizes.add(after.length);
    }
    assertThat(sizes).hasSizeGreaterThan(5);
  }

  @Test
  void aSlowSyncKeepsItsLoopBusyAndDelaysWhatTheTaskDoesAfterwards() throws IOException {
    SimNode node = node(1);
    SimWorld world = new SimWorld(5, SimOptions.defaults());
    SimNode slow = world.newNode("slow");
    NodeRuntime runtime = slow.runtime();
    runtime.files().createDirectories(DIRECTORY);
    AppendFile file = runtime.files().create(FILE);
    slow.disk().setExtraSyncNanos(1_000_000_000L);
    EventLoop log = runtime.newLoop("log");
    EventLoop other = runtime.newLoop("other");
    List<String> order = new ArrayList<>();
    long start = runtime.clock().nanos();
    log.execute(
        () -> {
          try {
            file.sync();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          assertThat(runtime.clock().nanos() - start).isGreaterThan(1_000_000_000L);
          other.execute(() -> order.add("told"));
        });
    log.execute(() -> order.add("next"));
    other.schedule(500_000_000L, () -> order.add("meanwhile"));
    world.run(Duration.ofMillis(900));
    assertThat(order).containsExactly("meanwhile");
    world.run(Duration.ofMillis(900));
    assertThat(order).containsExactlyInAnyOrder("meanwhile", "told", "next");
    assertThat(slow.disk().syncs()).isEqualTo(1);
    assertThat(node.disk().syncs()).isZero();
  }

  @Test
  void aSlowStartKeepsItsOwnNodeBusyAndNobodyElse() throws IOException {
    SimWorld world = new SimWorld(5, SimOptions.defaults());
    SimNode slow = world.newNode("slow");
    SimNode other = world.newNode("other");
    slow.disk().setExtraSyncNanos(1_000_000_000L);
    List<String> order = new ArrayList<>();
    world.after(
        Duration.ofMillis(1),
        "start",
        () -> {
          try {
            NodeRuntime runtime = slow.runtime();
            runtime.files().createDirectories(DIRECTORY);
            runtime.files().create(FILE).sync();
            runtime.newLoop("main").execute(() -> order.add("started"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    other.runtime().newLoop("main").schedule(500_000_000L, () -> order.add("other"));
    world.run(Duration.ofMillis(900));
    assertThat(order).containsExactly("other");
    world.run(Duration.ofMillis(900));
    assertThat(order).containsExactly("other", "started");
  }

  @Test
  void otherDurableThingsTakePartInCrashes() throws IOException {
    SimNode node = node(1);
    List<String> calls = new ArrayList<>();
    node.register(
        new Durable() {
          @Override
          public void kill() {
            calls.add("kill");
          }

          @Override
          public void powerCut(java.util.random.RandomGenerator random) {
            calls.add("cut");
          }
        });
    node.kill();
    node.powerCut();
    node.restart();
    node.powerCut();
    assertThat(calls).containsExactly("kill", "cut", "kill", "cut");
  }
}
