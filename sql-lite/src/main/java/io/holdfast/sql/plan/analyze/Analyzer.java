package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.DmlStatement;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement;
import io.holdfast.sql.plan.logical.BoundExplain;
import io.holdfast.sql.plan.logical.BoundQuery;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.BoundUtility;
import io.holdfast.sql.type.SqlType;
import java.util.List;

/** Gives the names and types of a statement their meaning. Stateless. */
public final class Analyzer {
  private Analyzer() {}

  /**
   * The meaning of a statement. With lifted literals the answer serves all texts that differ in
   * them alone, if such an answer exists; errors are those of the text with its literals.
   *
   * @throws SqlException what PostgreSQL's parse analysis refuses, and 0A000 for what we do not
   *     support
   */
  public static Analyzed analyze(Statement statement, AnalyzeContext context) {
    if (context.liftedLiterals() == 0) {
      return once(statement, context, true);
    }
    try {
      return once(statement, context, true);
    } catch (LiteralsMatterException | SqlException texts) {
      // A literal is in question: with its text the statement may be fine, or wrong elsewhere.
      return once(statement, context.withoutLifting(), false);
    }
  }

  private static Analyzed once(Statement statement, AnalyzeContext context, boolean reusable) {
    try {
      return run(statement, new Analysis(context, false), reusable);
    } catch (TableOidWantedException again) {
      return run(statement, new Analysis(context, true), reusable);
    }
  }

  private static Analyzed run(Statement statement, Analysis analysis, boolean reusable) {
    BoundStatement bound = bind(statement, analysis);
    return new Analyzed(bound, analysis.parameters().literalTypes(), reusable);
  }

  private static BoundStatement bind(Statement statement, Analysis analysis) {
    if (statement instanceof DmlStatement.SelectStatement select) {
      return query(select, analysis);
    }
    if (statement instanceof DmlStatement.InsertStatement insert) {
      return new InsertAnalyzer(analysis).analyze(insert);
    }
    if (statement instanceof DmlStatement.UpdateStatement update) {
      return new UpdateAnalyzer(analysis).update(update);
    }
    if (statement instanceof DmlStatement.DeleteStatement delete) {
      return new UpdateAnalyzer(analysis).delete(delete);
    }
    if (statement instanceof UtilityStatement.Explain explain) {
      return new BoundExplain(explained(explain, analysis), explain.options());
    }
    if (statement instanceof UtilityStatement.Copy copy) {
      return new CopyAnalyzer(analysis).analyze(copy);
    }
    if (statement instanceof DdlStatement ddl) {
      return new TableDefinitionAnalyzer(analysis).analyze(ddl);
    }
    return new BoundUtility(statement);
  }

  private static BoundStatement explained(UtilityStatement.Explain explain, Analysis analysis) {
    Statement statement = explain.statement();
    if (statement instanceof DmlStatement) {
      return bind(statement, analysis);
    }
    throw new SqlException(
        SqlState.FEATURE_NOT_SUPPORTED,
        "EXPLAIN of statements other than SELECT, INSERT, UPDATE and DELETE is not supported",
        statement.pos());
  }

  static BoundQuery query(DmlStatement.SelectStatement select, Analysis analysis) {
    AnalyzedQuery query =
        analysis.queries().analyze(select.query(), null, new Feeds(analysis), true);
    List<SqlType> parameters = analysis.parameters().finish();
    return new BoundQuery(query.rel(), query.columns(), query.locksRows(), parameters);
  }
}
