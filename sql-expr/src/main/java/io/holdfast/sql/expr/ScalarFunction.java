package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One function or operator for arguments of certain types, as resolution has chosen it: its
 * argument types are those the arguments have to be coerced to. Two are equal when name and types
 * are.
 */
public final class ScalarFunction {
  private final String name;
  private final boolean operator;
  private final List<SqlType> argTypes;
  private final SqlType returnType;
  private final boolean strict;
  private final Volatility volatility;
  private final ScalarBody body;

  /**
   * A function.
   *
   * @param name of the function, or the operator's symbol
   * @param operator whether the name is an operator's symbol
   */
  public ScalarFunction(
      String name,
      boolean operator,
      List<SqlType> argTypes,
      SqlType returnType,
      boolean strict,
      Volatility volatility,
      ScalarBody body) {
    this.name = name;
    this.operator = operator;
    this.argTypes = List.copyOf(argTypes);
    this.returnType = returnType;
    this.strict = strict;
    this.volatility = volatility;
    this.body = body;
  }

  /** Name of the function, or the operator's symbol. */
  public String name() {
    return name;
  }

  /** True iff {@link #name} is the symbol of an operator. */
  public boolean operator() {
    return operator;
  }

  /** True iff this is the operator with that symbol, over two arguments. */
  public boolean isBinary(String symbol) {
    return operator && argTypes.size() == 2 && name.equals(symbol);
  }

  /** What the arguments have to be; one for each argument of the call. */
  public List<SqlType> argTypes() {
    return argTypes;
  }

  /** Type of the value. */
  public SqlType returnType() {
    return returnType;
  }

  /** True iff a null argument makes the value null. */
  public boolean strict() {
    return strict;
  }

  /** How far a call may be computed ahead. */
  public Volatility volatility() {
    return volatility;
  }

  /** The work. */
  public ScalarBody body() {
    return body;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ScalarFunction that
        && operator == that.operator
        && name.equals(that.name)
        && argTypes.equals(that.argTypes)
        && returnType.equals(that.returnType);
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
