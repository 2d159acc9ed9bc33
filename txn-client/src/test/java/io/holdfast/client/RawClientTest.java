package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.IncompatibleClusterException;
import io.holdfast.client.fake.FakeCluster.Fault;
import io.holdfast.client.raw.CasResult;
import io.holdfast.client.raw.RawClient;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RawClientTest extends ClusterTest {
  private final RawClient raw;

  RawClientTest() throws Exception {
    super(5, KeyMode.V1_RAW);
    raw = db.raw();
  }

  @Test
  void behavesLikeAMapWhileRegionsSplitAndLeadersMove() throws Exception {
    SplittableRandom random = new SplittableRandom(9);
    TreeMap<Bytes, Bytes> model = new TreeMap<>();
    run(
        () -> {
          for (int step = 0; step < 400; step++) {
            step(random, model, step);
          }
        });
    assertThat(cluster.raw).isEqualTo(model);
  }

  private void step(SplittableRandom random, NavigableMap<Bytes, Bytes> model, int step) {
    Bytes key = b("k" + random.nextInt(50));
    Bytes other = b("k" + random.nextInt(50));
    KeyRange range =
        key.compareTo(other) <= 0 ? new KeyRange(key, other) : new KeyRange(other, key);
    switch (random.nextInt(11)) {
      case 0, 1 -> {
        raw.put(key, b(step));
        model.put(key, b(step));
      }
      case 2 -> {
        raw.delete(key);
        model.remove(key);
      }
      case 3 -> assertThat(raw.get(key)).isEqualTo(model.get(key));
      case 4 -> {
        raw.batchPut(List.of(new KeyValue(key, b(step)), new KeyValue(other, b(step))));
        model.put(key, b(step));
        model.put(other, b(step));
      }
      case 5 -> {
        TreeMap<Bytes, Bytes> expected = new TreeMap<>(model);
        expected.keySet().retainAll(List.of(key, other));
        assertThat(raw.batchGet(List.of(key, other))).isEqualTo(expected);
      }
      case 6 -> {
        raw.batchDelete(List.of(key, other));
        model.remove(key);
        model.remove(other);
      }
      case 7 -> {
        Bytes expected = random.nextBoolean() ? model.get(key) : b("something else");
        boolean matches = expected == null || expected.equals(model.get(key));
        assertThat(raw.compareAndSwap(key, expected, b(step)))
            .isEqualTo(new CasResult(matches, model.get(key)));
        if (matches) {
          model.put(key, b(step));
        }
      }
      case 8 -> {
        List<KeyValue> expected = new ArrayList<>();
        model
            .subMap(range.start(), true, range.end(), false)
            .descendingMap()
            .forEach((k, v) -> expected.add(new KeyValue(k, v)));
        assertThat(raw.scan(range).reverse().batch(3).toList()).isEqualTo(expected);
      }
      case 9 -> {
        raw.deleteRange(range);
        model.keySet().removeIf(range::contains);
      }
      case 10 -> {
        cluster.split(key);
        cluster.moveLeader(other);
      }
      default -> throw new IllegalStateException();
    }
  }

  @Test
  void emptyKeysAndValuesAreLegal() throws Exception {
    run(
        () -> {
          raw.put(Bytes.EMPTY, Bytes.EMPTY);
          assertThat(raw.get(Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
          assertThat(raw.get(b("absent"))).isNull();
          assertThat(raw.scan(KeyRange.ALL).reverse().toList())
              .containsExactly(new KeyValue(Bytes.EMPTY, Bytes.EMPTY));
        });
  }

  @Test
  void aSwapWithALostAnswerIsNeverRepeated() throws Exception {
    AtomicInteger swaps = new AtomicInteger();
    cluster.setFaults(
        (method, request) ->
            method.equals("RawCompareAndSwap") && swaps.incrementAndGet() == 1
                ? Fault.LOSE_ANSWER
                : Fault.NONE);
    run(
        () ->
            assertThatThrownBy(() -> raw.compareAndSwap(b("k"), null, b(1)))
                .isInstanceOf(CommitUndeterminedException.class));
    assertThat(swaps).hasValue(1);
    assertThat(cluster.raw).containsEntry(b("k"), b(1));
  }

  @Test
  void aPutIsRepeatedUntilItIsAnswered() throws Exception {
    AtomicInteger puts = new AtomicInteger();
    cluster.setFaults(
        (method, request) ->
            method.equals("RawPut") && puts.incrementAndGet() < 4
                ? Fault.BREAK_BEFORE
                : Fault.NONE);
    run(() -> raw.put(b("k"), b(1)));
    assertThat(cluster.raw).containsEntry(b("k"), b(1));
  }

  @Test
  void transactionsOnAClusterOfRawKeysAreRefused() {
    assertThatThrownBy(db::begin).isInstanceOf(IncompatibleClusterException.class);
    assertThatThrownBy(() -> db.run(tx -> {})).isInstanceOf(IncompatibleClusterException.class);
  }

  @Test
  void aDeclaredKeyModeIsCheckedWhenConnecting() throws Exception {
    run(
        () ->
            assertThatThrownBy(
                    () ->
                        Database.connect(
                            cluster.client.runtime(), config().withKeyMode(KeyMode.V1_TXN)))
                .isInstanceOf(IncompatibleClusterException.class)
                .hasMessageContaining("V1_RAW"));
  }
}
