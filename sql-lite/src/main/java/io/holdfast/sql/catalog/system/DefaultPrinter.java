package io.holdfast.sql.catalog.system;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.function.FunctionChoice;
import io.holdfast.sql.function.Functions;
import io.holdfast.sql.function.Identifiers;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import io.holdfast.sql.parse.ast.TypeName;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.TypeNames;
import io.holdfast.sql.type.ValueText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints the expressions that defaults mostly are (constants, casts of them, functions, operators)
 * as PostgreSQL prints them after it has resolved their types. Answers null for others.
 */
final class DefaultPrinter {
  private final boolean pretty;

  DefaultPrinter(boolean pretty) {
    this.pretty = pretty;
  }

  /** The whole default of a column of this type. */
  @Nullable String print(Expression expression, SqlType type) {
    if (expression instanceof Expression.Literal literal && literal.kind() == LiteralKind.STRING) {
      return constant(literal.text(), type.plain());
    }
    return print(expression);
  }

  private @Nullable String print(Expression e) {
    if (e instanceof Expression.Literal literal) {
      return literal(literal);
    }
    if (e instanceof Expression.ValueFunctionCall call) {
      return call.function().name() + (call.precision() < 0 ? "" : "(" + call.precision() + ")");
    }
    if (e instanceof Expression.Cast cast) {
      return cast(cast);
    }
    if (e instanceof Expression.OperatorCall call) {
      return operator(call);
    }
    if (e instanceof Expression.FunctionCall call) {
      return call(call);
    }
    if (e instanceof Expression.ArrayExpr array) {
      String items = list(array.items());
      return items == null ? null : "ARRAY[" + items + "]";
    }
    return null;
  }

  private @Nullable String list(List<Expression> items) {
    List<String> texts = new ArrayList<>();
    for (Expression item : items) {
      String text = print(item);
      if (text == null) {
        return null;
      }
      texts.add(text);
    }
    return String.join(", ", texts);
  }

  private static @Nullable String literal(Expression.Literal literal) {
    return switch (literal.kind()) {
      case INT4 -> number(literal.text(), "integer");
      case INT8 -> quoted(literal.text()) + "::bigint";
      case NUMERIC -> number(literal.text(), "numeric");
      case TRUE -> "true";
      case FALSE -> "false";
      case NULL -> "NULL";
      default -> null;
    };
  }

  /** A sign in front could be taken for an operator: such a number is quoted. */
  private static String number(String text, String type) {
    return text.startsWith("-") ? quoted(text) + "::" + type : text;
  }

  private static String quoted(String text) {
    String escaped = text.replace("'", "''");
    return "'" + escaped + "'";
  }

  /** A string that was read as a value of a type. */
  private static @Nullable String constant(String text, SqlType type) {
    String value;
    try {
      value = ValueText.format(type, ValueText.parse(type, text, TypeContext.UTC), TypeContext.UTC);
    } catch (SqlException e) {
      return null;
    }
    BaseType base = type.base();
    if (base == BaseType.BOOL) {
      return value.equals("t") || value.equals("true") ? "true" : "false";
    }
    boolean bare =
        (base == BaseType.INT4 || base == BaseType.NUMERIC)
            && !value.isEmpty()
            && Character.isDigit(value.charAt(0));
    if (bare) {
      return value;
    }
    // Without a length PostgreSQL means char(1) by the display name of bpchar.
    String typeName =
        base == BaseType.BPCHAR && type.typmod() < 0 ? "bpchar" : TypeNames.format(type);
    return quoted(value) + "::" + typeName;
  }

  private @Nullable String cast(Expression.Cast cast) {
    SqlType type = type(cast.type());
    if (type == null) {
      return null;
    }
    if (cast.arg() instanceof Expression.Literal literal && literal.kind() == LiteralKind.STRING) {
      return constant(literal.text(), type);
    }
    String inner = print(cast.arg());
    if (inner == null) {
      return null;
    }
    boolean atom =
        cast.arg() instanceof Expression.FunctionCall
            || (cast.arg() instanceof Expression.Literal && !inner.startsWith("'"));
    String arg = (pretty && atom) || inner.startsWith("(") ? inner : "(" + inner + ")";
    return arg + "::" + TypeNames.format(type);
  }

