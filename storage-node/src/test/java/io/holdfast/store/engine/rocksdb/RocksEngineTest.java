package io.holdfast.store.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineContractTest;
import io.holdfast.store.engine.EngineDiskFullException;
import io.holdfast.store.engine.EngineFailure;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the directory.
final class RocksEngineTest extends EngineContractTest {
  @TempDir Path directory;

  @Override
  protected KvEngine open() {
    return RocksEngine.open(directory.resolve("contract"), RocksOptions.small());
  }

  private static Bytes key(int i) {
    return Bytes.utf8(String.format("k%06d", i));
  }

  @Test
  void aDirectoryInUseCannotBeOpened() {
    Path path = directory.resolve("twice");
    try (RocksEngine first = RocksEngine.open(path, RocksOptions.small())) {
      assertThat(first.openHandles()).isZero();
      assertThatThrownBy(() -> RocksEngine.open(path, RocksOptions.small()))
          .isInstanceOf(EngineFailure.class);
    }
  }

  @Test
  void closingDoesNotWriteOutTheMemoryTables() throws IOException {
    Path path = directory.resolve("unflushed");
    try (RocksEngine engine = RocksEngine.open(path, RocksOptions.small())) {
      engine.write(new WriteBatch().put(Family.DEFAULT, key(1), key(2)));
    }
    try (Stream<Path> files = Files.list(path)) {
      assertThat(files.map(Path::toString).filter(name -> name.endsWith(".sst"))).isEmpty();
    }
  }

  @Test
  void usedUpSpaceIsToldApartFromFaultsAndReadsGoOn() {
    Path path = directory.resolve("full");
    Bytes value = randomValue(new SplittableRandom(1));
    RocksOptions options = RocksOptions.small().withSpaceBytesMax(1 << 20);
    try (RocksEngine engine = RocksEngine.open(path, options)) {
      engine.write(new WriteBatch().put(Family.DEFAULT, key(0), value));
      engine.flush();
      assertThatThrownBy(() -> fill(engine, value)).isInstanceOf(EngineDiskFullException.class);
      assertThat(engine.get(Family.DEFAULT, key(0))).isEqualTo(value);
    }
  }

  @Test
  void theReserveIsRoomForWhatMustStillBeWritten() {
    Path path = directory.resolve("reserve");
    Bytes value = randomValue(new SplittableRandom(2));
    RocksOptions options =
        RocksOptions.small().withSpaceBytesMax(1 << 20).withReserveBytes(4 << 20);
    try (RocksEngine engine = RocksEngine.open(path, options)) {
      assertThat(path.resolve("space-reserve")).hasSize(4 << 20);
      assertThatThrownBy(() -> fill(engine, value)).isInstanceOf(EngineDiskFullException.class);
      assertThat(engine.releaseReserve()).isTrue();
      assertThat(path.resolve("space-reserve")).doesNotExist();
      assertThat(engine.releaseReserve()).as("only once").isFalse();
      assertThat(engine.restoreReserve()).as("while the disk is full").isFalse();
    }
    // The next life keeps it again when there is room.
    try (RocksEngine engine =
        RocksEngine.open(path, RocksOptions.small().withReserveBytes(1 << 20))) {
      assertThat(path.resolve("space-reserve")).hasSize(1 << 20);
      assertThat(engine.get(Family.DEFAULT, key(1))).isEqualTo(value);
    }
  }

  private static void fill(RocksEngine engine, Bytes value) {
    for (int i = 1; i < 20_000; i++) {
      engine.write(new WriteBatch().put(Family.DEFAULT, key(i), value));
      if (i % 100 == 0) {
        engine.flush();
      }
    }
  }

  private static Bytes randomValue(SplittableRandom random) {
    byte[] value = new byte[4096];
    random.nextBytes(value);
    return Bytes.wrap(value);
  }

  @Test
  void aLogCutAnywhereBehindTheLastSyncKeepsAPrefixOfTheBatches() throws IOException {
    Path path = directory.resolve("origin");
    int synced = 20;
    int written = 60;
    long syncedBytes;
    try (RocksEngine engine = RocksEngine.open(path, RocksOptions.small())) {
      for (int i = 0; i < synced; i++) {
        engine.write(twoFamilies(i));
      }
      engine.syncWal();
      syncedBytes = Files.size(log(path));
      for (int i = synced; i < written; i++) {
        engine.write(twoFamilies(i));
      }
    }
    long fullBytes = Files.size(log(path));
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 12; round++) {
      Path copy = copy(path, directory.resolve("cut" + round));
      cut(log(copy), random.nextLong(syncedBytes, fullBytes + 1));
      try (RocksEngine engine = RocksEngine.open(copy, RocksOptions.small())) {
        int survivors = prefix(engine, written);
        assertThat(survivors).isBetween(synced, written);
      }
    }
  }

  private static WriteBatch twoFamilies(int i) {
    return new WriteBatch()
        .put(Family.DEFAULT, key(i), key(i))
        .put(Family.RAFT, Bytes.utf8("applied"), key(i));
  }

  /** Number of batches there; fails unless they are a prefix, whole in both families. */
  private static int prefix(RocksEngine engine, int written) {
    int survivors = 0;
    while (survivors < written && engine.get(Family.DEFAULT, key(survivors)) != null) {
      survivors++;
    }
    for (int i = survivors; i < written; i++) {
      assertThat(engine.get(Family.DEFAULT, key(i))).isNull();
    }
    @Nullable Bytes applied = engine.get(Family.RAFT, Bytes.utf8("applied"));
    assertThat(applied).isEqualTo(key(survivors - 1));
    return survivors;
  }

  private static Path log(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      List<Path> logs = files.filter(file -> file.toString().endsWith(".log")).toList();
      assertThat(logs).hasSize(1);
      return logs.get(0);
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private static void cut(Path file, long sizeBytes) throws IOException {
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.truncate(sizeBytes);
    }
  }
}
