package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.parse.ast.DmlStatement.DeleteStatement;
import io.holdfast.sql.parse.ast.DmlStatement.UpdateStatement;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.TableRef;
import io.holdfast.sql.plan.logical.Assignment;
import io.holdfast.sql.plan.logical.BoundDelete;
import io.holdfast.sql.plan.logical.BoundUpdate;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Returning;
import io.holdfast.sql.plan.logical.With;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** UPDATE and DELETE: the rows they find are the target's, followed by those of FROM or USING. */
final class UpdateAnalyzer {
  private final Analysis analysis;

  UpdateAnalyzer(Analysis analysis) {
    this.analysis = analysis;
  }

  /** The rows to change. */
  private record Source(TableDescriptor table, int scanId, Scope scope, Rel rel) {}

  BoundUpdate update(UpdateStatement update) {
    Source source =
        source(
            update.with(), update.table(), update.from(), update.where(), TargetTable.Verb.UPDATE);
    Returning returning = TargetTable.returning(update.returning(), source.scope(), analysis);
    List<Assignment> assignments =
        new AssignmentAnalyzer(analysis)
            .assignments(update.assignments(), source.table(), source.scope());
    return new BoundUpdate(
        source.table(),
        source.scanId(),
        source.rel(),
        assignments,
        returning,
        analysis.parameters().finish());
  }

  BoundDelete delete(DeleteStatement delete) {
    Source source =
        source(
            delete.with(), delete.table(), delete.using(), delete.where(), TargetTable.Verb.DELETE);
    Returning returning = TargetTable.returning(delete.returning(), source.scope(), analysis);
    return new BoundDelete(
        source.table(), source.scanId(), source.rel(), returning, analysis.parameters().finish());
  }

  private Source source(
      Query.@Nullable With with,
      TableRef.Relation relation,
      List<TableRef> from,
      @Nullable Expression where,
      TargetTable.Verb verb) {
    Feeds feeds = new Feeds(analysis);
    CteAnalyzer.Defined defined =
        with == null ? null : analysis.queries().ctes().define(with, null, feeds, null);
    TableDescriptor table = analysis.from().table(relation.name(), null);
    TargetTable.requireWritable(table, verb);
    Scope scope = new Scope(null, feeds);
    scope.setCtes(defined == null ? null : defined.scope());
    FromItem target = analysis.from().scan(table, relation.alias(), true);
    FromItem all = analysis.from().extend(target, from, scope, false);
    scope.setEntries(all.entries());
    Rel rel = all.rel();
    if (where != null) {
      Expr condition = analysis.expressions().condition(where, scope, Clause.WHERE, "WHERE");
      rel = new Filter(rel, condition);
    }
    if (defined != null) {
      rel = new With(defined.ctes(), rel);
    }
    return new Source(table, target.entries().get(0).scanId(), scope, rel);
  }
}
