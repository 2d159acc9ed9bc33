package io.holdfast.sql.exec;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.Accumulator;
import io.holdfast.sql.plan.logical.AggregateCall;
import io.holdfast.sql.plan.logical.SortKey;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The aggregates of one operator: FILTER before, DISTINCT and ORDER BY in between, the function
 * behind.
 */
final class AggregateStates {
  private static final int ENTRY_BYTES = 48;

  private final List<AggregateCall> calls;
  private final ExecutionContext ctx;
  private final EvalContext eval;
  private final @Nullable Object[][] buffers;
  private final @Nullable RowOrder[] orders;
  private final List<List<SqlType>> argTypes = new ArrayList<>();
  private long heldBytes;

  AggregateStates(List<AggregateCall> calls, ExecutionContext ctx) {
    this.calls = calls;
    this.ctx = ctx;
    this.eval = ctx.eval();
    this.buffers = new @Nullable Object[calls.size()][];
    this.orders = new @Nullable RowOrder[calls.size()];
    for (int i = 0; i < calls.size(); i++) {
      AggregateCall call = calls.get(i);
      buffers[i] = new Object[call.args().size()];
      argTypes.add(call.args().stream().map(Expr::type).toList());
      orders[i] = orderOf(call);
    }
  }

  /** One aggregate over one group. */
  static final class State {
    final Accumulator accumulator;

    /** Arguments that have been seen, for DISTINCT. */
    final @Nullable Set<Object> known;

    /** Arguments followed by the values to sort by, for ORDER BY and for DISTINCT. */
    final @Nullable List<@Nullable Object[]> waiting;

    long retainedBytes;

    State(AggregateCall call, boolean ordered) {
      accumulator = call.function().newAccumulator();
      known = call.distinct() ? new HashSet<>() : null;
      waiting = ordered ? new ArrayList<>() : null;
    }
  }

  /** DISTINCT sorts its arguments as well: what depends on an order then gets that one. */
  private static @Nullable RowOrder orderOf(AggregateCall call) {
    boolean wanted = !call.orderBy().isEmpty() || call.distinct();
    if (!wanted || call.args().isEmpty()) {
      return null;
    }
    List<SortKey> keys = new ArrayList<>();
    List<SqlType> types = new ArrayList<>();
    call.args().forEach(arg -> types.add(arg.type()));
    for (AggregateCall.OrderKey key : call.orderBy()) {
      keys.add(new SortKey(types.size(), key.descending(), key.nullsFirst()));
      types.add(key.value().type());
    }
    if (call.distinct()) {
      for (int i = 0; i < call.args().size(); i++) {
        keys.add(SortKey.ascending(i));
      }
    }
    return RowOrder.of(keys, types);
  }

  State[] newStates() {
    State[] states = new State[calls.size()];
    for (int i = 0; i < states.length; i++) {
      states[i] = new State(calls.get(i), orders[i] != null);
    }
    return states;
  }

  /** Takes a row of the group in. */
  void add(State[] states, @Nullable Object[] row) {
    for (int i = 0; i < states.length; i++) {
      AggregateCall call = calls.get(i);
      Expr filter = call.filter();
      if (filter == null || filter.test(row, eval)) {
        addRow(states[i], i, call, row);
      }
    }
  }

  private void addRow(State state, int index, AggregateCall call, @Nullable Object[] row) {
    if (state.waiting == null) {
      @Nullable Object[] args = buffers[index];
      for (int i = 0; i < args.length; i++) {
        args[i] = call.args().get(i).eval(row, eval);
      }
      feed(state, args);
      return;
    }
    int width = call.args().size();
    @Nullable Object[] entry = new Object[width + call.orderBy().size()];
    for (int i = 0; i < width; i++) {
      entry[i] = call.args().get(i).eval(row, eval);
    }
    for (int i = 0; i < call.orderBy().size(); i++) {
      entry[width + i] = call.orderBy().get(i).value().eval(row, eval);
    }
    if (state.known == null || state.known.add(keyOf(entry, width, index))) {
      book(ENTRY_BYTES + MemoryTracker.sizeOf(entry));
      state.waiting.add(entry);
    }
  }

  private Object keyOf(@Nullable Object[] entry, int width, int index) {
    @Nullable Object[] args = entry;
    if (entry.length != width) {
      args = new Object[width];
      System.arraycopy(entry, 0, args, 0, width);
    }
    return HashKeys.keyOf(args, argTypes.get(index));
  }

  private void feed(State state, @Nullable Object[] args) {
    state.accumulator.add(eval, args);
    long retained = state.accumulator.retainedBytes();
    if (retained != state.retainedBytes) {
      book(retained - state.retainedBytes);
      state.retainedBytes = retained;
    }
  }

  private void book(long bytes) {
    ctx.memory().reserve(bytes);
    heldBytes += bytes;
  }

  /** The value of aggregate {@code index} over its group. */
  @Nullable Object result(State state, int index) {
    RowOrder order = orders[index];
    if (state.waiting != null && order != null) {
      state.waiting.sort(order);
      @Nullable Object[] args = buffers[index];
      for (@Nullable Object[] entry : state.waiting) {
        System.arraycopy(entry, 0, args, 0, args.length);
        feed(state, args);
      }
      state.waiting.clear();
    }
    return state.accumulator.result(eval);
  }

  /** What the states hold, by the account of the statement. */
  long heldBytes() {
    return heldBytes;
  }
}
