package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.plan.logical.With;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Queries: WITH, the body, what stands around it. */
final class QueryAnalyzer {
  /** Sub-queries in each other: deeper trees would overflow the stack of whoever walks them. */
  private static final int MAX_DEPTH = 200;

  private final Analysis analysis;
  private final SelectAnalyzer selects;
  private final SetOperationAnalyzer sets;
  private final CteAnalyzer ctes;
  private int depth;

  QueryAnalyzer(Analysis analysis) {
    this.analysis = analysis;
    selects = new SelectAnalyzer(analysis);
    sets = new SetOperationAnalyzer(analysis, this);
    ctes = new CteAnalyzer(analysis, this);
  }

  SelectAnalyzer selects() {
    return selects;
  }

  CteAnalyzer ctes() {
    return ctes;
  }

  /**
   * A query inside of another one, or a statement's own.
   *
   * @param parent the level around it; null for the statement's own
   * @param feeds what it takes from the row of {@code parent}
   * @param resolve literals without a type become text
   */
  AnalyzedQuery analyze(Query query, @Nullable Scope parent, Feeds feeds, boolean resolve) {
    QueryDraft draft = draft(query, parent, feeds, null);
    if (resolve) {
      draft.resolveUnknowns();
    }
    return draft.finish();
  }

  /**
   * A query whose columns may still get their types.
   *
   * @param outer WITH clauses of the same level around it
   */
  QueryDraft draft(Query query, @Nullable Scope parent, Feeds feeds, @Nullable CteScope outer) {
    if (++depth > MAX_DEPTH) {
      throw new SqlException(
          SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded", query.pos());
    }
    CteAnalyzer.Defined with = null;
    CteScope visible = outer;
    if (query.with() != null) {
      with = ctes.define(query.with(), parent, feeds, outer);
      visible = with.scope();
    }
    QueryDraft draft;
    if (query.body() instanceof Query.SetOperation operation) {
      draft = sets.draft(query, operation, parent, feeds, visible);
    } else {
      Scope scope = new Scope(parent, feeds);
      scope.setCtes(visible);
      draft =
          query.body() instanceof Query.Select select
              ? selects.select(query, select, scope)
              : selects.values(query, (Query.Values) query.body(), scope);
    }
    depth--;
    return with == null ? draft : new WithDraft(with.ctes(), draft);
  }

  /** LIMIT or OFFSET: a number that depends on no row of its level. */
  @Nullable Expr count(@Nullable Expression expression, Scope scope, Clause clause) {
    if (expression == null) {
      return null;
    }
    Clause before = scope.enter(clause);
    Expr value =
        analysis
            .coercions()
            .typed(analysis.expressions().analyze(expression, scope), SqlType.INT8, clause.text());
    scope.enter(before);
    ExprTrees.visit(
        value,
        node -> {
          if (node instanceof Column column) {
            throw new SqlException(
                SqlState.INVALID_COLUMN_REFERENCE,
                "argument of " + clause.text() + " must not contain variables",
                analysis.place(column));
          }
        });
    return value;
  }

  static void refuseTies(Query query) {
    if (query.withTies()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "FETCH FIRST WITH TIES is not supported", query.pos());
    }
  }

  /** A query with the common table expressions it may scan. */
  private record WithDraft(List<With.Cte> ctes, QueryDraft body) implements QueryDraft {
    @Override
    public int width() {
      return body.width();
    }

    @Override
    public SqlType type(int column) {
      return body.type(column);
    }

    @Override
    public String name(int column) {
      return body.name(column);
    }

    @Override
    public int place(int column) {
      return body.place(column);
    }

    @Override
    public void fit(int column, SqlType type) {
      body.fit(column, type);
    }

    @Override
    public AnalyzedQuery finish() {
      AnalyzedQuery query = body.finish();
      return ctes.isEmpty()
          ? query
          : new AnalyzedQuery(
              new With(new ArrayList<>(ctes), query.rel()),
              query.columns(),
              query.fields(),
              query.locksRows());
    }
  }
}
