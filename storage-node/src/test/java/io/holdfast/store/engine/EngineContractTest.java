package io.holdfast.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine does, durable at its syncs only (D2); run by one subclass per engine. */
@SuppressWarnings("NullAway.Init") // The engine is opened before each test.
public abstract class EngineContractTest {
  private KvEngine engine;

  /** Opens the engine under test; each call on the same content. */
  protected abstract KvEngine open();

  @BeforeEach
  void openEngine() {
    engine = open();
  }

  @AfterEach
  void everyHandleWasClosed() {
    assertThat(engine.openHandles()).isZero();
    engine.close();
  }

  private static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  private void put(String key, String value) {
    engine.write(new WriteBatch().put(Family.DEFAULT, b(key), b(value)));
  }

  private static List<String> keys(EngineReader reader, String lower, String upper) {
    List<String> found = new ArrayList<>();
    try (EngineIterator it = reader.iterator(Family.DEFAULT, b(lower), b(upper))) {
      for (it.seekToFirst(); it.valid(); it.next()) {
        found.add(it.key().toUtf8());
      }
    }
    return found;
  }

  @Test
  void anEmptyValueDiffersFromAbsence() {
    put("", "");
    assertThat(engine.get(Family.DEFAULT, Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
    assertThat(engine.get(Family.DEFAULT, b("x"))).isNull();
    assertThat(engine.get(Family.LOCK, Bytes.EMPTY)).isNull();
  }

  @Test
  void aBatchAppliesInOrder() {
    put("a", "0");
    engine.write(
        new WriteBatch()
            .delete(Family.DEFAULT, b("a"))
            .put(Family.DEFAULT, b("a"), b("1"))
            .put(Family.DEFAULT, b("b"), b("1"))
            .deleteRange(Family.DEFAULT, b("b"), b("c"))
            .put(Family.DEFAULT, b("b2"), b("2")));
    assertThat(keys(engine, "", "")).containsExactly("a", "b2");
    assertThat(engine.get(Family.DEFAULT, b("a"))).isEqualTo(b("1"));
  }

  @Test
  void deleteRangeIsHalfOpenAndAnEmptyEndIsInfinity() {
    for (String key : List.of("a", "b", "c", "d")) {
      put(key, key);
    }
    put("other", "kept");
    engine.write(new WriteBatch().put(Family.WRITE, b("b"), b("w")));
    engine.write(new WriteBatch().deleteRange(Family.DEFAULT, b("b"), b("d")));
    assertThat(keys(engine, "", "")).containsExactly("a", "d", "other");
    assertThat(engine.get(Family.WRITE, b("b"))).isEqualTo(b("w"));
    engine.write(new WriteBatch().deleteRange(Family.DEFAULT, b("d"), Bytes.EMPTY));
    assertThat(keys(engine, "", "")).containsExactly("a");
    engine.write(new WriteBatch().deleteRange(Family.DEFAULT, b("z"), b("a")));
    assertThat(keys(engine, "", "")).containsExactly("a");
  }

  @Test
  void aSnapshotDoesNotSeeLaterWrites() {
    put("a", "1");
    try (EngineSnapshot snapshot = engine.snapshot()) {
      put("a", "2");
      engine.write(new WriteBatch().deleteRange(Family.DEFAULT, b("a"), b("b")));
      put("b", "3");
      assertThat(snapshot.get(Family.DEFAULT, b("a"))).isEqualTo(b("1"));
      assertThat(keys(snapshot, "", "")).containsExactly("a");
    }
    assertThat(keys(engine, "", "")).containsExactly("b");
  }

  /** Snapshots may share what they read; what each shows is what there was when it was taken. */
  @Test
  void everySnapshotShowsWhatWasThereWhenItWasTaken() {
    List<EngineSnapshot> open = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      put("a", Integer.toString(i));
      open.add(engine.snapshot());
      open.add(engine.snapshot());
    }
    open.remove(6).close(); // One of the two that show the last state.
    open.remove(0).close();
    put("b", "later");

    assertThat(open)
        .extracting(one -> one.get(Family.DEFAULT, b("a")))
        .containsExactly(b("0"), b("1"), b("1"), b("2"), b("2"), b("3"));
    assertThat(open).allMatch(one -> one.get(Family.DEFAULT, b("b")) == null);
    open.forEach(EngineSnapshot::close);
    try (EngineSnapshot last = engine.snapshot()) {
      assertThat(last.get(Family.DEFAULT, b("b"))).isEqualTo(b("later"));
    }
    assertThat(engine.openHandles()).isZero();
  }

  @Test
  void anIteratorStaysWithinItsBoundsInBothDirections() {
    for (String key : List.of("a", "b", "c", "d", "e")) {
      put(key, key);
    }
    try (EngineIterator it = engine.iterator(Family.DEFAULT, b("b"), b("d"))) {
      it.seek(b("a"));
      assertThat(it.key()).isEqualTo(b("b"));
      it.prev();
      assertThat(it.valid()).isFalse();
      it.seekForPrev(b("z"));
      assertThat(it.key()).isEqualTo(b("c"));
      it.next();
      assertThat(it.valid()).isFalse();
      it.seekForPrev(b("a"));
      assertThat(it.valid()).isFalse();
      it.seek(b("d"));
      assertThat(it.valid()).isFalse();
      it.seekToLast();
      assertThat(it.value()).isEqualTo(b("c"));
    }
  }

  @Test
  void closingWithAnOpenHandleIsABrokenInvariant() {
    EngineIterator left = engine.iterator(Family.LOCK, Bytes.EMPTY, Bytes.EMPTY);
    assertThat(engine.openHandles()).isEqualTo(1);
    assertThatThrownBy(() -> engine.close())
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("open=1");
    left.close();
    left.close();
    assertThat(engine.openHandles()).isZero();
  }

  /** Rule D10. */
  @Test
  void anEndingEngineRefusesNewUsersAndWaitsForTheOthers() {
    put("a", "1");
    EngineSnapshot snapshot = engine.snapshot();
    assertThat(engine.closeIfUnused()).as("nobody has asked for the end").isFalse();
    engine.refuseUsers();
    assertThat(engine.closeIfUnused()).isFalse();
    assertThatThrownBy(() -> engine.get(Family.DEFAULT, b("a")))
        .isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> put("b", "2")).isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> engine.snapshot()).isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> engine.iterator(Family.LOCK, Bytes.EMPTY, Bytes.EMPTY))
        .isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> engine.approximateSizeBytes(Family.LOCK, Bytes.EMPTY, Bytes.EMPTY))
        .isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> engine.releaseReserve()).isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> engine.restoreReserve()).isInstanceOf(EngineClosedException.class);
    assertThat(keys(snapshot, "", "")).containsExactly("a");
    EngineIterator it = snapshot.iterator(Family.DEFAULT, Bytes.EMPTY, Bytes.EMPTY);
    snapshot.close();
    assertThat(engine.closeIfUnused()).isFalse();
    it.close();
    assertThat(engine.closeIfUnused()).isTrue();
    assertThat(engine.closeIfUnused()).isTrue();
    assertThatThrownBy(() -> engine.syncWal()).isInstanceOf(EngineClosedException.class);
    engine = open();
    assertThat(engine.get(Family.DEFAULT, b("a"))).isEqualTo(b("1"));
  }

  @Test
  void aHandleUsedAfterItsEndIsRefused() {
    put("a", "1");
    EngineSnapshot snapshot = engine.snapshot();
    EngineIterator it = snapshot.iterator(Family.DEFAULT, Bytes.EMPTY, Bytes.EMPTY);
    it.seekToFirst();
    it.close();
    snapshot.close();
    assertThatThrownBy(it::valid).isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(it::next).isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> it.seek(b("a"))).isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> snapshot.get(Family.DEFAULT, b("a")))
        .isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> keys(snapshot, "", "")).isInstanceOf(EngineClosedException.class);
  }

  @Test
  void writesSurviveACloseWithoutFlush() {
    put("a", "1");
    engine.close();
    engine = open();
    assertThat(engine.get(Family.DEFAULT, b("a"))).isEqualTo(b("1"));
  }

  @Test
  void anAbandonedEngineTakesItsHandlesAlongAndKeepsItsWrites() {
    put("a", "1");
    EngineSnapshot snapshot = engine.snapshot();
    EngineIterator left = snapshot.iterator(Family.DEFAULT, Bytes.EMPTY, Bytes.EMPTY);
    engine.abandon();
    left.close();
    snapshot.close();
    engine = open();
    assertThat(engine.get(Family.DEFAULT, b("a"))).isEqualTo(b("1"));
  }

  @Test
  void theApproximateSizeGrowsWithTheContent() {
    Bytes value = Bytes.wrap(new byte[1000]);
    for (int i = 0; i < 2000; i++) {
      engine.write(new WriteBatch().put(Family.DEFAULT, b(String.format("k%05d", i)), value));
    }
    engine.flush();
    long all = engine.approximateSizeBytes(Family.DEFAULT, Bytes.EMPTY, Bytes.EMPTY);
    long none = engine.approximateSizeBytes(Family.DEFAULT, b("x"), Bytes.EMPTY);
    assertThat(all).isGreaterThan(none);
    assertThat(engine.approximateSizeBytes(Family.DEFAULT, b("x"), b("a"))).isZero();
  }

  @Test
  void randomOperationsAgreeWithASortedMap() {
    for (long seed = 1; seed <= 4; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      engine.write(new WriteBatch().deleteRange(Family.DEFAULT, Bytes.EMPTY, Bytes.EMPTY));
      NavigableMap<Bytes, Bytes> model = new TreeMap<>();
      for (int step = 0; step < 300; step++) {
        applyRandomBatch(random, model);
        if (step % 10 == 0) {
          compareThroughSnapshot(random, model);
        }
      }
    }
  }

  private static Bytes randomKey(SplittableRandom random) {
    byte[] key = new byte[1 + random.nextInt(2)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(12) * 23);
    }
    return Bytes.wrap(key);
  }

  private void applyRandomBatch(SplittableRandom random, NavigableMap<Bytes, Bytes> model) {
    WriteBatch batch = new WriteBatch();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Bytes key = randomKey(random);
      Bytes other = randomKey(random);
      int what = random.nextInt(20);
      if (what < 13) {
        batch.put(Family.DEFAULT, key, other);
        model.put(key, other);
      } else if (what < 19) {
        batch.delete(Family.DEFAULT, key);
        model.remove(key);
      } else if (key.compareTo(other) < 0) {
        batch.deleteRange(Family.DEFAULT, key, other);
        model.subMap(key, other).clear();
      }
    }
    engine.write(batch);
  }

  /** Walks at random while the engine below the snapshot changes. */
  private void compareThroughSnapshot(SplittableRandom random, NavigableMap<Bytes, Bytes> model) {
    Bytes one = randomKey(random);
    Bytes two = randomKey(random);
    Bytes lower = one.compareTo(two) <= 0 ? one : two;
    Bytes upper = one.compareTo(two) <= 0 ? two : one;
    if (lower.equals(upper)) {
      upper = Bytes.EMPTY;
    }
    NavigableMap<Bytes, Bytes> range =
        upper.isEmpty() ? model.tailMap(lower, true) : model.subMap(lower, true, upper, false);
    NavigableMap<Bytes, Bytes> expected = new TreeMap<>(range);
    NavigableMap<Bytes, Bytes> discarded = new TreeMap<>();
    try (EngineSnapshot snapshot = engine.snapshot()) {
      Bytes noise = randomKey(random);
      engine.write(new WriteBatch().put(Family.DEFAULT, noise, b("noise")));
      discarded.put(noise, b("noise"));
      try (EngineIterator it = snapshot.iterator(Family.DEFAULT, lower, upper)) {
        walk(random, it, expected);
      }
      for (int i = 0; i < 10; i++) {
        Bytes key = randomKey(random);
        assertThat(snapshot.get(Family.DEFAULT, key)).isEqualTo(model.get(key));
      }
    }
    model.putAll(discarded);
  }

  private static void walk(
      SplittableRandom random, EngineIterator it, NavigableMap<Bytes, Bytes> expected) {
    Map.@Nullable Entry<Bytes, Bytes> at = null;
    for (int i = 0; i < 60; i++) {
      Bytes key = randomKey(random);
      int what = at == null ? random.nextInt(4) : random.nextInt(10);
      switch (what) {
        case 0 -> {
          it.seek(key);
          at = expected.ceilingEntry(key);
        }
        case 1 -> {
          it.seekForPrev(key);
          at = expected.floorEntry(key);
        }
        case 2 -> {
          it.seekToFirst();
          at = expected.firstEntry();
        }
        case 3 -> {
          it.seekToLast();
          at = expected.lastEntry();
        }
        case 4, 5, 6 -> {
          it.next();
          at = at == null ? null : expected.higherEntry(at.getKey());
        }
        default -> {
          it.prev();
          at = at == null ? null : expected.lowerEntry(at.getKey());
        }
      }
      assertThat(it.valid()).isEqualTo(at != null);
      if (at != null) {
        assertThat(it.key()).isEqualTo(at.getKey());
        assertThat(it.value()).isEqualTo(at.getValue());
      }
    }
  }
}
