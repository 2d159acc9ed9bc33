package io.holdfast.raft.driver;

import io.holdfast.raft.group.RaftGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The groups that are given ticks: all others cost nothing while nothing happens to them. A group
 * says itself whether it may sleep; whatever concerns it wakes it. Belongs to the driver's loop.
 */
final class ActiveGroups {
  private final TreeMap<Long, RaftGroup> awake = new TreeMap<>();

  /** The group is given ticks from now on; costs a look-up when it is awake. */
  void wake(RaftGroup group) {
    awake.putIfAbsent(group.id(), group);
  }

  /** The group is not the driver's any more. */
  void remove(RaftGroup group) {
    awake.remove(group.id(), group); // Another may have its id by now.
  }

  /**
   * One tick for all that are awake, by ascending id; those that may sleep then do. Groups may come
   * and go meanwhile: who loses a read may destroy its group.
   *
   * @param stalled the log's disk does not answer (L9)
   */
  void tick(boolean stalled) {
    List<RaftGroup> turn = new ArrayList<>(awake.values());
    for (RaftGroup group : turn) {
      if (stalled) {
        group.tickStalled();
      } else {
        group.tick();
      }
      if (group.maySleep()) {
        awake.remove(group.id(), group); // Another may have its id by now.
      }
    }
  }
}
