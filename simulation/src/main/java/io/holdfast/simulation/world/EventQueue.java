package io.holdfast.simulation.world;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The events to come, the next one first. A heap whose nodes have four children: half as deep as
 * one of two, and a node's children lie side by side. Every event of a world passes through it.
 */
final class EventQueue {
  private static final int CHILDREN = 4;

  private @Nullable Event[] heap = new Event[256];
  private int size;

  /** The next event; null when there is none. */
  @Nullable Event peek() {
    return heap[0];
  }

  void add(Event event) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    int at = size++;
    while (at > 0) {
      int above = (at - 1) / CHILDREN;
      Event parent = get(above);
      if (!event.before(parent)) {
        break;
      }
      heap[at] = parent;
      at = above;
    }
    heap[at] = event;
  }

  /** Removes the next event; null when there is none. */
  @Nullable Event poll() {
    if (size == 0) {
      return null;
    }
    Event first = get(0);
    Event last = get(--size);
    heap[size] = null;
    if (size > 0) {
      sink(last);
    }
    return first;
  }

  void clear() {
    Arrays.fill(heap, 0, size, null);
    size = 0;
  }

  /** Puts {@code event} where the first was, or as deep as it belongs. */
  private void sink(Event event) {
    int at = 0;
    while (true) {
      int child = CHILDREN * at + 1;
      if (child >= size) {
        break;
      }
      int end = Math.min(child + CHILDREN, size);
      int least = child;
      Event leastEvent = get(child);
      while (++child < end) {
        Event other = get(child);
        if (other.before(leastEvent)) {
          least = child;
          leastEvent = other;
        }
      }
      if (!leastEvent.before(event)) {
        break;
      }
      heap[at] = leastEvent;
      at = least;
    }
    heap[at] = event;
  }

  private Event get(int index) {
    Event event = heap[index];
    if (event == null) {
      throw new IllegalStateException("no event at " + index + " of " + size);
    }
    return event;
  }
}
