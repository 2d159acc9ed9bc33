package io.holdfast.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class EventQueueTest {
  private static Event event(long atNanos, long tie, long sequence) {
    return new Event(atNanos, tie, sequence, "event", 0, () -> {});
  }

  @Test
  void whatIsDueFirstComesFirstThenTheTieBreakThenTheOrderOfArrival() {
    EventQueue queue = new EventQueue();
    Event third = event(5, 2, 1);
    Event second = event(5, 1, 3);
    Event first = event(5, 1, 2);
    Event last = event(6, 0, 0);
    for (Event each : List.of(last, third, second, first)) {
      queue.add(each);
    }
    assertThat(queue.peek()).isSameAs(first);
    assertThat(List.of(queue.poll(), queue.poll(), queue.poll(), queue.poll()))
        .containsExactly(first, second, third, last);
    assertThat(queue.poll()).isNull();
    assertThat(queue.peek()).isNull();
  }

  @Test
  void anyMixtureOfComingAndGoingKeepsTheOrder() {
    SplittableRandom random = new SplittableRandom(7);
    EventQueue queue = new EventQueue();
    List<Event> model = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(5) < 3) {
        Event event = event(random.nextInt(500), random.nextInt(3), i);
        queue.add(event);
        model.add(event);
      } else if (!model.isEmpty()) {
        Event least = model.get(0);
        for (Event each : model) {
          least = each.before(least) ? each : least;
        }
        model.remove(least);
        assertThat(queue.poll()).isSameAs(least);
      }
    }
    queue.clear();
    assertThat(queue.peek()).isNull();
  }
}
