package io.holdfast.sql.session;

import io.holdfast.sql.catalog.CatalogTransaction;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.ddl.DdlSession;
import io.holdfast.sql.ddl.DefaultValue;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.TableMode;
import io.holdfast.sql.type.TypeContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The session as statements over the catalogue see it. */
final class DdlView implements DdlSession {
  private static final @Nullable Object[] NO_ROW = {};

  private final SessionState state;
  private final StatementScope scope;
  private final boolean inBlock;
  private final ResultSink sink;

  DdlView(SessionState state, StatementScope scope, boolean inBlock, ResultSink sink) {
    this.state = state;
    this.scope = scope;
    this.inBlock = inBlock;
    this.sink = sink;
  }

  @Override
  public SqlTransaction transaction() {
    return scope.transaction();
  }

  @Override
  public CatalogTransaction catalog() {
    return scope.catalogTransaction();
  }

  @Override
  public void newSnapshot() {
    scope.transaction().beginStatement(state.limits());
  }

  @Override
  public void awaitOthers(int oid, String name) {
    MarkWait.await(state, scope, oid, name, TableMode.ACCESS_EXCLUSIVE);
  }

  @Override
  public boolean inBlock() {
    return inBlock;
  }

  @Override
  public String database() {
    return state.database();
  }

  @Override
  public String user() {
    return state.user();
  }

  @Override
  public List<String> searchPath() {
    return state.context().schemas();
  }

  @Override
  public TypeContext typeContext() {
    return scope.typeContext();
  }

  @Override
  public void notice(String code, SqlException content) {
    sink.notice(Notice.notice(code, content));
  }

  @Override
  public void warning(SqlException content) {
    sink.notice(Notice.warning(content));
  }

  @Override
  public void checkDefault(ColumnDescriptor column, Expression expression) {
    state.planner().checkDefault(column, expression, scope);
  }

  @Override
  public DefaultValue defaultOf(ColumnDescriptor column) {
    EvalContext eval = scope.newEvalContext();
    Expr value = state.planner().columnDefault(column, scope);
    return () -> value.eval(NO_ROW, eval);
  }

  @Override
  public int databaseOid() {
    return state.databaseOid();
  }

  @Override
  public int otherSessions(int database) {
    int all = state.services().sessionsOf().applyAsInt(database);
    return database == state.databaseOid() ? all - 1 : all;
  }

  @Override
  public void checkCancelled() {
    state.checkCancelled();
  }
}
