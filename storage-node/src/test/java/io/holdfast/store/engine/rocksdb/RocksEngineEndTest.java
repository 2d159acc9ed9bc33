package io.holdfast.store.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineClosedException;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.WriteBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a real engine under its users, rule D10: what goes wrong here takes the JVM. */
class RocksEngineEndTest {
  private static final int ROUNDS = 100;
  private static final int USERS = 3;
  private static final Bytes KEY = Bytes.utf8("k0001");

  @TempDir private Path directory;

  private RocksEngine filled(String name) {
    RocksEngine engine = RocksEngine.open(directory.resolve(name), RocksOptions.small());
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < 500; i++) {
      batch.put(Family.DEFAULT, Bytes.utf8(String.format("k%04d", i)), KEY);
    }
    engine.write(batch);
    return engine;
  }

  @Test
  void aHundredEnginesEndUnderSnapshotsScansAndWritesWithoutACrash() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(USERS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        RocksEngine engine = filled("users");
        CountDownLatch busy = new CountDownLatch(USERS);
        List<CompletableFuture<Void>> users = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
          users.add(CompletableFuture.runAsync(() -> use(engine, busy), threads));
        }
        busy.await();
        engine.refuseUsers();
        while (!engine.closeIfUnused()) {
          Thread.onSpinWait();
        }
        for (CompletableFuture<Void> user : users) {
          assertThatThrownBy(() -> user.get(10, TimeUnit.SECONDS))
              .hasCauseInstanceOf(EngineClosedException.class);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Until it is refused. */
  private static void use(RocksEngine engine, CountDownLatch busy) {
    while (true) {
      try (EngineSnapshot snapshot = engine.snapshot();
          EngineIterator it = snapshot.iterator(Family.DEFAULT, Bytes.EMPTY, Bytes.EMPTY)) {
        busy.countDown();
        for (it.seekToFirst(); it.valid(); it.next()) {
          assertThat(it.value()).isEqualTo(KEY);
        }
      }
      engine.write(new WriteBatch().put(Family.LOCK, KEY, KEY));
      engine.get(Family.DEFAULT, KEY);
      engine.approximateSizeBytes(Family.DEFAULT, Bytes.EMPTY, Bytes.EMPTY);
    }
  }

  @Test
  void anAbandonedEngineRefusesTheHandlesThatWentWithIt() {
    RocksEngine engine = filled("abandoned");
    EngineSnapshot snapshot = engine.snapshot();
    EngineIterator it = snapshot.iterator(Family.DEFAULT, Bytes.EMPTY, Bytes.EMPTY);
    it.seekToFirst();
    engine.abandon();
    assertThatThrownBy(it::next).isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> snapshot.get(Family.DEFAULT, KEY))
        .isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(engine::snapshot).isInstanceOf(EngineClosedException.class);
    it.close();
    snapshot.close();
    engine.abandon();
  }

  @Test
  void aLeakedEngineLeavesItsUsersWhatTheyHave() {
    RocksEngine engine = filled("leaked");
    EngineSnapshot snapshot = engine.snapshot();
    engine.refuseUsers();
    assertThat(engine.closeIfUnused()).isFalse();
    engine.leak();
    assertThat(snapshot.get(Family.DEFAULT, KEY)).isEqualTo(KEY);
    try (EngineIterator it = snapshot.iterator(Family.DEFAULT, Bytes.EMPTY, Bytes.EMPTY)) {
      it.seekToLast();
      assertThat(it.value()).isEqualTo(KEY);
    }
    assertThatThrownBy(engine::syncWal).isInstanceOf(EngineClosedException.class);
    snapshot.close();
  }
}
