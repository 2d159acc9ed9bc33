package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.exec.Execution;
import io.holdfast.sql.parse.ast.DmlStatement.SelectStatement;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.TypeName;
import io.holdfast.sql.parse.ast.UtilityStatement.Deallocate;
import io.holdfast.sql.parse.ast.UtilityStatement.Execute;
import io.holdfast.sql.parse.ast.UtilityStatement.Prepare;
import io.holdfast.sql.plan.logical.Aggregate;
import io.holdfast.sql.plan.logical.BoundQuery;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.logical.ProjectSet;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** PREPARE, EXECUTE and DEALLOCATE as statements. */
final class SqlPrepared {
  private static final @Nullable Object[] NO_VALUES = {};

  private final SessionState state;
  private final PreparedStatements prepared;
  private final StatementStarter starter;

  SqlPrepared(SessionState state, PreparedStatements prepared, StatementStarter starter) {
    this.state = state;
    this.prepared = prepared;
    this.starter = starter;
  }

  void prepare(Prepare prepare) {
    int[] oids = new int[prepare.types().size()];
    for (int i = 0; i < oids.length; i++) {
      oids[i] = typeOf(prepare.types().get(i)).base().oid();
    }
    prepared.prepare(prepare, oids);
  }

  /** The type a name means: that of NULL cast to it. */
  private SqlType typeOf(TypeName name) {
    Expression none = new Expression.Literal(Expression.LiteralKind.NULL, "", -1, name.pos());
    return columns(List.of(new Expression.Cast(none, name, name.pos()))).get(0).type();
  }

  private List<OutputColumn> columns(List<Expression> expressions) {
    return state.planner().plan(select(expressions), state.beginPlanning()).bound().outputColumns();
  }

  /** SELECT of expressions: names, types and values of them are found like everywhere else. */
  private static StatementSource select(List<Expression> expressions) {
    List<Query.Target> targets = new ArrayList<>();
    expressions.forEach(each -> targets.add(new Query.Target(each, null, each.pos())));
    Query.Select select =
        new Query.Select(
            false, List.of(), targets, List.of(), null, List.of(), false, null, List.of(), 0);
    Query query = new Query(null, select, List.of(), null, null, false, List.of(), 0);
    return new StatementSource(
        "", new SelectStatement(query, 0), null, List.of(), StatementSource.NO_OIDS);
  }

  /** A prepared query with values for its parameters. */
  static final class Filled {
    private final StatementSource source;
    private final @Nullable Object[] parameters;

    private Filled(StatementSource source, @Nullable Object[] parameters) {
      this.source = source;
      this.parameters = parameters;
    }

    StatementSource source() {
      return source;
    }

    @Nullable Object[] parameters() {
      return parameters;
    }
  }

  RunningStatement execute(Execute execute, short[] formats) {
    Prepared found = found(execute);
    if (found.planned() == null) {
      return starter.start(Objects.requireNonNull(found.source()), formats, true);
    }
    return starter.startPrepared(found, values(execute, found), formats);
  }

  /**
   * What EXECUTE within another statement means.
   *
   * @throws SqlException 42809 when it is no query
   */
  Filled fill(Execute execute) {
    Prepared found = found(execute);
    StatementSource source = found.source();
    if (source == null || !(source.statement() instanceof SelectStatement)) {
      throw new SqlException(
          SqlState.WRONG_OBJECT_TYPE, "prepared statement is not a SELECT", execute.pos());
    }
    return new Filled(source.unshared(), values(execute, found));
  }

  private Prepared found(Execute execute) {
    Prepared found = prepared.require(execute.name());
    List<SqlType> types = found.parameterTypes();
    if (types.size() != execute.args().size()) {
      throw new SqlException(
              SqlState.SYNTAX_ERROR,
              "wrong number of parameters for prepared statement \"" + execute.name() + "\"")
          .withDetail(
              "Expected " + types.size() + " parameters but got " + execute.args().size() + ".");
    }
    return found;
  }

  private @Nullable Object[] values(Execute execute, Prepared found) {
    List<SqlType> types = found.parameterTypes();
    return types.isEmpty() ? NO_VALUES : values(execute.args(), types);
  }

  private @Nullable Object[] values(List<Expression> args, List<SqlType> types) {
    List<Expression> casts = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      casts.add(new Expression.Cast(args.get(i), nameOf(types.get(i)), args.get(i).pos()));
    }
    StatementScope scope = state.beginStatement();
    PlannedStatement planned = state.planner().plan(select(casts), scope);
    requireScalars(planned, args.get(0).pos());
    try (Execution execution =
        Execution.open(Objects.requireNonNull(planned.plan()), scope.newExecution(NO_VALUES))) {
      @Nullable Object[] row = execution.next();
      return row == null ? NO_VALUES : row.clone();
    }
  }

  private static void requireScalars(PlannedStatement planned, int pos) {
    Rel rel = planned.bound() instanceof BoundQuery query ? query.rel() : null;
    while (rel != null) {
      boolean aggregates = rel instanceof Aggregate;
      if (aggregates || rel instanceof ProjectSet) {
        throw new SqlException(
            aggregates ? SqlState.GROUPING_ERROR : SqlState.FEATURE_NOT_SUPPORTED,
            (aggregates ? "aggregate" : "set-returning")
                + " functions are not allowed in EXECUTE parameters",
            pos);
      }
      rel = rel.inputs().size() == 1 ? rel.inputs().get(0) : null;
    }
  }

  private static TypeName nameOf(SqlType type) {
    BaseType element = type.base().element();
    boolean array = element != null && type.base().typeName().startsWith("_");
    BaseType base = array && element != null ? element : type.base();
    return new TypeName(
        List.of("pg_catalog", base.typeName()),
        List.of(),
        array ? List.of(-1) : List.of(),
        false,
        0);
  }

  void deallocate(Deallocate deallocate) {
    String name = deallocate.name();
    if (name == null) {
      prepared.clear();
    } else {
      prepared.require(name);
      prepared.remove(name);
    }
  }
}
