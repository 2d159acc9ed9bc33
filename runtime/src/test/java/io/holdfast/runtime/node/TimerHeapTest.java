package io.holdfast.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TimerHeapTest {
  @Test
  void behavesLikeASortedListUnderRandomAddsAndRemovals() {
    SplittableRandom random = new SplittableRandom(7);
    TimerHeap heap = new TimerHeap();
    List<TimerHeap.Node> model = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      if (model.isEmpty() || random.nextInt(5) < 3) {
        TimerHeap.Node node = new TimerHeap.Node(random.nextInt(1_000), step, () -> {});
        heap.add(node);
        model.add(node);
      } else {
        TimerHeap.Node node = model.remove(random.nextInt(model.size()));
        heap.remove(node);
        heap.remove(node); // Twice is harmless.
      }
      assertThat(heap.size()).isEqualTo(model.size());
      if (step % 50 == 0) {
        assertThat(heap.first()).isSameAs(earliest(model));
      }
    }
    while (!model.isEmpty()) {
      TimerHeap.Node first = heap.first();
      assertThat(first).isNotNull().isSameAs(earliest(model));
      heap.remove(first);
      model.remove(first);
    }
    assertThat(heap.first()).isNull();
  }

  private static TimerHeap.Node earliest(List<TimerHeap.Node> model) {
    return model.stream()
        .min(
            Comparator.<TimerHeap.Node>comparingLong(node -> node.dueNanos)
                .thenComparingLong(node -> node.number))
        .orElseThrow();
  }

  @Test
  void ordersAcrossTheWrapAroundOfTheClock() {
    TimerHeap heap = new TimerHeap();
    TimerHeap.Node later = new TimerHeap.Node(Long.MIN_VALUE + 5, 0, () -> {});
    TimerHeap.Node earlier = new TimerHeap.Node(Long.MAX_VALUE - 5, 1, () -> {});
    heap.add(later);
    heap.add(earlier);
    assertThat(heap.first()).isSameAs(earlier);
  }
}
