package io.holdfast.sql.expr;

import io.holdfast.sql.type.TypeContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an expression may look at besides its row: parameters, the statement's time, the session.
 * One per execution of a statement, used by one thread at a time. Times are microseconds since
 * 2000-01-01 UTC, as values of {@code timestamptz} are.
 */
public final class EvalContext {
  /** A statement has a few patterns; more come out of data and are not worth their memory. */
  private static final int COMPILED_MAX = 64;

  private final Map<String, Object> compiled = new HashMap<>();
  private final SessionView session;
  private final CatalogFunctions catalog;
  private final TypeContext types;
  private final long statementMicros;
  private final long transactionMicros;
  private final Runnable cancelCheck;
  private @Nullable Object[] params = {};
  private @Nullable Object[] execParams = {};
  private @Nullable Object execution;

  /**
   * A context without parameters.
   *
   * @param cancelCheck throws SQLSTATE 57014 when the statement has been cancelled; long loops call
   *     it
   */
  public EvalContext(
      SessionView session,
      CatalogFunctions catalog,
      TypeContext types,
      long statementMicros,
      long transactionMicros,
      Runnable cancelCheck) {
    this.session = session;
    this.catalog = catalog;
    this.types = types;
    this.statementMicros = statementMicros;
    this.transactionMicros = transactionMicros;
    this.cancelCheck = cancelCheck;
  }

  /** The values of the statement's parameters; the array is not copied. */
  public void setParams(@Nullable Object[] values) {
    params = values;
  }

  /** Makes room for values of outer queries. */
  public void reserveExecParams(int count) {
    execParams = new @Nullable Object[count];
  }

  /** A statement parameter. */
  public @Nullable Object param(int index) {
    return params[index];
  }

  /** A value of an outer query. */
  public @Nullable Object execParam(int index) {
    return execParams[index];
  }

  /** Hands a value of an outer query to the sub-plans. */
  public void setExecParam(int index, @Nullable Object value) {
    execParams[index] = value;
  }

  /** Remembers the execution that sub-plans belong to. */
  public void setExecution(Object newExecution) {
    execution = newExecution;
  }

  /** The execution that sub-plans belong to; only they know its class. */
  public @Nullable Object execution() {
    return execution;
  }

  /**
   * Something costly made out of a text, e.g. a compiled pattern: made once for this execution as
   * long as not too many others are needed.
   */
  public Object compiled(String key, Function<String, Object> make) {
    Object known = compiled.get(key);
    if (known == null) {
      if (compiled.size() >= COMPILED_MAX) {
        // Patterns that come out of rows: none is worth more than another.
        compiled.clear();
      }
      known = make.apply(key);
      compiled.put(key, known);
    }
    return known;
  }

  /** The session. */
  public SessionView session() {
    return session;
  }

  /** The catalogue. */
  public CatalogFunctions catalog() {
    return catalog;
  }

  /** Time zone and styles of text forms. */
  public TypeContext types() {
    return types;
  }

  /** When the statement began. */
  public long statementMicros() {
    return statementMicros;
  }

  /** When the transaction began: the value of now(). */
  public long transactionMicros() {
    return transactionMicros;
  }

  /** Throws when the statement has been cancelled. */
  public void checkCancel() {
    cancelCheck.run();
  }
}
