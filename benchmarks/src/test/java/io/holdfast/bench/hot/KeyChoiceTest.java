package io.holdfast.bench.hot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyChoiceTest {
  private static final int KEYS = 1_000;
  private static final int DRAWS = 400_000;

  private static int[] drawn(ToIntFunction<SplittableRandom> choice) {
    SplittableRandom random = new SplittableRandom(5);
    int[] times = new int[KEYS];
    for (int i = 0; i < DRAWS; i++) {
      times[choice.applyAsInt(random)]++;
    }
    return times;
  }

  @Test
  void ranksComeInProportionToTheirReciprocals() {
    Zipfian ranks = new Zipfian(KEYS, Zipfian.THETA);

    int[] times = drawn(ranks::next);

    double first = (double) times[0] / DRAWS;
    assertThat(first).isCloseTo(ranks.shareOfFirst(), within(0.005));
    assertThat((double) times[1] / times[0]).isCloseTo(Math.pow(2, -Zipfian.THETA), within(0.02));
    // Beyond the first two the generator is an approximation.
    assertThat((double) times[9] / times[0]).isCloseTo(Math.pow(10, -Zipfian.THETA), within(0.03));
    assertThat(times[KEYS - 1]).isPositive();
  }

  @Test
  void theMostPopularOfAHundredThousandTakesEightPercent() {
    assertThat(new Zipfian(100_000, Zipfian.THETA).shareOfFirst()).isCloseTo(0.08, within(0.003));
  }

  @Test
  void popularKeysAreNoNeighbours() {
    int[] times = drawn(KeyChoice.ZIPFIAN.among(KEYS));
    Integer[] byPopularity = new Integer[KEYS];
    Arrays.setAll(byPopularity, i -> i);
    Arrays.sort(byPopularity, (a, b) -> Integer.compare(times[b], times[a]));

    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < i; j++) {
        assertThat(Math.abs(byPopularity[i] - byPopularity[j])).isGreaterThan(KEYS / 20);
      }
    }
  }

  @Test
  void evenChoiceFavoursNobody() {
    int[] times = drawn(KeyChoice.UNIFORM.among(KEYS));

    int most = Arrays.stream(times).max().orElse(0);
    assertThat(most).isLessThan(2 * DRAWS / KEYS);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 10, 1_000, 65_536, 99_991})
  void scatteringLeavesNoneOut(int count) {
    long step = Scatter.stepAmong(count);
    BitSet places = new BitSet();
    for (int i = 0; i < count; i++) {
      places.set((int) (i * step % count));
    }

    assertThat(places.cardinality()).isEqualTo(count);
  }
}
