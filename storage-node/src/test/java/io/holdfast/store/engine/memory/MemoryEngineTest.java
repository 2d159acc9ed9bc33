package io.holdfast.store.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.store.engine.EngineContractTest;
import io.holdfast.store.engine.EngineDiskFullException;
import io.holdfast.store.engine.EngineFailure;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract, and what a power cut leaves: a prefix of the batches (X2). */
final class MemoryEngineTest extends EngineContractTest {
  private final MemoryDisk contractDisk = new MemoryDisk();

  @Override
  protected KvEngine open() {
    return MemoryEngine.open(contractDisk);
  }

  private static final Bytes KEY = Bytes.utf8("k");

  private static WriteBatch numbered(int i) {
    return new WriteBatch()
        .put(Family.DEFAULT, KEY, Bytes.utf8("" + i))
        .put(Family.RAFT, KEY, Bytes.utf8("" + i));
  }

  private static int survivor(MemoryDisk disk) {
    try (MemoryEngine engine = MemoryEngine.open(disk)) {
      @Nullable Bytes data = engine.get(Family.DEFAULT, KEY);
      // One sequence of batches over all families: they can never differ.
      assertThat(engine.get(Family.RAFT, KEY)).isEqualTo(data);
      return data == null ? 0 : Integer.parseInt(data.toUtf8());
    }
  }

  @Test
  void aPowerCutKeepsAPrefixFromTheDurablePointOn() {
    TreeSet<Integer> seen = new TreeSet<>();
    for (int seed = 0; seed < 200; seed++) {
      MemoryDisk disk = new MemoryDisk();
      MemoryEngine engine = MemoryEngine.open(disk);
      for (int i = 1; i <= 10; i++) {
        engine.write(numbered(i));
        if (i == 4) {
          engine.syncWal();
        }
      }
      disk.powerCut(new SplittableRandom(seed));
      seen.add(survivor(disk));
    }
    assertThat(seen).containsExactly(4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void aKillKeepsEverythingButALaterPowerCutMayStillTakeIt() {
    TreeSet<Integer> seen = new TreeSet<>();
    for (int seed = 0; seed < 50; seed++) {
      MemoryDisk disk = new MemoryDisk();
      MemoryEngine.open(disk).write(numbered(1));
      disk.kill();
      assertThat(survivor(disk)).isEqualTo(1);
      disk.powerCut(new SplittableRandom(seed));
      seen.add(survivor(disk));
    }
    assertThat(seen).containsExactly(0, 1);
  }

  @Test
  void whatSurvivedAPowerCutIsDurable() {
    MemoryDisk disk = new MemoryDisk();
    MemoryEngine.open(disk).write(numbered(1));
    SplittableRandom random = new SplittableRandom(7);
    disk.powerCut(random);
    int first = survivor(disk);
    for (int i = 0; i < 20; i++) {
      assertThat(disk.powerCut(random)).isZero();
      assertThat(survivor(disk)).isEqualTo(first);
    }
  }

  @Test
  void aSyncAfterRestartMakesTheEarlierLifeDurable() {
    MemoryDisk disk = new MemoryDisk();
    MemoryEngine.open(disk).write(numbered(1));
    disk.kill();
    try (MemoryEngine next = MemoryEngine.open(disk)) {
      next.syncWal(); // Rule D4.
    }
    for (int seed = 0; seed < 20; seed++) {
      disk.powerCut(new SplittableRandom(seed));
      assertThat(survivor(disk)).isEqualTo(1);
    }
  }

  @Test
  void theDeadCannotWrite() {
    MemoryDisk disk = new MemoryDisk();
    MemoryEngine dead = MemoryEngine.open(disk);
    disk.kill();
    assertThatThrownBy(() -> dead.write(numbered(1))).isInstanceOf(InvariantViolation.class);
    try (MemoryEngine alive = MemoryEngine.open(disk)) {
      assertThatThrownBy(() -> MemoryEngine.open(disk)).isInstanceOf(InvariantViolation.class);
      assertThatThrownBy(dead::syncWal).isInstanceOf(InvariantViolation.class);
      assertThat(alive.get(Family.DEFAULT, KEY)).isNull();
    }
  }

  @Test
  void aSyncThatDoesNothingLosesSyncedWrites() {
    int lost = 0;
    for (int seed = 0; seed < 20; seed++) {
      MemoryDisk disk = new MemoryDisk();
      disk.ignoreSyncs();
      MemoryEngine engine = MemoryEngine.open(disk);
      engine.write(numbered(1));
      engine.syncWal();
      lost += disk.powerCut(new SplittableRandom(seed));
    }
    assertThat(lost).isPositive();
  }

  @Test
  void aFailedSyncMakesNothingDurable() {
    MemoryDisk disk = new MemoryDisk();
    MemoryEngine engine = MemoryEngine.open(disk);
    engine.write(numbered(1));
    disk.failSyncs();
    assertThatThrownBy(engine::syncWal).isInstanceOf(EngineFailure.class);
    assertThat(disk.unsyncedBatches()).isEqualTo(1);
  }

  @Test
  void aHundredThousandKeysWithHundredsOfSnapshotsStayCheap() {
    try (MemoryEngine engine = MemoryEngine.open(new MemoryDisk())) {
      List<EngineSnapshot> snapshots = new ArrayList<>();
      for (int i = 0; i < 100_000; i++) {
        engine.write(new WriteBatch().put(Family.DEFAULT, Bytes.utf8("k" + i), KEY));
        if (i % 250 == 0) {
          snapshots.add(engine.snapshot());
        }
      }
      assertThat(snapshots.get(7).get(Family.DEFAULT, Bytes.utf8("k1750"))).isEqualTo(KEY);
      assertThat(snapshots.get(7).get(Family.DEFAULT, Bytes.utf8("k1751"))).isNull();
      snapshots.forEach(EngineSnapshot::close);
    }
  }

  @Test
  void aFullDiskRefusesGrowthButNotDeletion() {
    MemoryDisk disk = new MemoryDisk();
    disk.limitSpace(100);
    try (MemoryEngine engine = MemoryEngine.open(disk)) {
      engine.write(new WriteBatch().put(Family.DEFAULT, KEY, Bytes.wrap(new byte[90])));
      WriteBatch tooMuch = new WriteBatch().put(Family.LOCK, KEY, Bytes.wrap(new byte[90]));
      assertThatThrownBy(() -> engine.write(tooMuch)).isInstanceOf(EngineDiskFullException.class);
      assertThat(engine.get(Family.LOCK, KEY)).isNull();
      engine.write(new WriteBatch().delete(Family.DEFAULT, KEY));
      engine.write(tooMuch);
    }
  }
}
