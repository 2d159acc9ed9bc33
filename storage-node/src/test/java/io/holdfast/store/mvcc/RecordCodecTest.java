package io.holdfast.store.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordCodecTest {
  private static @Nullable Bytes shortValue(SplittableRandom random) {
    if (random.nextBoolean()) {
      return null;
    }
    byte[] value = new byte[random.nextInt(Write.SHORT_VALUE_BYTES_MAX + 1)];
    random.nextBytes(value);
    return Bytes.wrap(value);
  }

  @Test
  void locksAndRecordsComeBackAsTheyWere() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      Lock lock =
          new Lock(
              List.of(Lock.Type.values()).get(random.nextInt(4)),
              Bytes.utf8("primary" + i),
              random.nextLong() >>> random.nextInt(64),
              random.nextLong() >>> random.nextInt(64),
              random.nextLong() >>> random.nextInt(64),
              random.nextInt(100),
              i % 2 == 0 ? MvccKeys.TS_MAX : 0,
              shortValue(random));
      assertThat(Lock.decode(lock.encode())).isEqualTo(lock);
      Write write =
          new Write(
              List.of(Write.Type.values()).get(random.nextInt(4)),
              random.nextLong() >>> random.nextInt(64),
              shortValue(random),
              random.nextBoolean());
      assertThat(Write.decode(write.encode())).isEqualTo(write);
    }
  }

  @Test
  void theFormOnDiskIsFixed() {
    Lock lock = new Lock(Lock.Type.PUT, Bytes.utf8("p"), 300, 5, 0, 2, 301, Bytes.utf8("v"));
    assertThat(lock.encode().toHex())
        .isEqualTo("015001" + "ac02" + "05" + "00" + "02" + "ad02" + "0170" + "0176");
    assertThat(Write.rollback(300).encode().toHex()).isEqualTo("015200" + "ac02");
    Write put = new Write(Write.Type.PUT, 1, Bytes.EMPTY, true);
    assertThat(put.encode().toHex()).isEqualTo("015003" + "01" + "00");
  }

  @Test
  void aDamagedRecordIsABrokenInvariant() {
    Bytes good = new Lock(Lock.Type.PUT, Bytes.utf8("p"), 300, 5, 0, 2, 301, null).encode();
    for (int length = 0; length < good.length(); length++) {
      Bytes cut = good.slice(0, length);
      assertThatThrownBy(() -> Lock.decode(cut)).isInstanceOf(InvariantViolation.class);
    }
    assertThatThrownBy(() -> Lock.decode(good.concat(Bytes.utf8("x"))))
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> Write.decode(Bytes.hex("02500001")))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void newerVersionsComeFirstAndKeysDoNotInterleave() {
    Bytes a = MvccKeys.encode(Bytes.utf8("a"));
    Bytes ab = MvccKeys.encode(Bytes.utf8("a\0"));
    assertThat(MvccKeys.versioned(a, 2)).isLessThan(MvccKeys.versioned(a, 1));
    assertThat(MvccKeys.versioned(a, MvccKeys.TS_MAX)).isLessThan(MvccKeys.versioned(a, 2));
    assertThat(MvccKeys.versioned(a, 0)).isLessThan(MvccKeys.versioned(ab, MvccKeys.TS_MAX));
    assertThat(MvccKeys.isVersionOf(MvccKeys.versioned(ab, 1), a)).isFalse();
    assertThat(MvccKeys.tsOf(MvccKeys.versioned(a, 77))).isEqualTo(77);
  }

  @Test
  void positionsAreClippedToTheRegion() {
    KeyRange region =
        new KeyRange(MvccKeys.encode(Bytes.utf8("b")), MvccKeys.encode(Bytes.utf8("d")));
    assertThat(MvccKeys.positions(Bytes.EMPTY, Bytes.EMPTY, region)).isEqualTo(region);
    assertThat(MvccKeys.positions(Bytes.utf8("c"), Bytes.utf8("z"), region).start())
        .isEqualTo(MvccKeys.encode(Bytes.utf8("c")));
    assertThat(MvccKeys.positions(Bytes.utf8("c"), Bytes.utf8("b"), region).isEmpty()).isTrue();
  }
}
