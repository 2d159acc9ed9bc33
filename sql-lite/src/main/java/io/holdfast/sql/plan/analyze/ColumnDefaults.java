package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.CastContext;
import io.holdfast.sql.parse.Parser;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;

/** Defaults of columns: kept in the catalogue as text, analysed where a row needs them. */
public final class ColumnDefaults {
  private ColumnDefaults() {}

  /**
   * The value a column gets when a statement does not say one: of its type, null without default.
   */
  public static Expr value(ColumnDescriptor column, AnalyzeContext context) {
    String text = column.defaultText();
    if (text == null) {
      return Const.nullOf(column.type());
    }
    try {
      return bind(Parser.parseExpression(text), column.name(), column.type(), context);
    } catch (SqlException failure) {
      // Its place is one in the text of the default, not of the statement.
      throw new SqlException(failure.state(), failure.message()).causedBy(failure);
    }
  }

  /** A default that is being defined: it may neither look at columns nor run queries. */
  public static Expr bind(
      Expression expression, String column, SqlType type, AnalyzeContext context) {
    Analysis analysis = new Analysis(context.withoutLifting(), false);
    Scope scope = new Scope(null, new Feeds(analysis));
    scope.enter(Clause.DEFAULT);
    Expr value = analysis.expressions().analyze(expression, scope);
    analysis.parameters().finish();
    if (value.type().base() != type.base()
        && !analysis.coercions().canCoerce(value, type, CastContext.ASSIGNMENT)) {
      throw new SqlException(
              SqlState.DATATYPE_MISMATCH,
              "column \""
                  + column
                  + "\" is of type "
                  + TypeNames.format(type.plain())
                  + " but default expression is of type "
                  + TypeNames.format(value.type().plain()))
          .withHint("You will need to rewrite or cast the expression.");
    }
    return analysis.coercions().assign(value, column, type);
  }
}
