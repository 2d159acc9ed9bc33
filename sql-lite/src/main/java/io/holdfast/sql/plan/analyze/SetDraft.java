package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.plan.logical.Limit;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.SetOp;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.logical.Sort;
import io.holdfast.sql.plan.logical.SortKey;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two queries made one, whose columns have types. */
final class SetDraft implements QueryDraft {
  private final Analysis analysis;
  private final Query.SetOperation operation;
  private final QueryDraft left;
  private final QueryDraft right;
  private final List<SqlType> types;
  private final List<@Nullable SqlType> wanted;
  private final List<SortKey> orderBy = new ArrayList<>();
  private @Nullable Expr limit;
  private @Nullable Expr offset;

  SetDraft(
      Analysis analysis,
      Query.SetOperation operation,
      QueryDraft left,
      QueryDraft right,
      List<SqlType> types) {
    this.analysis = analysis;
    this.operation = operation;
    this.left = left;
    this.right = right;
    this.types = List.copyOf(types);
    this.wanted = new ArrayList<>(Collections.nCopies(types.size(), null));
  }

  List<SortKey> orderBy() {
    return orderBy;
  }

  void setWindow(@Nullable Expr count, @Nullable Expr start) {
    limit = count;
    offset = start;
  }

  @Override
  public int width() {
    return types.size();
  }

  @Override
  public SqlType type(int column) {
    SqlType other = wanted.get(column);
    return other == null ? types.get(column) : other;
  }

  @Override
  public String name(int column) {
    return left.name(column);
  }

  @Override
  public int place(int column) {
    return left.place(column);
  }

  @Override
  public void fit(int column, SqlType type) {
    if (types.get(column).base() != type.base()) {
      wanted.set(column, type);
    }
  }

  @Override
  public AnalyzedQuery finish() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < width(); i++) {
      names.add(name(i));
    }
    AnalyzedQuery first = left.finish();
    AnalyzedQuery second = right.finish();
    Rel rel =
        new SetOp(
            SetOp.Kind.valueOf(operation.kind().name()),
            operation.all(),
            first.rel(),
            second.rel(),
            new Shape(names, types));
    if (!orderBy.isEmpty()) {
      rel = new Sort(rel, orderBy);
    }
    if (limit != null || offset != null) {
      rel = new Limit(rel, limit, offset);
    }
    rel = cast(rel, names);
    List<OutputColumn> columns = new ArrayList<>();
    for (int i = 0; i < width(); i++) {
      columns.add(OutputColumn.computed(names.get(i), rel.shape().type(i)));
    }
    return new AnalyzedQuery(rel, columns, Collections.nCopies(width(), List.of()), false);
  }

  private Rel cast(Rel rel, List<String> names) {
    List<Expr> exprs = new ArrayList<>();
    boolean changed = false;
    for (int i = 0; i < width(); i++) {
      Expr column = new Column(i, types.get(i));
      SqlType other = wanted.get(i);
      exprs.add(other == null ? column : analysis.coercions().implicit(column, other));
      changed |= other != null;
    }
    return changed ? Project.of(rel, exprs, names) : rel;
  }
}
