package io.holdfast.sql.plan.physical;

import io.holdfast.sql.txn.TableUse;
import io.holdfast.sql.type.SqlType;
import java.util.List;

/**
 * What an execution has to know before it begins.
 *
 * @param parameterTypes types of the parameters
 * @param execParams how many values of outer queries there is room for
 * @param memoSlots how many results of sub-queries are kept
 * @param ctes one more than the greatest number of a common table expression
 * @param tables the stored tables with the versions the plan was made for
 * @param lockedTables those of them whose rows are locked (FOR UPDATE), by oid
 */
public record PlanFacts(
    List<SqlType> parameterTypes,
    int execParams,
    int memoSlots,
    int ctes,
    List<TableUse> tables,
    List<Long> lockedTables) {
  /** Copies what it is given. */
  public PlanFacts {
    parameterTypes = List.copyOf(parameterTypes);
    tables = List.copyOf(tables);
    lockedTables = List.copyOf(lockedTables);
  }
}
