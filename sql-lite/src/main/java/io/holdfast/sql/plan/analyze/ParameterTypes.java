package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Param;
import io.holdfast.sql.function.Coercion;
import io.holdfast.sql.parse.ast.Expression.Literal;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Types of {@code $n} and of lifted literals: the first place that wants a type decides it. Lifted
 * literals are the first parameters, {@code $1} comes behind them.
 */
final class ParameterTypes implements Coercion.ParamTypes {
  /** What a frontend can send in one Bind: a 16-bit count. */
  private static final int MAX_PARAMETERS = 65_535;

  private final int lifted;
  private final @Nullable SqlType[] literalTypes;
  private final boolean[] literalSeen;
  private final List<@Nullable SqlType> types = new ArrayList<>();

  /** Place of the first reference without a type that no place has decided; by number. */
  private final List<Integer> openPlaces = new ArrayList<>();

  private final List<Integer> openCounts = new ArrayList<>();

  ParameterTypes(AnalyzeContext context) {
    lifted = context.liftedLiterals();
    literalTypes = new @Nullable SqlType[lifted];
    literalSeen = new boolean[lifted];
    for (SqlType declared : context.declaredParameters()) {
      boolean open = declared == null || declared.is(BaseType.UNKNOWN);
      add(open ? null : declared);
    }
  }

  private void add(@Nullable SqlType type) {
    types.add(type);
    openPlaces.add(0);
    openCounts.add(0);
  }

  /** A reference {@code $number}. */
  Param parameter(int number, int pos) {
    if (number <= 0 || number > MAX_PARAMETERS) {
      throw new SqlException(SqlState.UNDEFINED_PARAMETER, "there is no parameter $" + number, pos);
    }
    while (types.size() < number) {
      add(null);
    }
    int index = number - 1;
    SqlType type = types.get(index);
    if (type == null) {
      if (openCounts.get(index) == 0) {
        openPlaces.set(index, pos);
      }
      openCounts.set(index, openCounts.get(index) + 1);
      return new Param(lifted + index, SqlType.UNKNOWN);
    }
    return new Param(lifted + index, type);
  }

  /** True iff the literal is to become a parameter. */
  boolean lifts(Literal literal) {
    return literal.slot() >= 0 && literal.slot() < lifted;
  }

  /** The parameter in place of a lifted literal. */
  Param literal(Literal literal) {
    int slot = literal.slot();
    if (literalSeen[slot]) {
      // A part of the statement stands for two: both may want another type.
      throw new LiteralsMatterException();
    }
    literalSeen[slot] = true;
    SqlType type = typeOf(literal.kind());
    if (!type.is(BaseType.UNKNOWN)) {
      literalTypes[slot] = type;
    }
    return new Param(slot, type);
  }

  private static SqlType typeOf(LiteralKind kind) {
    return switch (kind) {
      case INT4 -> SqlType.INT4;
      case INT8 -> SqlType.INT8;
      case NUMERIC -> SqlType.NUMERIC;
      default -> SqlType.UNKNOWN;
    };
  }

  /** True for the parameter of a lifted literal. */
  boolean isLiteral(Param param) {
    return param.index() < lifted;
  }

  /** A lifted number is read as another type at once instead of being cast for each row. */
  Param retype(Param literal, SqlType type) {
    literalTypes[literal.index()] = type;
    return new Param(literal.index(), type);
  }

  @Override
  public SqlType decide(int index, SqlType wanted) {
    if (index < lifted) {
      SqlType before = literalTypes[index];
      if (before != null && !before.equals(wanted)) {
        throw new LiteralsMatterException();
      }
      literalTypes[index] = wanted;
      return wanted;
    }
    int number = index - lifted;
    SqlType before = types.get(number);
    if (before != null && before.base() != wanted.base()) {
      throw new SqlException(
              SqlState.AMBIGUOUS_PARAMETER,
              "inconsistent types deduced for parameter $" + (number + 1))
          .withDetail(before.base().displayName() + " versus " + wanted.base().displayName());
    }
    openCounts.set(number, openCounts.get(number) - 1);
    types.set(number, wanted);
    return wanted;
  }

  /** The types of {@code $1}, ... when the statement has been read to its end. */
  List<SqlType> finish() {
    List<SqlType> found = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i) != null && openCounts.get(i) > 0) {
        throw undetermined(i, SqlState.AMBIGUOUS_PARAMETER, openPlaces.get(i));
      }
    }
    for (int i = 0; i < types.size(); i++) {
      SqlType type = types.get(i);
      if (type == null) {
        throw undetermined(i, SqlState.INDETERMINATE_DATATYPE, 0);
      }
      found.add(type);
    }
    return found;
  }

  private static SqlException undetermined(int index, SqlState state, int pos) {
    return new SqlException(
        state, "could not determine data type of parameter $" + (index + 1), pos);
  }

  /** The types lifted literals are read as; a string nobody compared stays text. */
  List<SqlType> literalTypes() {
    List<SqlType> found = new ArrayList<>();
    for (SqlType type : literalTypes) {
      found.add(type == null ? SqlType.TEXT : type);
    }
    return found;
  }
}
