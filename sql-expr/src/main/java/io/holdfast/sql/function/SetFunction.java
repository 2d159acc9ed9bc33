package io.holdfast.sql.function;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function that answers rows, for arguments of certain types, as resolution has chosen it. */
public final class SetFunction {
  /** One column of the rows. */
  public record OutputColumn(String name, SqlType type) {}

  /** The rows of one call, one at a time. */
  @FunctionalInterface
  public interface Rows {
    /** The next row, null after the last. */
    @Nullable Object @Nullable [] next();
  }

  /** What a call does. */
  @FunctionalInterface
  interface Body {
    Rows open(EvalContext ctx, @Nullable Object[] args);
  }

  private final String name;
  private final List<SqlType> argTypes;
  private final List<OutputColumn> columns;
  private final boolean composite;
  private final boolean strict;
  private final Body body;

  SetFunction(
      String name,
      List<SqlType> argTypes,
      List<OutputColumn> columns,
      boolean composite,
      boolean strict,
      Body body) {
    this.name = name;
    this.argTypes = List.copyOf(argTypes);
    this.columns = List.copyOf(columns);
    this.composite = composite;
    this.strict = strict;
    this.body = body;
  }

  /** Name of the function. */
  public String name() {
    return name;
  }

  /** What the arguments have to be. */
  public List<SqlType> argTypes() {
    return argTypes;
  }

  /** The columns of a row; a function of simple values has one, named like the function. */
  public List<OutputColumn> columns() {
    return columns;
  }

  /** True iff a row is a composite value: in a select list it is one column of type record. */
  public boolean composite() {
    return composite;
  }

  /** Begins a call; a null argument gives no rows where the function asks for values. */
  public Rows open(EvalContext ctx, @Nullable Object[] args) {
    if (strict) {
      for (Object arg : args) {
        if (arg == null) {
          return () -> null;
        }
      }
    }
    return body.open(ctx, args);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SetFunction that
        && name.equals(that.name)
        && argTypes.equals(that.argTypes);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + argTypes.hashCode();
  }

  @Override
  public String toString() {
    return name + argTypes;
  }
}
