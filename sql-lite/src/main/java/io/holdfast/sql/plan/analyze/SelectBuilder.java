package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.function.SetFunction;
import io.holdfast.sql.plan.logical.AggregateCall.OrderKey;
import io.holdfast.sql.plan.logical.Distinct;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.Limit;
import io.holdfast.sql.plan.logical.LockRows;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.logical.Sort;
import io.holdfast.sql.plan.logical.SortKey;
import io.holdfast.sql.plan.logical.Window;
import io.holdfast.sql.plan.logical.WindowCall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The operators of a SELECT in the order in which SQL computes its clauses: FROM, WHERE, GROUP BY,
 * HAVING, window functions, set-returning functions, the select list, DISTINCT, ORDER BY, row
 * locks, LIMIT.
 */
final class SelectBuilder {
  private final Analysis analysis;
  private final SelectDraft draft;

  SelectBuilder(Analysis analysis, SelectDraft draft) {
    this.analysis = analysis;
    this.draft = draft;
  }

  AnalyzedQuery build() {
    Rel rel = draft.from().rel();
    if (draft.where() != null) {
      rel = new Filter(rel, draft.where());
    }
    List<Expr> values = new ArrayList<>();
    draft.targets().forEach(target -> values.add(target.expr()));
    SetPlacement sets = new SetPlacement(draft.scope().sets());
    if (draft.grouped()) {
      rel = groups(rel, values, sets);
    }
    if (!draft.scope().windows().isEmpty()) {
      rel = sets.placeUsed(rel, windowKeys());
      values.replaceAll(sets::settled);
      draft.scope().windows().replaceAll(window -> window.with(sets::settled));
      rel = window(rel, values, sets);
    }
    if (!draft.scope().sets().isEmpty()) {
      rel = sets.placeRest(rel);
      values.replaceAll(sets::settled);
    }
    List<String> names = new ArrayList<>();
    draft.targets().forEach(target -> names.add(target.name()));
    rel = shape(Project.of(rel, values, names));
    List<List<SetFunction.OutputColumn>> fields = new ArrayList<>();
    draft.targets().stream().limit(draft.width()).forEach(each -> fields.add(each.fields()));
    return new AnalyzedQuery(rel, draft.outputColumns(), fields, !draft.locks().isEmpty());
  }

  private Rel groups(Rel input, List<Expr> values, SetPlacement sets) {
    List<Expr> keys = new ArrayList<>();
    draft.groupBy().forEach(target -> keys.add(draft.targets().get(target).expr()));
    Rel rel = sets.placeUsed(input, keys);
    values.replaceAll(sets::settled);
    draft.targets().replaceAll(target -> target.with(sets.settled(target.expr())));
    draft.scope().windows().replaceAll(window -> window.with(sets::settled));
    return new GroupBuilder(analysis, draft, sets).group(rel, values);
  }

  private List<Expr> windowKeys() {
    List<Expr> keys = new ArrayList<>();
    for (WindowDraft window : draft.scope().windows()) {
      keys.addAll(window.partitionBy());
      window.orderBy().forEach(key -> keys.add(key.value()));
    }
    return keys;
  }

  private Rel shape(Rel projected) {
    Rel rel = projected;
    if (draft.distinct() && draft.distinctOn().isEmpty()) {
      rel = new Distinct(rel, IntStream.range(0, draft.width()).boxed().toList());
    }
    if (!draft.orderBy().isEmpty()) {
      rel = new Sort(rel, draft.orderBy());
    }
    if (!draft.distinctOn().isEmpty()) {
      rel = new Distinct(rel, draft.distinctOn());
    }
    if (!draft.locks().isEmpty()) {
      rel = new LockRows(rel, draft.locks());
    }
    if (draft.limit() != null || draft.offset() != null) {
      rel = new Limit(rel, draft.limit(), draft.offset());
    }
    return withoutJunk(rel, draft.width());
  }

  private static Rel withoutJunk(Rel rel, int width) {
    if (rel.shape().width() == width) {
      return rel;
    }
    Shape shape = rel.shape();
    List<Expr> kept = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      kept.add(new Column(i, shape.type(i)));
    }
    return Project.of(rel, kept, shape.names().subList(0, width));
  }

  /** Partitions and orders of windows become columns; the values of the functions follow them. */
  private Rel window(Rel input, List<Expr> values, SetPlacement sets) {
    List<Expr> columns = new ArrayList<>();
    List<String> names = new ArrayList<>(input.shape().names());
    for (int i = 0; i < input.shape().width(); i++) {
      columns.add(new Column(i, input.shape().type(i)));
    }
    List<WindowCall> calls = new ArrayList<>();
    for (WindowDraft window : draft.scope().windows()) {
      List<Integer> partition = new ArrayList<>();
      for (Expr key : window.partitionBy()) {
        partition.add(columnOf(key, columns, names));
      }
      List<SortKey> order = new ArrayList<>();
      for (OrderKey key : window.orderBy()) {
        int column = columnOf(key.value(), columns, names);
        order.add(new SortKey(column, key.descending(), key.nullsFirst()));
      }
      calls.add(
          new WindowCall(
              window.function(),
              window.aggregate(),
              window.args(),
              partition,
              order,
              window.type()));
    }
    Rel rel = columns.size() == input.shape().width() ? input : Project.of(input, columns, names);
    int width = columns.size();
    values.replaceAll(expr -> moved(expr, Scope.WINDOWS, Scope.SETS, width));
    sets.changeOpen(expr -> moved(expr, Scope.WINDOWS, Scope.SETS, width));
    return new Window(rel, calls);
  }

  private static int columnOf(Expr key, List<Expr> columns, List<String> names) {
    int found = columns.indexOf(key);
    if (found < 0) {
      found = columns.size();
      columns.add(key);
      names.add("?key?");
    }
    return found;
  }

  /** Place-holders from {@code first} on become the columns from {@code width} on. */
  static Expr moved(Expr expr, int first, int end, int width) {
    return ExprTrees.replace(
        expr,
        node ->
            node instanceof Column column && column.index() >= first && column.index() < end
                ? new Column(column.index() - first + width, column.type())
                : null);
  }
}
