package io.holdfast.raft.driver;

import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.Entry;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a storage engine with an unsynced log is to Raft: applied entries are visible at once,
 * survive a kill, and after a power cut only as far as they were synced.
 */
final class TestEngine {
  /** What one group has applied; immutable. */
  record State(long applied, long term, List<Bytes> values, ConfState conf) {}

  private TreeMap<Long, State> visible = new TreeMap<>();
  private TreeMap<Long, State> durable = new TreeMap<>();

  State state(long group, ConfState initial) {
    return visible.getOrDefault(group, new State(0, 0, List.of(), initial));
  }

  void apply(long group, Entry entry, ConfState conf) {
    State before = state(group, conf);
    if (entry.index() != before.applied() + 1) {
      throw new AssertionError(
          "group " + group + " applied " + before.applied() + ", then " + entry.index());
    }
    List<Bytes> values = new ArrayList<>(before.values());
    if (!entry.data().isEmpty()) {
      values.add(entry.data());
    }
    visible.put(group, new State(entry.index(), entry.term(), values, conf));
  }

  void install(long group, State state) {
    visible.put(group, state);
    sync();
  }

  void sync() {
    durable = new TreeMap<>(visible);
  }

  void powerCut() {
    visible = new TreeMap<>(durable);
  }

  long durableApplied(long group) {
    State state = durable.get(group);
    return state == null ? 0 : state.applied();
  }
}