  private static @Nullable SqlType type(TypeName name) {
    int[] typmods = new int[name.typmods().size()];
    for (int i = 0; i < typmods.length; i++) {
      if (!(name.typmods().get(i) instanceof Expression.Literal literal)
          || literal.kind() != LiteralKind.INT4) {
        return null;
      }
      typmods[i] = Integer.parseInt(literal.text());
    }
    try {
      SqlType type = TypeNames.resolve(name.names(), typmods);
      return name.isArray() ? TypeNames.arrayOf(type) : type;
    } catch (SqlException e) {
      return null;
    }
  }

  private @Nullable String operator(Expression.OperatorCall call) {
    Expression left = call.left();
    if (left == null) {
      return negated(call);
    }
    String leftText = operand(call.name(), left);
    String rightText = operand(call.name(), call.right());
    return leftText == null || rightText == null || !call.schema().isEmpty()
        ? null
        : "(" + leftText + " " + call.name() + " " + rightText + ")";
  }

  private @Nullable String operand(String operator, Expression operand) {
    if (operand instanceof Expression.Literal literal && literal.kind() == LiteralKind.STRING) {
      return operator.equals("||") ? quoted(literal.text()) + "::text" : null;
    }
    return print(operand);
  }

  private static @Nullable String negated(Expression.OperatorCall call) {
    return call.name().equals("-")
            && call.right() instanceof Expression.Literal literal
            && literal.kind() != LiteralKind.STRING
            && !literal.text().startsWith("-")
        ? literal(new Expression.Literal(literal.kind(), "-" + literal.text(), -1, literal.pos()))
        : null;
  }

  private @Nullable String call(Expression.FunctionCall call) {
    if (call.star() || call.distinct() || call.variadic() || call.over() != null) {
      return null;
    }
    String name = call.name().get(call.name().size() - 1);
    String args = list(resolved(name, call.args()));
    return args == null ? null : Identifiers.quote(name) + "(" + args + ")";
  }

  /** String literals among the arguments, as casts to the types that the function takes. */
  private static List<Expression> resolved(String function, List<Expression> args) {
    List<SqlType> types = new ArrayList<>();
    for (Expression arg : args) {
      SqlType type = typeOf(arg);
      if (type == null) {
        return args;
      }
      types.add(type);
    }
    List<SqlType> wanted;
    try {
      FunctionChoice choice = Functions.builtin().function(null, function, types);
      wanted =
          choice instanceof FunctionChoice.Scalar scalar ? scalar.function().argTypes() : List.of();
    } catch (SqlException e) {
      return args;
    }
    List<Expression> resolved = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      boolean string = types.get(i).is(BaseType.UNKNOWN) && i < wanted.size();
      resolved.add(string ? cast(args.get(i), wanted.get(i)) : args.get(i));
    }
    return resolved;
  }

  private static Expression cast(Expression arg, SqlType type) {
    List<String> names = List.of("pg_catalog", type.base().typeName());
    TypeName name = new TypeName(names, List.of(), List.of(), false, arg.pos());
    return new Expression.Cast(arg, name, arg.pos());
  }

  /** The type of a constant or a cast; null for what takes more to tell. */
  private static @Nullable SqlType typeOf(Expression e) {
    if (e instanceof Expression.Cast cast) {
      return type(cast.type());
    }
    if (e instanceof Expression.Literal literal) {
      return switch (literal.kind()) {
        case STRING -> SqlType.UNKNOWN;
        case INT4 -> SqlType.INT4;
        case INT8 -> SqlType.INT8;
        case NUMERIC -> SqlType.NUMERIC;
        case TRUE, FALSE -> SqlType.BOOL;
        default -> null;
      };
    }
    return null;
  }
}
