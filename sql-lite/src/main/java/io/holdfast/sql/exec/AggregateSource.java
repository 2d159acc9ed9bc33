package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.Aggregation;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row for each group; without keys one row, always. Groups keep the order they came in. */
final class AggregateSource implements RowSource {
  private static final int GROUP_BYTES = 100;

  private final Aggregation node;
  private final RowSource input;
  private final ExecutionContext ctx;
  private final AggregateStates states;
  private final Map<Object, Group> groups = new LinkedHashMap<>();
  private @Nullable Iterator<Group> results;
  private long heldBytes;

  AggregateSource(Aggregation node, RowSource input, ExecutionContext ctx) {
    this.node = node;
    this.input = input;
    this.ctx = ctx;
    this.states = new AggregateStates(node.calls(), ctx);
  }

  /** Key values of a group (those of its first row) and the states of its aggregates. */
  private static final class Group {
    final @Nullable Object[] keys;
    final AggregateStates.State[] states;

    Group(@Nullable Object[] keys, AggregateStates.State[] states) {
      this.keys = keys;
      this.states = states;
    }
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    Iterator<Group> open = results;
    if (open == null) {
      if (node.keys().isEmpty()) {
        aggregateAll();
      } else {
        aggregateGroups();
      }
      open = groups.values().iterator();
      results = open;
    }
    ctx.step();
    return open.hasNext() ? resultOf(open.next()) : null;
  }

  private void aggregateAll() {
    Group all = new Group(new @Nullable Object[0], states.newStates());
    for (@Nullable Object[] row = input.next(); row != null; row = input.next()) {
      ctx.step();
      states.add(all.states, row);
    }
    groups.put(node, all);
  }

  private void aggregateGroups() {
    HashKeys keys = new HashKeys(node.keys(), true);
    for (@Nullable Object[] row = input.next(); row != null; row = input.next()) {
      ctx.step();
      Object key = keys.key(row, ctx.eval());
      if (key == null) {
        throw new IllegalStateException("nulls are a group of their own");
      }
      Group group = groups.get(key);
      if (group == null) {
        @Nullable Object[] values = ProjectSource.compute(node.keys(), row, ctx.eval());
        long bytes = GROUP_BYTES + 2 * MemoryTracker.sizeOf(values) + 64L * node.calls().size();
        ctx.memory().reserve(bytes);
        heldBytes += bytes;
        group = new Group(values, states.newStates());
        groups.put(key, group);
      }
      states.add(group.states, row);
    }
  }

  private @Nullable Object[] resultOf(Group group) {
    @Nullable Object[] row = new Object[group.keys.length + group.states.length];
    System.arraycopy(group.keys, 0, row, 0, group.keys.length);
    for (int i = 0; i < group.states.length; i++) {
      row[group.keys.length + i] = states.result(group.states[i], i);
    }
    return row;
  }

  @Override
  public void close() {
    input.close();
    groups.clear();
    results = groups.values().iterator();
    ctx.memory().release(heldBytes + states.heldBytes());
    heldBytes = 0;
  }
}
