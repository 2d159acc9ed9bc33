package io.holdfast.simulation.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class SeedsTest {
  @Test
  void derivationDependsOnEveryNameAndItsBorders() {
    TreeSet<Long> seeds = new TreeSet<>();
    seeds.add(Seeds.derive(1));
    seeds.add(Seeds.derive(1, "a"));
    seeds.add(Seeds.derive(2, "a"));
    seeds.add(Seeds.derive(1, "a", "b"));
    seeds.add(Seeds.derive(1, "b", "a"));
    seeds.add(Seeds.derive(1, "ab"));
    seeds.add(Seeds.derive(1, "ab", ""));
    assertThat(seeds).hasSize(7);
    assertThat(Seeds.derive(1, "a")).isEqualTo(Seeds.derive(1, "a"));
  }

  @Test
  void whatIsPrintedParsesBack() {
    for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE, 0x5DEECE66DL}) {
      assertThat(Seeds.parse(Seeds.print(seed))).isEqualTo(seed);
    }
    assertThat(Seeds.print(0x5DEECE66DL)).isEqualTo("0x5DEECE66D");
    assertThat(Seeds.parse("42")).isEqualTo(42);
    assertThatThrownBy(() -> Seeds.parse("x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void genStaysWithinItsBounds() {
    Gen gen = new Gen(new SplittableRandom(1));
    TreeSet<Integer> edges = new TreeSet<>();
    for (int i = 0; i < 1000; i++) {
      int value = gen.edgy(100);
      edges.add(value);
      assertThat(value).isBetween(0, 99);
      assertThat(gen.bytes(5).length()).isBetween(0, 5);
    }
    assertThat(edges).contains(0, 99);
    assertThat(gen.key("k", 10).toUtf8()).matches("k00\\d");
    assertThat(gen.chance(0)).isFalse();
    assertThat(gen.chance(1)).isTrue();
  }
}
