package io.holdfast.sql.session;

import io.holdfast.sql.ddl.DdlExecutor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.exec.Execution;
import io.holdfast.sql.exec.ExecutionContext;
import io.holdfast.sql.exec.copy.CopyFormat;
import io.holdfast.sql.expr.ConstantParts;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.DmlStatement;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement;
import io.holdfast.sql.plan.logical.BoundCopyFrom;
import io.holdfast.sql.plan.logical.BoundCopyTo;
import io.holdfast.sql.plan.logical.BoundCreateTable;
import io.holdfast.sql.plan.logical.BoundExplain;
import io.holdfast.sql.plan.physical.CopyInPlan;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.txn.Isolation;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.ValueText;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Begins statements: finds what they mean now and hands them to the room that runs them. */
final class StatementStarter {
  static final @Nullable Object[] NO_VALUES = {};

  private final SessionState state;
  private final UtilityStatements utilities;
  private final DdlExecutor ddl;

  StatementStarter(
      SessionState state, PreparedStatements prepared, Portals portals, DdlExecutor ddl) {
    this.state = state;
    this.ddl = ddl;
    this.utilities = new UtilityStatements(state, prepared, portals, this);
  }

  /** True for statements whose meaning is found by the analyser before they are run. */
  static boolean isPlanned(Statement statement) {
    if (statement instanceof UtilityStatement) {
      return statement instanceof UtilityStatement.Copy
          || statement instanceof UtilityStatement.Explain;
    }
    return statement instanceof DmlStatement;
  }

  /** Begins a statement of a text. */
  RunningStatement start(StatementSource source, short[] formats, boolean alone) {
    Statement statement = source.statement();
    state.checkNotFailed(statement);
    if (statement != null && !isPlanned(statement)) {
      return startUnplanned(source, statement, NO_VALUES, formats, alone);
    }
    StatementScope scope = state.beginStatement();
    PlannedStatement planned = held(source, scope);
    if (!planned.parameterTypes().isEmpty()) {
      throw ParameterReferences.missing(source.text());
    }
    return run(source, planned, scope, null, NO_VALUES, formats);
  }

  /** Begins the statement of a portal. */
  RunningStatement start(Portal portal, boolean alone) {
    Prepared prepared = portal.statement();
    StatementSource source = Objects.requireNonNull(prepared.source());
    Statement statement = source.statement();
    state.checkNotFailed(statement);
    if (statement != null && !isPlanned(statement)) {
      return startUnplanned(source, statement, portal.parameters(), portal.formats(), alone);
    }
    return startPrepared(prepared, portal.parameters(), portal.formats());
  }

  /** Begins a prepared statement that has a plan. */
  RunningStatement startPrepared(
      Prepared prepared, @Nullable Object[] parameters, short[] formats) {
    StatementSource source = Objects.requireNonNull(prepared.source());
    StatementScope scope = state.beginStatement();
    PlannedStatement planned = prepared.planned();
    if (planned == null
        || !prepared.plannedFor(scope.catalog().version(), state.searchPath())
        || scope.hasOwnCatalog()
        || !TableWait.hold(state, scope, planned)) {
      planned = held(source, scope);
      prepared.plannedAs(planned, state.searchPath());
    }
    @Nullable Object[] literals = prepared.literals();
    if (literals == null) {
      literals = literals(planned, source, scope.typeContext());
      prepared.setLiterals(literals);
    }
    return run(source, planned, scope, literals, parameters, formats);
  }

  /** The plan of a statement whose tables are held. */
  private PlannedStatement held(StatementSource source, StatementScope scope) {
    PlannedStatement planned = state.planner().plan(source, scope);
    while (!TableWait.hold(state, scope, planned)) {
      planned = state.planner().plan(source, scope);
    }
    return planned;
  }

