package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.Functions;
import io.holdfast.sql.function.SetFunction;
import io.holdfast.sql.parse.ast.Query;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * One analysis of one statement: numbers that are unique in it, places of expressions, and the
 * analysers of all areas, which call each other.
 */
final class Analysis {
  private final AnalyzeContext context;
  private final boolean tableOids;
  private final ParameterTypes parameters;
  private final Coercions coercions;
  private final ColumnResolver columns;
  private final ExpressionAnalyzer expressions;
  private final FromAnalyzer from;
  private final QueryAnalyzer queries;
  private final IdentityHashMap<Expr, Integer> places = new IdentityHashMap<>();
  private final IdentityHashMap<Expr, List<SetFunction.OutputColumn>> fields =
      new IdentityHashMap<>();
  private final IdentityHashMap<Query, String> firstNames = new IdentityHashMap<>();
  private int scanIds;
  private int execParams;
  private int ctes;

  /**
   * An analysis.
   *
   * @param tableOids scans yield the oid of their table: somebody asks for it
   */
  Analysis(AnalyzeContext context, boolean tableOids) {
    this.context = context;
    this.tableOids = tableOids;
    parameters = new ParameterTypes(context);
    coercions = new Coercions(this);
    columns = new ColumnResolver(this);
    expressions = new ExpressionAnalyzer(this);
    from = new FromAnalyzer(this);
    queries = new QueryAnalyzer(this);
  }

  AnalyzeContext context() {
    return context;
  }

  Functions functions() {
    return Functions.builtin();
  }

  boolean tableOids() {
    return tableOids;
  }

  ParameterTypes parameters() {
    return parameters;
  }

  Coercions coercions() {
    return coercions;
  }

  ColumnResolver columns() {
    return columns;
  }

  ExpressionAnalyzer expressions() {
    return expressions;
  }

  FromAnalyzer from() {
    return from;
  }

  QueryAnalyzer queries() {
    return queries;
  }

  int newScanId() {
    return scanIds++;
  }

  int newExecParam() {
    return execParams++;
  }

  int newCte() {
    return ctes++;
  }

  /** Remembers where an expression was written; 0 is nowhere. */
  <E extends Expr> E at(E expr, int pos) {
    if (pos > 0) {
      places.put(expr, pos);
    }
    return expr;
  }

  /** Remembers the leftmost of a node's own place and those of its operands. */
  <E extends Expr> E covering(E expr, int pos) {
    return at(expr, leftmost(pos, ofChildren(expr)));
  }

  /** Where an expression begins; 0 when nobody wrote it. */
  int place(Expr expr) {
    Integer own = places.get(expr);
    return own != null ? own : ofChildren(expr);
  }

  private int ofChildren(Expr expr) {
    int first = 0;
    for (Expr child : expr.children()) {
      first = leftmost(first, place(child));
    }
    return first;
  }

  static int leftmost(int a, int b) {
    if (a == 0 || b == 0) {
      return Math.max(a, b);
    }
    return Math.min(a, b);
  }

  /** Remembers the parts of a row value. */
  <E extends Expr> E withFields(E expr, List<SetFunction.OutputColumn> parts) {
    if (!parts.isEmpty()) {
      fields.put(expr, parts);
    }
    return expr;
  }

  /** The parts of a row value; empty when they are not known. */
  List<SetFunction.OutputColumn> fields(Expr expr) {
    return fields.getOrDefault(expr, List.of());
  }

  /** Remembers what the first column of a sub-query is called. */
  void nameFirstColumn(Query query, String name) {
    firstNames.put(query, name);
  }

  String firstColumn(Query query) {
    return firstNames.getOrDefault(query, ColumnNames.UNNAMED);
  }
}
