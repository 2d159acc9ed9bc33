package io.holdfast.sql.session;

import io.holdfast.sql.catalog.system.OwnObjects;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ParsedStatement;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The prepared statements of a session, of the protocol and of PREPARE. */
final class PreparedStatements {
  /** A client that prepares without end would fill the node's memory. */
  private static final int STATEMENTS_MAX = 20_000;

  private final SessionState state;
  private final Portals portals;
  private final Map<String, Prepared> statements = new TreeMap<>();

  PreparedStatements(SessionState state, Portals portals) {
    this.state = state;
    this.portals = portals;
  }

  /** Rows of pg_prepared_statements. */
  List<OwnObjects.KeptStatement> rows() {
    List<OwnObjects.KeptStatement> rows = new ArrayList<>();
    statements.forEach(
        (name, each) -> {
          if (!name.isEmpty()) {
            List<Long> types = new ArrayList<>();
            each.parameterTypes().forEach(type -> types.add((long) type.base().oid()));
            rows.add(
                new OwnObjects.KeptStatement(
                    name, each.text(), types, each.preparedMicros(), each.fromSql()));
          }
        });
    return rows;
  }

  /** The message Parse. */
  void parse(String name, String sql, int[] oids) {
    if (name.isEmpty()) {
      remove("");
    }
    List<ParsedStatement> parsed = state.planner().parse(sql);
    if (parsed.size() > 1) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR, "cannot insert multiple commands into a prepared statement");
    }
    if (parsed.isEmpty()) {
      put(new Prepared(name, sql, null, List.of(), null, now(), false));
      return;
    }
    Statement statement = parsed.get(0).statement();
    state.checkNotFailed(statement);
    StatementSource source = state.planner().source(sql, statement, oids).kept();
    put(prepare(name, source, statement, false));
  }

  /** PREPARE. */
  void prepare(UtilityStatement.Prepare prepare, int[] oids) {
    checkFree(prepare.name());
    StatementSource source =
        new StatementSource(prepare.text(), prepare.statement(), null, List.of(), oids);
    put(prepare(prepare.name(), source, prepare.statement(), true));
  }

  private Prepared prepare(
      String name, StatementSource source, Statement statement, boolean fromSql) {
    if (!StatementStarter.isPlanned(statement)) {
      return prepareUnplanned(name, source, statement, fromSql);
    }
    boolean open = state.block().isOpen();
    StatementScope scope = state.beginPlanning();
    PlannedStatement planned = state.planner().plan(source, scope);
    @Nullable Object[] literals = literals(planned, source, scope);
    onlyLooked(open);
    List<SqlType> types = InnerQuery.parameterTypes(planned);
    Prepared prepared =
        new Prepared(
            name, source.text(), source.withTypes(types), types, planned.columns(), now(), fromSql);
    prepared.plannedAs(planned, state.searchPath());
    prepared.setLiterals(literals);
    return prepared;
  }

  /** It is run from its tree; a query within it may have parameters. */
  private Prepared prepareUnplanned(
      String name, StatementSource source, Statement statement, boolean fromSql) {
    List<SqlType> types = List.of();
    StatementSource query = InnerQuery.of(statement, source.text(), source.declaredOids());
    if (query != null) {
      boolean open = state.block().isOpen();
      types = InnerQuery.parameterTypes(state.planner().plan(query, state.beginPlanning()));
      onlyLooked(open);
    }
    return new Prepared(
        name, source.text(), source.withTypes(types), types, columnsOf(statement), now(), fromSql);
  }

  private @Nullable Object[] literals(
      PlannedStatement planned, StatementSource source, StatementScope scope) {
    try {
      return StatementStarter.literals(planned, source, scope.typeContext());
    } catch (SqlException e) {
      // Read as a constant it says where it stands.
      state.planner().plan(source.unshared(), scope);
      throw e;
    }
  }

  /** Ends a transaction made for planning: the execution takes a snapshot of its own. */
  private void onlyLooked(boolean wasOpen) {
    if (!wasOpen && state.block().isImplicit()) {
      state.block().rollback();
    }
  }

  /**
   * Before a statement is described or bound: when the catalogue or the search path has changed it
   * is planned again, so that the client is told of the rows it will get.
   */
  void revalidate(Prepared prepared) {
    if (prepared.planned() == null || state.failed() || !state.mayMeanAnother(prepared)) {
      return;
    }
    boolean open = state.block().isOpen();
    StatementScope scope = state.beginPlanning();
    if (scope.hasOwnCatalog()
        || !prepared.plannedFor(scope.catalog().version(), state.searchPath())) {
      StatementSource source = Objects.requireNonNull(prepared.source());
      prepared.plannedAs(state.planner().plan(source, scope), state.searchPath());
    }
    onlyLooked(open);
  }

  private @Nullable List<OutputColumn> columnsOf(Statement statement) {
    if (statement instanceof UtilityStatement.Show show) {
      return SettingStatements.columns(show);
    }
    if (statement instanceof UtilityStatement.Execute execute) {
      return require(execute.name()).columns();
    }
    if (statement instanceof UtilityStatement.Fetch fetch) {
      Portal cursor = portals.find(fetch.cursor());
      return cursor == null || fetch.move() ? null : cursor.statement().columns();
    }
    return null;
  }

  private long now() {
    return state.statementMicros();
  }

  private void checkFree(String name) {
    if (!name.isEmpty() && statements.containsKey(name)) {
      throw new SqlException(
          SqlState.DUPLICATE_PREPARED_STATEMENT,
          "prepared statement \"" + name + "\" already exists");
    }
    if (statements.size() >= STATEMENTS_MAX) {
      throw new SqlException(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "too many prepared statements, at most " + STATEMENTS_MAX);
    }
  }

  private void put(Prepared prepared) {
    checkFree(prepared.name());
    statements.put(prepared.name(), prepared);
  }

  Prepared require(String name) {
    Prepared prepared = statements.get(name);
    if (prepared == null) {
      throw new SqlException(
          SqlState.INVALID_SQL_STATEMENT_NAME,
          name.isEmpty()
              ? "unnamed prepared statement does not exist"
              : "prepared statement \"" + name + "\" does not exist");
    }
    return prepared;
  }

  void remove(String name) {
    statements.remove(name);
  }

  void clear() {
    statements.clear();
  }

  Collection<Prepared> all() {
    return statements.values();
  }
}
