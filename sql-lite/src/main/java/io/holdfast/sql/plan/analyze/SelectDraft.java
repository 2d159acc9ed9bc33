package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.LockRows;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.logical.SortKey;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A SELECT (or VALUES) whose clauses are analysed; {@link SelectBuilder} makes operators of it. */
final class SelectDraft implements QueryDraft {
  private final Analysis analysis;
  private final Scope scope;
  private final FromItem from;
  private final List<TargetItem> targets = new ArrayList<>();
  private @Nullable Expr where;
  private @Nullable Expr having;
  private boolean grouped;
  private final List<Integer> groupBy = new ArrayList<>();
  private boolean distinct;
  private List<Integer> distinctOn = List.of();
  private final List<SortKey> orderBy = new ArrayList<>();
  private @Nullable Expr limit;
  private @Nullable Expr offset;
  private List<LockRows.Target> locks = List.of();

  SelectDraft(Analysis analysis, Scope scope, FromItem from) {
    this.analysis = analysis;
    this.scope = scope;
    this.from = from;
  }

  Scope scope() {
    return scope;
  }

  FromItem from() {
    return from;
  }

  /** The output columns, then junk. */
  List<TargetItem> targets() {
    return targets;
  }

  @Nullable Expr where() {
    return where;
  }

  void setWhere(Expr condition) {
    where = condition;
  }

  @Nullable Expr having() {
    return having;
  }

  void setHaving(Expr condition) {
    having = condition;
    grouped = true;
  }

  /** There is a GROUP BY or HAVING; aggregates alone make groups too. */
  boolean grouped() {
    return grouped || !scope.aggregates().isEmpty();
  }

  void setGrouped() {
    grouped = true;
  }

  /** Targets that are keys. */
  List<Integer> groupBy() {
    return groupBy;
  }

  boolean distinct() {
    return distinct;
  }

  void setDistinct() {
    distinct = true;
  }

  List<Integer> distinctOn() {
    return distinctOn;
  }

  void setDistinctOn(List<Integer> keys) {
    distinctOn = List.copyOf(keys);
  }

  /** Targets to sort by. */
  List<SortKey> orderBy() {
    return orderBy;
  }

  @Nullable Expr limit() {
    return limit;
  }

  @Nullable Expr offset() {
    return offset;
  }

  void setWindow(@Nullable Expr count, @Nullable Expr start) {
    limit = count;
    offset = start;
  }

  List<LockRows.Target> locks() {
    return locks;
  }

  void setLocks(List<LockRows.Target> all) {
    locks = List.copyOf(all);
  }

  @Override
  public int width() {
    int width = 0;
    for (TargetItem target : targets) {
      width += target.junk() ? 0 : 1;
    }
    return width;
  }

  @Override
  public SqlType type(int column) {
    return targets.get(column).expr().type();
  }

  @Override
  public String name(int column) {
    return targets.get(column).name();
  }

  @Override
  public int place(int column) {
    return analysis.place(targets.get(column).expr());
  }

  @Override
  public void fit(int column, SqlType type) {
    TargetItem target = targets.get(column);
    Expr fitted = analysis.coercions().implicit(target.expr(), type);
    targets.set(column, target.with(fitted));
  }

  /** Adds a value nobody sees; an equal one that is there already does as well. */
  int addJunk(Expr expr) {
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).expr().equals(expr)) {
        return i;
      }
    }
    targets.add(new TargetItem(expr, "?sort?", null, List.of(), true));
    return targets.size() - 1;
  }

  /** The output columns as the client sees them. */
  List<OutputColumn> outputColumns() {
    List<OutputColumn> columns = new ArrayList<>();
    for (TargetItem target : targets) {
      if (!target.junk()) {
        ScopeColumn origin = target.origin();
        SqlType type = target.expr().type();
        columns.add(
            new OutputColumn(
                target.name(),
                type,
                origin != null && origin.type().equals(type) ? origin.tableOid() : 0,
                origin != null && origin.type().equals(type) ? origin.attributeNumber() : 0));
      }
    }
    return columns;
  }

  @Override
  public AnalyzedQuery finish() {
    return new SelectBuilder(analysis, this).build();
  }
}
