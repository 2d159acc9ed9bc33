package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Query;
import java.util.Locale;
import java.util.function.Function;

/** What an output column without alias is called. */
final class ColumnNames {
  /** The name of what has none. */
  static final String UNNAMED = "?column?";

  /**
   * A name and how good it is.
   *
   * @param strong false: the name of a type or {@code case}, given up for a better one further out
   */
  private record Name(String text, boolean strong) {
    static final Name NONE = new Name(UNNAMED, false);
  }

  private final Function<Query, String> firstColumns;

  /**
   * Names.
   *
   * @param firstColumns what the first column of a sub-query is called
   */
  ColumnNames(Function<Query, String> firstColumns) {
    this.firstColumns = firstColumns;
  }

  /** The name of a column of this expression. */
  String of(Expression expression) {
    return name(expression).text();
  }

  private Name name(Expression expression) {
    if (expression instanceof Expression.ColumnRef column) {
      return strong(column.name());
    }
    if (expression instanceof Expression.FieldAccess access) {
      return strong(access.field());
    }
    if (expression instanceof Expression.Subscript subscript) {
      return name(subscript.base());
    }
    if (expression instanceof Expression.Slice slice) {
      return name(slice.base());
    }
    if (expression instanceof Expression.FunctionCall call) {
      return strong(call.name().get(call.name().size() - 1));
    }
    if (expression instanceof Expression.Cast cast) {
      Name inner = name(cast.arg());
      return inner.strong() ? inner : new Name(cast.type().name(), false);
    }
    if (expression instanceof Expression.Collate collate) {
      return name(collate.arg());
    }
    if (expression instanceof Expression.Case choice) {
      Expression otherwise = choice.otherwise();
      Name inner = otherwise == null ? Name.NONE : name(otherwise);
      return inner.strong() ? inner : new Name("case", false);
    }
    return construct(expression);
  }

  private Name construct(Expression expression) {
    if (expression instanceof Expression.ScalarSubquery subquery) {
      return strong(firstColumns.apply(subquery.query()));
    }
    if (expression instanceof Expression.Exists) {
      return strong("exists");
    }
    if (expression instanceof Expression.ArraySubquery
        || expression instanceof Expression.ArrayExpr) {
      return strong("array");
    }
    if (expression instanceof Expression.RowExpr) {
      return strong("row");
    }
    if (expression instanceof Expression.Coalesce) {
      return strong("coalesce");
    }
    if (expression instanceof Expression.NullIf) {
      return strong("nullif");
    }
    if (expression instanceof Expression.MinMax minMax) {
      return strong(minMax.greatest() ? "greatest" : "least");
    }
    if (expression instanceof Expression.Grouping) {
      return strong("grouping");
    }
    if (expression instanceof Expression.ValueFunctionCall call) {
      return strong(call.function().name().toLowerCase(Locale.ROOT));
    }
    return Name.NONE;
  }

  private static Name strong(String text) {
    return new Name(text, true);
  }
}
