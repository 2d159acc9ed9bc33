package io.holdfast.raft.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.InvariantViolation;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class InflightsTest {
  @Test
  void theWindowIsFullByMessagesOrByBytes() {
    Inflights window = new Inflights(3, 100);
    window.add(1, 10);
    window.add(2, 10);
    assertThat(window.full()).isFalse();
    window.add(3, 10);
    assertThat(window.full()).isTrue();
    window.freeTo(2);
    assertThat(window.full()).isFalse();
    window.add(4, 90);
    assertThat(window.full()).isTrue();
    assertThatThrownBy(() -> window.add(5, 1)).isInstanceOf(InvariantViolation.class);
  }

  @Test
  void oneMessageFitsHoweverLarge() {
    Inflights window = new Inflights(3, 100);
    assertThat(window.full()).isFalse();
    window.add(1, 1000);
    assertThat(window.full()).isTrue();
    window.freeTo(1);
    assertThat(window.bytes()).isZero();
  }

  @Test
  void behavesLikeASortedMap() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      Inflights window = new Inflights(20, 500);
      TreeMap<Long, Long> model = new TreeMap<>();
      long index = 0;
      for (int step = 0; step < 200; step++) {
        if (!window.full() && random.nextInt(3) != 0) {
          index += 1 + random.nextInt(3);
          long bytes = random.nextInt(60);
          window.add(index, bytes);
          model.put(index, bytes);
        } else {
          long to = random.nextLong(index + 1);
          window.freeTo(to);
          model.headMap(to, true).clear();
        }
        assertThat(window.count()).isEqualTo(model.size());
        long bytes = model.values().stream().mapToLong(Long::longValue).sum();
        assertThat(window.bytes()).isEqualTo(bytes);
        assertThat(window.full()).isEqualTo(model.size() >= 20 || bytes >= 500);
      }
    }
  }
}
