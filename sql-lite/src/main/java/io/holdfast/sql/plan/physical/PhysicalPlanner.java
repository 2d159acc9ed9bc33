package io.holdfast.sql.plan.physical;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.plan.logical.Assignment;
import io.holdfast.sql.plan.logical.BoundCopyFrom;
import io.holdfast.sql.plan.logical.BoundCopyTo;
import io.holdfast.sql.plan.logical.BoundDelete;
import io.holdfast.sql.plan.logical.BoundInsert;
import io.holdfast.sql.plan.logical.BoundQuery;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.BoundUpdate;
import io.holdfast.sql.plan.logical.OnConflict;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Returning;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans bound statements. One per statement. */
public final class PhysicalPlanner {
  private final Planning planning;
  private final RelPlanner rels;

  private PhysicalPlanner(@Nullable CatalogSnapshot catalog) {
    this.planning = new Planning(catalog);
    this.rels = new RelPlanner(planning);
  }

  /**
   * The plan of a query, an INSERT, UPDATE or DELETE, or a COPY; the query of a COPY TO.
   *
   * @param catalog for the names of schemas in errors; null leaves them out
   */
  public static PhysicalPlan plan(BoundStatement statement, @Nullable CatalogSnapshot catalog) {
    return new PhysicalPlanner(catalog).plan(statement);
  }

  private PhysicalPlan plan(BoundStatement statement) {
    if (statement instanceof BoundQuery query) {
      PlanNode root = rels.plan(query.rel(), RelPlanner.allOf(query.rel()));
      return new QueryPlan(
          root, query.outputColumns(), query.locksRows(), planning.facts(query.parameterTypes()));
    }
    if (statement instanceof BoundInsert insert) {
      return planInsert(insert);
    }
    if (statement instanceof BoundUpdate update) {
      return planUpdate(update);
    }
    if (statement instanceof BoundDelete delete) {
      return planDelete(delete);
    }
    if (statement instanceof BoundCopyFrom copy) {
      TableRows rows = planning.rows(copy.target());
      List<Expr> row = rels.exprs().planAll(copy.row());
      return new CopyInPlan(rows, copy.columns(), row, planning.facts(copy.parameterTypes()));
    }
    if (statement instanceof BoundCopyTo copy) {
      return plan(copy.query());
    }
    throw new IllegalArgumentException(
        statement.getClass().getSimpleName() + " is run from its syntax tree");
  }

  private List<Expr> returning(@Nullable Returning returning) {
    return returning == null ? List.of() : rels.exprs().planAll(returning.exprs());
  }

  private List<Assignment> assignments(List<Assignment> assignments) {
    List<Assignment> planned = new ArrayList<>();
    for (Assignment assignment : assignments) {
      planned.add(new Assignment(assignment.column(), rels.exprs().plan(assignment.value())));
    }
    return planned;
  }

  private PhysicalPlan planInsert(BoundInsert insert) {
    TableRows rows = planning.rows(insert.target());
    PlanNode source = rels.plan(insert.source(), RelPlanner.allOf(insert.source()));
    OnConflict conflict = insert.onConflict();
    OnConflict plannedConflict =
        conflict == null
            ? null
            : new OnConflict(
                conflict.keyColumns(),
                assignments(conflict.assignments()),
                rels.exprs().planNullable(conflict.condition()));
    List<Expr> returning = returning(insert.returning());
    return new InsertPlan(
        rows,
        source,
        plannedConflict,
        returning,
        insert.outputColumns(),
        planning.facts(insert.parameterTypes()));
  }

  private PhysicalPlan planUpdate(BoundUpdate update) {
    TableRows rows = planning.rows(update.target());
    List<Assignment> assignments = assignments(update.assignments());
    List<Expr> returning = returning(update.returning());
    // The whole row is written again, so the whole row is read.
    BitSet wanted = new BitSet();
    wanted.set(0, width(update.target()));
    assignments.forEach(each -> wanted.or(ExprTrees.columns(each.value())));
    Conditions.addColumns(wanted, returning);
    PlanNode source = rels.plan(update.source(), wanted);
    PlanNode locking = Locking.locked(source, update.scanId());
    return new UpdatePlan(
        rows,
        update.scanId(),
        locking == null ? source : locking,
        locking != null,
        assignments,
        returning,
        update.outputColumns(),
        planning.facts(update.parameterTypes()));
  }

  private PhysicalPlan planDelete(BoundDelete delete) {
    TableRows rows = planning.rows(delete.target());
    List<Expr> returning = returning(delete.returning());
    BitSet wanted = new BitSet();
    for (int place : rows.keyPlaces()) {
      wanted.set(place);
    }
    if (delete.target().hasHiddenKey()) {
      wanted.set(delete.target().columns().size());
    }
    Conditions.addColumns(wanted, returning);
    PlanNode source = rels.plan(delete.source(), wanted);
    PlanNode locking = Locking.locked(source, delete.scanId());
    return new DeletePlan(
        rows,
        delete.scanId(),
        locking == null ? source : locking,
        locking != null,
        returning,
        delete.outputColumns(),
        planning.facts(delete.parameterTypes()));
  }

  /** Columns of a target's row in the source of a change. */
  private static int width(TableDescriptor table) {
    return table.columns().size() + (table.hasHiddenKey() ? 1 : 0);
  }

  /** A plan of a query alone, for tests of the planner. */
  static PlanNode planRel(Rel rel) {
    return new PhysicalPlanner(null).rels.plan(rel, RelPlanner.allOf(rel));
  }
}
