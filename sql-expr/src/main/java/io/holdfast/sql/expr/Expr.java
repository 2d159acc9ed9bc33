package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression with its type, evaluated row by row. Nodes are immutable and safe to share between
 * threads; equality is by structure. {@code null} is SQL's NULL, conditions are {@link Boolean}
 * with null for unknown.
 */
public sealed interface Expr
    permits And,
        AnyAll,
        ArrayCtor,
        Call,
        Case,
        Cast,
        Coalesce,
        Column,
        Const,
        ExecParam,
        Extremum,
        FieldSelect,
        InList,
        IsDistinct,
        IsNull,
        IsTruth,
        Not,
        NullIf,
        Or,
        Param,
        RowCompare,
        RowCtor,
        Slice,
        SubPlan,
        Subscript {
  /** Type of the value; a modifier is there when it is known. */
  SqlType type();

  /**
   * The value over one row.
   *
   * @param row values of the input's columns
   */
  @Nullable Object eval(@Nullable Object[] row, EvalContext ctx);

  /** True iff this condition holds: unknown counts as false. */
  default boolean test(@Nullable Object[] row, EvalContext ctx) {
    return Boolean.TRUE.equals(eval(row, ctx));
  }

  /** The operands, in the order of {@link #withChildren}. */
  List<Expr> children();

  /** The same node over other operands, as many as {@link #children} has. */
  Expr withChildren(List<Expr> children);

  /** How far this node alone, without its operands, may be computed ahead. */
  default Volatility ownVolatility() {
    return Volatility.IMMUTABLE;
  }
}
