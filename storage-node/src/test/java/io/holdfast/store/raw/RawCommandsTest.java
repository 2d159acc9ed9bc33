package io.holdfast.store.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.txn.command.ReadCommand;
import io.holdfast.store.txn.command.SizeLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RawCommandsTest {
  private final MemoryEngine engine = MemoryEngine.open(new MemoryDisk());
  private KeyRange region = KeyRange.ALL;

  @AfterEach
  void close() {
    engine.close();
  }

  private static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  /** Answers the refusal. */
  private @Nullable String run(RawWrite write) {
    engine.write(WriteBatch.of(write.writes()));
    return write.refusal();
  }

  private <R> R run(ReadCommand<R> command) {
    try (EngineSnapshot snapshot = engine.snapshot()) {
      return command.process(snapshot, region);
    }
  }

  private void put(String... keys) {
    for (String key : keys) {
      assertThat(run(RawCommands.put(List.of(new RawPair(b(key), b("v" + key))), 0))).isNull();
    }
  }

  private List<String> scan(String start, String end, int limit, boolean keyOnly, boolean reverse) {
    RawScan.Request request = new RawScan.Request(b(start), b(end), limit, keyOnly, reverse);
    return run(new RawScan(request, PageLimit.whole())).pairs().stream()
        .map(pair -> pair.key().toUtf8() + "=" + pair.value().toUtf8())
        .toList();
  }

  @Test
  void theEmptyKeyAndTheEmptyValueAreLegalAndDifferFromAbsence() {
    run(RawCommands.put(List.of(new RawPair(Bytes.EMPTY, Bytes.EMPTY)), 0));
    assertThat(run(new RawGet(List.of(Bytes.EMPTY, b("x")), PageLimit.whole())).pairs())
        .containsExactly(new RawPair(Bytes.EMPTY, Bytes.EMPTY));
    assertThat(scan("", "", 9, false, false)).containsExactly("=");
    run(RawCommands.delete(List.of(Bytes.EMPTY)));
    assertThat(run(new RawGet(List.of(Bytes.EMPTY), PageLimit.whole())).pairs()).isEmpty();
  }

  @Test
  void scansStopAtTheRegionInBothDirections() {
    put("a", "b", "c", "d", "e");
    region = new KeyRange(b("b"), b("e"));
    assertThat(scan("", "", 9, false, false)).containsExactly("b=vb", "c=vc", "d=vd");
    assertThat(scan("", "", 2, true, true)).containsExactly("d=", "c=");
    assertThat(scan("c", "d", 9, false, false)).containsExactly("c=vc");
    assertThat(scan("d", "b", 9, false, false)).isEmpty();
    assertThat(scan("x", "", 9, false, false)).isEmpty();
  }

  @Test
  void aTimeToLiveIsRefusedWithoutEffect() {
    assertThat(run(RawCommands.put(List.of(new RawPair(b("a"), b("1"))), 5)))
        .isEqualTo(RawCommands.TTL_REFUSED);
    RawCompareAndSwap.Request swap = new RawCompareAndSwap.Request(b("a"), null, b("1"), 5);
    assertThat(RawCompareAndSwap.refusal(swap)).isEqualTo(RawCommands.TTL_REFUSED);
    assertThat(run(new RawGet(List.of(b("a")), PageLimit.whole())).pairs()).isEmpty();
  }

  @Test
  void oversizedKeysAndValuesAreRefusedWithoutEffect() {
    Bytes longKey = Bytes.wrap(new byte[SizeLimits.KEY_BYTES_MAX + 1]);
    Bytes longValue = Bytes.wrap(new byte[SizeLimits.VALUE_BYTES_MAX + 1]);
    for (RawPair bad : List.of(new RawPair(longKey, b("")), new RawPair(b("a"), longValue))) {
      List<RawPair> pairs = List.of(new RawPair(b("good"), b("1")), bad);
      assertThat(run(RawCommands.put(pairs, 0))).contains("longer than");
    }
    assertThat(scan("", "", 9, true, false)).isEmpty();
  }

  @Test
  void aSwapTellsAbsenceFromTheEmptyValue() {
    assertThat(RawCompareAndSwap.decide(null, null)).isTrue();
    assertThat(RawCompareAndSwap.decide(null, Bytes.EMPTY)).isFalse();
    assertThat(RawCompareAndSwap.decide(Bytes.EMPTY, null)).isFalse();
    assertThat(RawCompareAndSwap.decide(Bytes.EMPTY, Bytes.EMPTY)).isTrue();
    assertThat(RawCompareAndSwap.decide(b("1"), b("2"))).isFalse();
  }

  @Test
  void aChecksumDoesNotDependOnHowRegionsCutTheRange() {
    put("a", "b", "c", "d");
    RawChecksum.Response whole = run(new RawChecksum(List.of(KeyRange.ALL)));
    RawChecksum.Response left = run(new RawChecksum(List.of(new KeyRange(Bytes.EMPTY, b("c")))));
    RawChecksum.Response right = run(new RawChecksum(List.of(new KeyRange(b("c"), Bytes.EMPTY))));
    assertThat(left.checksum() ^ right.checksum()).isEqualTo(whole.checksum());
    assertThat(left.pairs() + right.pairs()).isEqualTo(whole.pairs()).isEqualTo(4);
    assertThat(whole.sizeBytes()).isEqualTo(12);
  }
}
