package io.holdfast.runtime.node;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one loop, earliest first; equal instants in the order of their creation. Every
 * entry knows its place, so a cancelled one leaves at once: almost every request timer is
 * cancelled, and keeping those until they are due would hold memory for a whole timeout.
 *
 * <p>Belongs to the thread of the loop.
 */
final class TimerHeap {
  private static final int CAPACITY_INITIAL = 64;

  /** One timer; {@code place} is its index in the heap, -1 while it is not in it. */
  static final class Node {
    final long dueNanos;
    final long number;
    final Runnable task;
    private int place = -1;

    Node(long dueNanos, long number, Runnable task) {
      this.dueNanos = dueNanos;
      this.number = number;
      this.task = task;
    }

    private boolean before(Node other) {
      // Differences, not values: nanoTime may wrap around.
      long difference = dueNanos - other.dueNanos;
      return difference != 0 ? difference < 0 : number < other.number;
    }
  }

  private @Nullable Node[] nodes = new @Nullable Node[CAPACITY_INITIAL];
  private int size;

  int size() {
    return size;
  }

  @Nullable Node first() {
    return nodes[0];
  }

  void add(Node node) {
    if (size == nodes.length) {
      nodes = Arrays.copyOf(nodes, size * 2);
    }
    siftUp(size++, node);
  }

  /** Takes the node out; nothing happens when it is not in the heap. */
  void remove(Node node) {
    int hole = node.place;
    if (hole < 0) {
      return;
    }
    node.place = -1;
    Node last = at(--size);
    nodes[size] = null;
    if (last == node) {
      return;
    }
    siftDown(hole, last);
    if (last.place == hole) {
      siftUp(hole, last);
    }
  }

  private void siftUp(int from, Node node) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      if (!node.before(at(parent))) {
        break;
      }
      put(place, at(parent));
      place = parent;
    }
    put(place, node);
  }

  private void siftDown(int from, Node node) {
    int place = from;
    while (true) {
      int child = 2 * place + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && at(child + 1).before(at(child))) {
        child++;
      }
      if (!at(child).before(node)) {
        break;
      }
      put(place, at(child));
      place = child;
    }
    put(place, node);
  }

  private void put(int place, Node node) {
    nodes[place] = node;
    node.place = place;
  }

  private Node at(int place) {
    Node node = nodes[place];
    if (node == null) {
      throw new IllegalStateException("no timer at " + place + " of " + size);
    }
    return node;
  }
}
