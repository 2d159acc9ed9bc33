package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.function.CommonType;
import io.holdfast.sql.parse.ast.DmlStatement.SelectStatement;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.plan.logical.Aggregate;
import io.holdfast.sql.plan.logical.CteScan;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.ProjectSet;
import io.holdfast.sql.plan.logical.RecursiveUnion;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.SetOp;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.logical.With;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** WITH: named queries, plain and recursive. */
final class CteAnalyzer {
  private final Analysis analysis;
  private final QueryAnalyzer queries;

  CteAnalyzer(Analysis analysis, QueryAnalyzer queries) {
    this.analysis = analysis;
    this.queries = queries;
  }

  /** The queries of a clause and the names that find them. */
  record Defined(CteScope scope, List<With.Cte> ctes) {}

  Defined define(Query.With with, @Nullable Scope parent, Feeds feeds, @Nullable CteScope outer) {
    List<String> names = new ArrayList<>();
    for (Query.Cte cte : with.ctes()) {
      if (names.contains(cte.name())) {
        throw new SqlException(
            SqlState.DUPLICATE_ALIAS,
            "WITH query name \"" + cte.name() + "\" specified more than once",
            cte.pos());
      }
      names.add(cte.name());
    }
    CteScope scope = new CteScope(names, outer);
    List<With.Cte> all = new ArrayList<>();
    for (Query.Cte cte : with.ctes()) {
      if (!(cte.statement() instanceof SelectStatement select)) {
        throw new SqlException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "data-modifying statements in WITH are not supported",
            cte.pos());
      }
      int number = analysis.newCte();
      boolean recursive =
          with.recursive()
              && select.query().body() instanceof Query.SetOperation operation
              && operation.kind() == Query.SetKind.UNION;
      Rel rel =
          recursive
              ? recursive(cte, select.query(), number, scope, parent, feeds)
              : plain(cte, select.query(), number, scope, parent, feeds);
      all.add(new With.Cte(number, cte.name(), rel));
    }
    return new Defined(scope, all);
  }

  private Rel plain(
      Query.Cte cte, Query query, int number, CteScope scope, @Nullable Scope parent, Feeds feeds) {
    QueryDraft draft = queries.draft(query, parent, feeds, scope);
    draft.resolveUnknowns();
    AnalyzedQuery analyzed = draft.finish();
    scope.add(entry(cte, number, analyzed));
    return analyzed.rel();
  }

  private static CteScope.Entry entry(Query.Cte cte, int number, AnalyzedQuery query) {
    List<ScopeColumn> columns = FromAnalyzer.columnsOf(query);
    if (cte.columns().size() > columns.size()) {
      throw new SqlException(
          SqlState.INVALID_COLUMN_REFERENCE,
          "WITH query \""
              + cte.name()
              + "\" has "
              + columns.size()
              + " columns available but "
              + cte.columns().size()
              + " columns specified",
          cte.pos());
    }
    for (int i = 0; i < cte.columns().size(); i++) {
      columns.set(i, columns.get(i).named(cte.columns().get(i)));
    }
    Shape shape =
        new Shape(columns.stream().map(ScopeColumn::name).toList(), query.rel().shape().types());
    return new CteScope.Entry(number, cte.name(), shape, columns);
  }

  private Rel recursive(
      Query.Cte cte, Query query, int number, CteScope scope, @Nullable Scope parent, Feeds feeds) {
    Query.SetOperation union = (Query.SetOperation) query.body();
    if (!query.bare()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "clauses around the UNION of a recursive query are not supported",
          query.pos());
    }
    QueryDraft baseDraft = queries.draft(union.left(), parent, feeds, scope);
    baseDraft.resolveUnknowns();
    AnalyzedQuery base = baseDraft.finish();
    CteScope.Entry itself = withoutOrigins(entry(cte, number, base));
    scope.add(itself);
    QueryDraft stepDraft = queries.draft(union.right(), parent, feeds, scope);
    if (stepDraft.width() != base.columns().size()) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR,
          "each UNION query must have the same number of columns",
          stepDraft.width() == 0 ? 0 : stepDraft.place(0));
    }
    boolean refersToItself = scope.isScanned(number);
    int place = stepDraft.width() == 0 ? 0 : stepDraft.place(0);
    for (int i = 0; i < stepDraft.width(); i++) {
      SqlType type = base.columns().get(i).type();
      requireSameType(cte, stepDraft, baseDraft, i, type);
      stepDraft.fit(i, type);
    }
    AnalyzedQuery step = stepDraft.finish();
    if (aggregates(step.rel(), number)) {
      throw new SqlException(
          SqlState.INVALID_RECURSION,
          "aggregate functions are not allowed in a recursive query's recursive term",
          place);
    }
    Shape shape = itself.shape();
    return refersToItself
        ? new RecursiveUnion(number, union.all(), base.rel(), step.rel(), shape)
        : new SetOp(SetOp.Kind.UNION, union.all(), base.rel(), step.rel(), shape);
  }

  /** Whether rows of the last round are put together on their own level: it would not end. */
  private static boolean aggregates(Rel rel, int number) {
    return (rel instanceof Aggregate aggregate && scans(aggregate.input(), number))
        || rel.inputs().stream().anyMatch(input -> aggregates(input, number));
  }

  /** Whether a FROM has the query itself, sub-queries aside. */
  private static boolean scans(Rel from, int number) {
    boolean sameLevel =
        from instanceof Filter || from instanceof Join || from instanceof ProjectSet;
    return (from instanceof CteScan scan && scan.cte() == number)
        || (sameLevel && from.inputs().stream().anyMatch(input -> scans(input, number)));
  }

  private static CteScope.Entry withoutOrigins(CteScope.Entry entry) {
    List<ScopeColumn> columns = new ArrayList<>();
    for (ScopeColumn column : entry.columns()) {
      columns.add(new ScopeColumn(column.name(), column.expr(), 0, 0, column.fields()));
    }
    return new CteScope.Entry(entry.number(), entry.name(), entry.shape(), columns);
  }

  private static void requireSameType(
      Query.Cte cte, QueryDraft step, QueryDraft base, int column, SqlType type) {
    SqlType other = step.type(column);
    boolean literal = other.is(BaseType.UNKNOWN);
    if (literal || other.base() == type.base()) {
      return;
    }
    SqlType overall;
    try {
      overall = CommonType.of(List.of(type, other), "UNION");
    } catch (SqlException failure) {
      throw failure.at(step.place(column));
    }
    if (overall.base() != type.base()) {
      throw new SqlException(
              SqlState.DATATYPE_MISMATCH,
              "recursive query \""
                  + cte.name()
                  + "\" column "
                  + (column + 1)
                  + " has type "
                  + TypeNames.format(type)
                  + " in non-recursive term but type "
                  + TypeNames.format(overall)
                  + " overall",
              base.place(column))
          .withHint("Cast the output of the non-recursive term to the correct type.");
    }
  }
}
