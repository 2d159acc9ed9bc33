package io.holdfast.sql.function;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An aggregate for arguments of certain types, as resolution has chosen it. */
public final class AggregateFunction {
  private final String name;
  private final List<SqlType> argTypes;
  private final SqlType returnType;
  private final Supplier<Accumulator> accumulators;

  AggregateFunction(
      String name, List<SqlType> argTypes, SqlType returnType, Supplier<Accumulator> accumulators) {
    this.name = name;
    this.argTypes = List.copyOf(argTypes);
    this.returnType = returnType;
    this.accumulators = accumulators;
  }

  /** Name of the function. */
  public String name() {
    return name;
  }

  /** What the arguments have to be; empty for {@code count(*)}. */
  public List<SqlType> argTypes() {
    return argTypes;
  }

  /** Type of the result. */
  public SqlType returnType() {
    return returnType;
  }

  /** The state of a new group. */
  public Accumulator newAccumulator() {
    return accumulators.get();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AggregateFunction that
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
