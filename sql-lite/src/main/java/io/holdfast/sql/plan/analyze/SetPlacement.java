package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.plan.logical.ProjectSet;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.SetCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the set-returning functions of a level are computed: those that group keys speak of below
 * the groups, those that windows are ordered by below the windows, the others last. All that are
 * computed at one place run in step.
 */
final class SetPlacement {
  private final List<SetCall> calls;

  /** For each call whether it has its columns. */
  private final List<Boolean> placed = new ArrayList<>();

  /** Columns that place-holders have become. */
  private final Map<Integer, Integer> columns = new TreeMap<>();

  /** Places the calls of a level; they are changed as columns they speak of move. */
  SetPlacement(List<SetCall> calls) {
    this.calls = calls;
    calls.forEach(call -> placed.add(false));
  }

  /** Computes the calls that some expressions speak of, and equal ones. */
  Rel placeUsed(Rel input, List<Expr> users) {
    boolean[] wanted = new boolean[calls.size()];
    users.forEach(user -> want(user, wanted));
    return place(input, wanted);
  }

  /** Computes all that are left. */
  Rel placeRest(Rel input) {
    boolean[] wanted = new boolean[calls.size()];
    Arrays.fill(wanted, true);
    return place(input, wanted);
  }

  /** The expression with the columns of calls that were placed. */
  Expr settled(Expr expr) {
    if (columns.isEmpty()) {
      return expr;
    }
    return ExprTrees.replace(
        expr,
        node -> {
          Integer column = node instanceof Column holder ? columns.get(holder.index()) : null;
          return column == null ? null : new Column(column, node.type());
        });
  }

  /** Arguments of the calls that have no columns yet. */
  List<Expr> openArguments() {
    List<Expr> arguments = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      if (!placed.get(i)) {
        arguments.addAll(calls.get(i).args());
      }
    }
    return arguments;
  }

  /** Changes these arguments. */
  void changeOpen(UnaryOperator<Expr> change) {
    for (int i = 0; i < calls.size(); i++) {
      SetCall call = calls.get(i);
      if (!placed.get(i)) {
        calls.set(i, new SetCall(call.function(), call.args().stream().map(change).toList()));
      }
    }
  }

  private void want(Expr user, boolean[] wanted) {
    ExprTrees.visit(
        user,
        node -> {
          int call = node instanceof Column column ? callOf(column.index()) : -1;
          if (call >= 0 && !wanted[call]) {
            wanted[call] = true;
            calls.get(call).args().forEach(arg -> want(arg, wanted));
          }
        });
  }

  /** The call of a place-holder; -1 for other columns. */
  private int callOf(int index) {
    int at = Scope.SETS;
    for (int i = 0; i < calls.size() && index >= Scope.SETS; i++) {
      at += calls.get(i).shape().width();
      if (index < at) {
        return i;
      }
    }
    return -1;
  }

  private Rel place(Rel input, boolean[] wanted) {
    Rel rel = input;
    columns.clear();
    while (true) {
      // A call inside the arguments of another has to run before it.
      List<Integer> ready = ready(wanted);
      if (ready.isEmpty()) {
        return withTwins(rel);
      }
      List<SetCall> step = new ArrayList<>();
      int width = rel.shape().width();
      for (int i : ready) {
        step.add(calls.get(i));
        width = hold(i, width);
      }
      rel = new ProjectSet(rel, step);
      settleArguments();
    }
  }

  private List<Integer> ready(boolean[] wanted) {
    List<Integer> ready = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      if (wanted[i] && !placed.get(i) && !waits(calls.get(i))) {
        ready.add(i);
      }
    }
    return ready;
  }

  private boolean waits(SetCall call) {
    return call.args().stream()
        .anyMatch(
            arg -> ExprTrees.any(arg, node -> node instanceof Column c && callOf(c.index()) >= 0));
  }

  /** The columns of a call stand from {@code at} on; answers where the next can stand. */
  private int hold(int call, int at) {
    int first = Scope.SETS;
    for (SetCall before : calls.subList(0, call)) {
      first += before.shape().width();
    }
    int width = calls.get(call).shape().width();
    for (int i = 0; i < width; i++) {
      columns.put(first + i, at + i);
    }
    placed.set(call, true);
    return at + width;
  }

  private void settleArguments() {
    changeOpen(this::settled);
  }

  /** A call that is written once more below the same place is the same. */
  private Rel withTwins(Rel rel) {
    for (int i = 0; i < calls.size(); i++) {
      Integer twin = placed.get(i) ? null : twin(i);
      if (twin != null) {
        hold(i, twin);
      }
    }
    settleArguments();
    return rel;
  }

  /** First column of an equal call that was placed now; null when there is none. */
  private @Nullable Integer twin(int call) {
    int first = Scope.SETS;
    for (int i = 0; i < calls.size(); i++) {
      Integer column = columns.get(first);
      if (i != call && column != null && calls.get(i).equals(calls.get(call))) {
        return column;
      }
      first += calls.get(i).shape().width();
    }
    return null;
  }
}
