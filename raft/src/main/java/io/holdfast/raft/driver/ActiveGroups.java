package io.holdfast.raft.driver;

import io.holdfast.raft.group.RaftGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The groups that are given ticks, and those that sleep (L22): they cost nothing while nothing
 * happens to them. A group says itself whether it may sleep; whatever concerns it wakes it. Belongs
 * to the driver's loop.
 *
 * <pre>
 *            a tick found it at rest
 *   AWAKE ────────────────────────────▶ ASLEEP
 *     ▲                                   │  a message, proposal, read, order; or stores
 *     └───────────────────────────────────┘  lost touch and it does not rest any more
 * </pre>
 *
 * <p>What all sleepers together cost in a second does not depend on how many they are: a few of
 * them in turn ask their leaders whether these lead on, so that no message that was lost keeps a
 * region asleep for ever (L20).
 */
final class ActiveGroups {
  /** Elections that the death of a store lets begin in one tick (L21). */
  private static final int WOKEN_PER_TICK = 256;

  private static final int LOOKED_AT_PER_TICK = 4096;

  /** Ticks between two sleepers that ask their leader. */
  private static final int TICKS_PER_QUESTION = 2;

  /** Ticks from one round of questions to the next at least. */
  private static final int TICKS_PER_ROUND = 200;

  private final TreeMap<Long, RaftGroup> awake = new TreeMap<>();
  private final TreeMap<Long, RaftGroup> asleep = new TreeMap<>();
  private boolean looking;
  private long lookedTo;
  private long ticks;
  private long askedTo = Long.MAX_VALUE;
  private long roundBegan;

  /** The group is given ticks from now on; costs a look-up when it is awake. */
  void wake(RaftGroup group) {
    if (awake.putIfAbsent(group.id(), group) == null) {
      asleep.remove(group.id(), group);
    }
  }

  /** The group is not the driver's any more. */
  void remove(RaftGroup group) {
    awake.remove(group.id(), group); // Another may have its id by now.
    asleep.remove(group.id(), group);
  }

  /** Groups that sleep. */
  int asleep() {
    return asleep.size();
  }

  /** Stores have lost touch: those that do not rest any more wake, so many a tick. */
  void lostTouch() {
    looking = true;
    lookedTo = Long.MIN_VALUE;
  }

  boolean sleeps(long groupId) {
    return asleep.containsKey(groupId);
  }

  /**
   * One tick for all that are awake, by ascending id; those that may sleep then do. Groups may come
   * and go meanwhile: who loses a read may destroy its group.
   *
   * @param stalled the log's disk does not answer (L9)
   */
  void tick(boolean stalled) {
    wakeRestless();
    List<RaftGroup> turn = new ArrayList<>(awake.values());
    for (RaftGroup group : turn) {
      if (stalled) {
        group.tickStalled();
      } else {
        group.tick();
      }
      // Another may have its id by now.
      if (group.maySleep() && awake.remove(group.id(), group) && !group.destroyed()) {
        asleep.put(group.id(), group);
      }
    }
    ask();
  }

  private void wakeRestless() {
    int woken = 0;
    for (int looked = 0; looking && looked < LOOKED_AT_PER_TICK; looked++) {
      Map.Entry<Long, RaftGroup> next = asleep.higherEntry(lookedTo);
      if (next == null) {
        looking = false;
        return;
      }
      lookedTo = next.getKey();
      if (!next.getValue().maySleep()) {
        wake(next.getValue());
        if (++woken == WOKEN_PER_TICK) {
          return;
        }
      }
    }
  }

  private void ask() {
    if (++ticks % TICKS_PER_QUESTION != 0) {
      return;
    }
    Map.Entry<Long, RaftGroup> next = asleep.higherEntry(askedTo);
    if (next == null) {
      if (ticks - roundBegan < TICKS_PER_ROUND) {
        return;
      }
      roundBegan = ticks;
      next = asleep.firstEntry();
    }
    if (next != null) {
      askedTo = next.getKey();
      next.getValue().askLeader();
    }
  }
}
