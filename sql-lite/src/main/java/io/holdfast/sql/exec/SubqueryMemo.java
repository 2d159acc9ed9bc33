package io.holdfast.sql.exec;

import io.holdfast.sql.plan.logical.LogicalSubquery;
import io.holdfast.sql.plan.physical.PlannedSubquery;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a sub-query that is the same for all outer rows: its value, or, for ANY and ALL,
 * its rows.
 */
final class SubqueryMemo {
  private static final @Nullable Object[] NO_COLUMNS = {};
  private static final int ENTRY_BYTES = 64;

  private final @Nullable Object value;
  private final @Nullable List<@Nullable Object[]> rows;
  private final @Nullable Set<Object> hashed;
  private final boolean anyNull;

  private SubqueryMemo(
      @Nullable Object value,
      @Nullable List<@Nullable Object[]> rows,
      @Nullable Set<Object> hashed,
      boolean anyNull) {
    this.value = value;
    this.rows = rows;
    this.hashed = hashed;
    this.anyNull = anyNull;
  }

  /** Runs the sub-query. */
  static SubqueryMemo of(PlannedSubquery subquery, ExecutionContext ctx) {
    LogicalSubquery.Kind kind = subquery.kind();
    if (kind != LogicalSubquery.Kind.ANY && kind != LogicalSubquery.Kind.ALL) {
      Object value = SubqueryValues.compute(subquery, NO_COLUMNS, ctx);
      return new SubqueryMemo(value, null, null, false);
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    Set<Object> hashed = subquery.hashed() ? new HashSet<>() : null;
    List<SqlType> types = subquery.plan().shape().types();
    boolean anyNull = false;
    try (RowSource source = Operators.open(subquery.plan(), ctx)) {
      for (@Nullable Object[] row = source.next(); row != null; row = source.next()) {
        ctx.memory().reserve(ENTRY_BYTES + MemoryTracker.sizeOf(row));
        if (hashed == null) {
          rows.add(row);
        } else if (hasNull(row)) {
          anyNull = true;
          rows.add(row);
        } else {
          hashed.add(HashKeys.keyOf(row, types));
        }
      }
    }
    return new SubqueryMemo(null, rows, hashed, anyNull);
  }

  private static boolean hasNull(@Nullable Object[] row) {
    for (Object each : row) {
      if (each == null) {
        return true;
      }
    }
    return false;
  }

  /** The value of the sub-query for one outer row. */
  @Nullable Object value(
      PlannedSubquery subquery, @Nullable Object[] outerRow, ExecutionContext ctx) {
    List<@Nullable Object[]> kept = rows;
    if (kept == null) {
      return value;
    }
    @Nullable Object[] left = ProjectSource.compute(subquery.left(), outerRow, ctx.eval());
    if (hashed != null) {
      return lookUp(hashed, kept, subquery, outerRow, left, ctx);
    }
    boolean decisive = subquery.kind() == LogicalSubquery.Kind.ANY;
    return scan(kept, !decisive, decisive, subquery, left, ctx);
  }

  /** Rows with a null are never equal, but perhaps unknown; so is a left side with one. */
  private @Nullable Object lookUp(
      Set<Object> keys,
      List<@Nullable Object[]> withNull,
      PlannedSubquery subquery,
      @Nullable Object[] outerRow,
      @Nullable Object[] left,
      ExecutionContext ctx) {
    if (!hasNull(left)) {
      if (keys.contains(HashKeys.keyOf(left, subquery.plan().shape().types()))) {
        return true;
      }
      return anyNull ? scan(withNull, false, true, subquery, left, ctx) : (Object) false;
    }
    if (left.length == 1) {
      boolean none = keys.isEmpty() && withNull.isEmpty();
      return none ? false : null;
    }
    // Rare: some values of a row comparison are null. Only running it again can tell.
    return SubqueryValues.compute(subquery, outerRow, ctx);
  }

  private static @Nullable Boolean scan(
      List<@Nullable Object[]> rows,
      boolean otherwise,
      boolean decisive,
      PlannedSubquery subquery,
      @Nullable Object[] left,
      ExecutionContext ctx) {
    Boolean verdict = otherwise;
    for (@Nullable Object[] row : rows) {
      Boolean one = SubqueryValues.compare(subquery, left, row, ctx);
      if (one == null) {
        verdict = null;
      } else if (one == decisive) {
        return decisive;
      }
    }
    return verdict;
  }
}
