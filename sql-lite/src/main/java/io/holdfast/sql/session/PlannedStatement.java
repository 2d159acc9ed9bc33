package io.holdfast.sql.session;

import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.BoundCopyFrom;
import io.holdfast.sql.plan.logical.BoundDelete;
import io.holdfast.sql.plan.logical.BoundExplain;
import io.holdfast.sql.plan.logical.BoundInsert;
import io.holdfast.sql.plan.logical.BoundQuery;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.BoundUpdate;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.txn.TableMode;
import io.holdfast.sql.txn.TableUse;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement whose meaning is known, and its plan. Immutable; shared by all sessions.
 *
 * @param plan null for statements that are not run by a plan
 * @param constants expressions whose constant parts are computed before the first row
 * @param literalTypes types of the literals that come before the parameters
 * @param catalogVersion of the catalogue it was made with; for another one it is made again
 * @param reusable false: for this very text only
 */
public record PlannedStatement(
    BoundStatement bound,
    @Nullable PhysicalPlan plan,
    List<Expr> constants,
    List<SqlType> literalTypes,
    String command,
    long catalogVersion,
    boolean reusable) {
  /** The version of a plan that is good for one execution: the catalogue has no version yet. */
  static final long OWN_CATALOG = -1;

  /** Copies the list. */
  public PlannedStatement {
    literalTypes = List.copyOf(literalTypes);
  }

  /** Columns of the rows it answers; null when it answers none. */
  @Nullable List<OutputColumn> columns() {
    List<OutputColumn> columns = bound.outputColumns();
    boolean rows =
        bound instanceof BoundQuery || bound instanceof BoundExplain || !columns.isEmpty();
    return rows ? columns : null;
  }

  /** The table whose rows it writes; null when it writes none. */
  @Nullable TableDescriptor target() {
    if (bound instanceof BoundInsert insert) {
      return insert.target();
    }
    if (bound instanceof BoundUpdate update) {
      return update.target();
    }
    if (bound instanceof BoundDelete delete) {
      return delete.target();
    }
    return bound instanceof BoundCopyFrom copy ? copy.target() : null;
  }

  /** The stored tables it uses. */
  List<TableUse> tables() {
    return plan == null ? List.of() : plan.facts().tables();
  }

  /** What it does with a table. */
  TableMode modeOf(TableUse use) {
    TableDescriptor target = target();
    if (target != null && Integer.toUnsignedLong(target.oid()) == use.oid()) {
      return TableMode.ROW_EXCLUSIVE;
    }
    return plan != null && plan.facts().lockedTables().contains(use.oid())
        ? TableMode.ROW_SHARE
        : TableMode.ACCESS_SHARE;
  }

  List<SqlType> parameterTypes() {
    return bound.parameterTypes();
  }
}
