package io.holdfast.protocol.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KeyRangeTest {
  private static KeyRange range(String start, String end) {
    return new KeyRange(Bytes.utf8(start), Bytes.utf8(end));
  }

  @Test
  void aStartBehindTheEndIsRefused() {
    assertThatThrownBy(() -> range("b", "a")).isInstanceOf(IllegalArgumentException.class);
    assertThat(range("b", "").contains(Bytes.utf8("zzz"))).isTrue();
  }

  @Test
  void theStartIsInsideAndTheEndIsNot() {
    KeyRange range = range("b", "d");
    assertThat(range.contains(Bytes.utf8("b"))).isTrue();
    assertThat(range.contains(Bytes.utf8("czz"))).isTrue();
    assertThat(range.contains(Bytes.utf8("d"))).isFalse();
    assertThat(range.contains(Bytes.utf8("azz"))).isFalse();
    assertThat(KeyRange.ALL.contains(Bytes.EMPTY)).isTrue();
    assertThat(KeyRange.single(Bytes.utf8("x")).contains(Bytes.utf8("x"))).isTrue();
    assertThat(KeyRange.single(Bytes.utf8("x")).contains(Bytes.hex("7800"))).isFalse();
  }

  @Test
  void rangesAgreeWithTheSetsOfKeysTheyStandFor() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 5_000; i++) {
      KeyRange a = random(random);
      KeyRange b = random(random);
      boolean overlap = false;
      boolean inside = true;
      KeyRange common = a.intersect(b);
      for (int k = 0; k < 12; k++) {
        Bytes key = Bytes.wrap(new byte[] {(byte) k});
        boolean both = a.contains(key) && b.contains(key);
        overlap |= both;
        inside &= a.contains(key) || !b.contains(key);
        assertThat(common.contains(key)).isEqualTo(both);
      }
      assertThat(a.overlaps(b)).isEqualTo(overlap);
      if (!b.isEmpty()) {
        assertThat(a.contains(b)).isEqualTo(inside);
      }
    }
  }

  private static KeyRange random(SplittableRandom random) {
    int start = random.nextInt(9);
    int end = start + random.nextInt(9 - start);
    return new KeyRange(
        start == 0 ? Bytes.EMPTY : Bytes.wrap(new byte[] {(byte) start}),
        random.nextInt(4) == 0 || end == 0 ? Bytes.EMPTY : Bytes.wrap(new byte[] {(byte) end}));
  }
}
