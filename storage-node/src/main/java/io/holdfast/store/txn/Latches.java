package io.holdfast.store.txn;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Mutual exclusion of commands by key, first come first served. Keys are hashed to slots; a command
 * takes its slots in ascending order, so two commands cannot wait for each other. Confined to the
 * loop of its scheduler.
 *
 * <p>Two keys of one slot only make commands wait without need. A command holds a slot while it
 * stands first in the slot's queue.
 */
final class Latches {
  /** Enough that commands in flight (some thousands) seldom meet by chance. */
  private static final int SLOTS = 1 << 16;

  /** Only slots somebody waits for or holds, so an idle store keeps nothing. */
  private final TreeMap<Integer, ArrayDeque<Claim>> queues = new TreeMap<>();

  /** What one command holds and still wants. */
  static final class Claim {
    private final int[] slots;
    private final Runnable onAcquired;
    private int held;

    private Claim(int[] slots, Runnable onAcquired) {
      this.slots = slots;
      this.onAcquired = onAcquired;
    }

    boolean acquired() {
      return held == slots.length;
    }
  }

  /**
   * A claim on the slots of {@code keys}. If they are free it is acquired on return; else {@code
   * onAcquired} runs within the release that frees the last of them.
   */
  Claim claim(List<Bytes> keys, Runnable onAcquired) {
    TreeSet<Integer> slots = new TreeSet<>();
    for (Bytes key : keys) {
      int hash = key.hashCode();
      slots.add((hash ^ (hash >>> 16)) & (SLOTS - 1));
    }
    Claim claim = new Claim(slots.stream().mapToInt(Integer::intValue).toArray(), onAcquired);
    advance(claim);
    return claim;
  }

  private void advance(Claim claim) {
    while (!claim.acquired()) {
      ArrayDeque<Claim> queue =
          queues.computeIfAbsent(claim.slots[claim.held], slot -> new ArrayDeque<>());
      if (queue.peekFirst() != claim) {
        if (!queue.isEmpty()) {
          queue.addLast(claim);
          return; // Goes on when it comes to stand first.
        }
        queue.addLast(claim);
      }
      claim.held++;
    }
  }

  /** Gives all slots back and runs those that were waiting for nothing else. */
  void release(Claim claim) {
    Invariant.check(claim.acquired(), "Latches released that were not held", "held", claim.held);
    List<Claim> woken = new ArrayList<>();
    for (int slot : claim.slots) {
      ArrayDeque<Claim> queue = queues.get(slot);
      Invariant.check(
          queue != null && queue.peekFirst() == claim, "Latch held by another", "slot", slot);
      if (queue != null) {
        queue.removeFirst();
        Claim next = queue.peekFirst();
        if (next == null) {
          queues.remove(slot);
        } else {
          advance(next);
          if (next.acquired()) {
            woken.add(next);
          }
        }
      }
    }
    woken.forEach(next -> next.onAcquired.run());
  }

  /**
   * Fails unless every queue is led by a claim that holds it; answers how many claims there are.
   */
  int checkInvariants() {
    Set<Claim> claims = new HashSet<>(); // By identity; only counted, never iterated.
    for (Map.Entry<Integer, ArrayDeque<Claim>> entry : queues.entrySet()) {
      Claim first = entry.getValue().peekFirst();
      int position = first == null ? -1 : Arrays.binarySearch(first.slots, entry.getKey());
      Invariant.check(
          first != null && position >= 0 && position < first.held,
          "A latch is held by nobody",
          "slot",
          entry.getKey());
      claims.addAll(entry.getValue());
    }
    return claims.size();
  }

  /** Slots somebody holds or waits for. */
  int busySlots() {
    return queues.size();
  }
}
