package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value known while planning; an {@code unknown} one is a string literal without a type yet. */
public record Const(@Nullable Object value, SqlType type) implements Expr {
  public static final Const TRUE = new Const(true, SqlType.BOOL);
  public static final Const FALSE = new Const(false, SqlType.BOOL);

  /** NULL of a type. */
  public static Const nullOf(SqlType type) {
    return new Const(null, type);
  }

  /** An int4. */
  public static Const int4(int value) {
    return new Const((long) value, SqlType.INT4);
  }

  /** An int8. */
  public static Const int8(long value) {
    return new Const(value, SqlType.INT8);
  }

  /** A text. */
  public static Const text(String value) {
    return new Const(value, SqlType.TEXT);
  }

  /** A string literal (or NULL) whose type the context decides. */
  public static Const unknown(@Nullable String value) {
    return new Const(value, SqlType.UNKNOWN);
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    return value;
  }

  @Override
  public List<Expr> children() {
    return List.of();
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return this;
  }
}