  private RunningStatement run(
      StatementSource source,
      PlannedStatement planned,
      StatementScope scope,
      @Nullable Object @Nullable [] known,
      @Nullable Object[] parameters,
      short[] formats) {
    if (planned.bound() instanceof BoundCopyFrom) {
      return new CopyFromRun(
          (CopyInPlan) Objects.requireNonNull(planned.plan()), copyFormat(source), scope);
    }
    @Nullable Object[] values;
    try {
      values =
          values(
              known == null ? literals(planned, source, scope.typeContext()) : known, parameters);
    } catch (SqlException e) {
      // A literal is no value of its type: read as a constant it says where it stands.
      state.planner().plan(source.unshared(), scope);
      throw e;
    }
    if (planned.bound() instanceof BoundExplain explain) {
      return ExplainRun.start(explain, scope, values, formats);
    }
    PhysicalPlan plan = Objects.requireNonNull(planned.plan());
    ExecutionContext context = scope.newExecution(values);
    for (Expr constant : planned.constants()) {
      ConstantParts.compute(constant, context.eval());
    }
    Execution execution = Execution.open(plan, context);
    if (planned.bound() instanceof BoundCopyTo) {
      return new CopyToRun(
          copyFormat(source), plan.outputColumns(), execution, scope.typeContext());
    }
    return new PlanRun(planned.command(), planned.columns(), formats, execution);
  }

  private static CopyFormat copyFormat(StatementSource source) {
    UtilityStatement.Copy copy = (UtilityStatement.Copy) Objects.requireNonNull(source.statement());
    if (copy.file() != null || copy.program()) {
      throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED, "COPY of files and programs is not supported")
          .withHint("Use COPY FROM STDIN, COPY TO STDOUT or psql's \\copy.");
    }
    return CopyFormat.of(copy.options(), copy.from());
  }

  /** Values of the literals that were taken out of the text. */
  static @Nullable Object[] literals(
      PlannedStatement planned, StatementSource source, TypeContext context) {
    List<SqlType> types = planned.literalTypes();
    if (types.isEmpty()) {
      return NO_VALUES;
    }
    @Nullable Object[] values = new @Nullable Object[types.size()];
    for (int i = 0; i < values.length; i++) {
      SqlType type = types.get(i);
      String text = source.literals().get(i);
      // Most literals are texts; asking for less than parsing does keeps a hit cheap.
      values[i] = type.equals(SqlType.TEXT) ? text : ValueText.parse(type, text, context);
    }
    return values;
  }

  private static @Nullable Object[] values(
      @Nullable Object[] literals, @Nullable Object[] parameters) {
    if (literals.length == 0) {
      return parameters;
    }
    @Nullable Object[] values = Arrays.copyOf(literals, literals.length + parameters.length);
    System.arraycopy(parameters, 0, values, literals.length, parameters.length);
    return values;
  }

  private RunningStatement startUnplanned(
      StatementSource source,
      Statement statement,
      @Nullable Object[] parameters,
      short[] formats,
      boolean alone) {
    if (statement instanceof UtilityStatement utility && !DdlExecutor.handles(statement)) {
      return utilities.start(utility, source, parameters, formats);
    }
    return new FinishedRun(sink -> runDdl(source, statement, parameters, alone, sink));
  }

  private String runDdl(
      StatementSource source,
      Statement statement,
      @Nullable Object[] parameters,
      boolean alone,
      ResultSink sink) {
    boolean inBlock = state.block().inBlock() || !alone;
    if (!inBlock && !state.block().isOpen()) {
      // It has to see what others commit while it waits for them, whatever the session's level.
      state.block().require().transaction().setIsolation(Isolation.READ_COMMITTED);
    }
    StatementScope scope = state.beginStatement();
    DdlView view = new DdlView(state, scope, inBlock, sink);
    if (statement instanceof DdlStatement.CreateTableAs create) {
      CreateTableAsRun run = new CreateTableAsRun(state, ddl);
      if (create.query() instanceof UtilityStatement.Execute execute) {
        SqlPrepared.Filled filled = utilities.prepared().fill(execute);
        held(filled.source(), scope);
        return run.run(create, filled.source(), filled.parameters(), scope, view);
      }
      StatementSource query = InnerQuery.of(create, source.text(), source.declaredOids());
      if (query != null) {
        held(query, scope);
      }
      return run.run(create, query, parameters, scope, view);
    }
    if (statement instanceof DdlStatement.CreateTable
        || statement instanceof DdlStatement.AlterTable) {
      PlannedStatement planned = state.planner().plan(source.unshared(), scope);
      if (planned.bound() instanceof BoundCreateTable create) {
        return ddl.run(create, view);
      }
    }
    return ddl.run(statement, view);
  }
}
