package io.holdfast.sql.parse.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query with everything around its body. The sides of a set operation are queries again, mostly
 * with nothing around.
 *
 * @param limit a row count, null for none (and for LIMIT ALL)
 * @param withTies FETCH FIRST .. WITH TIES
 */
public record Query(
    @Nullable With with,
    Body body,
    List<SortItem> orderBy,
    @Nullable Expression limit,
    @Nullable Expression offset,
    boolean withTies,
    List<Locking> locking,
    int pos)
    implements Node {

  /** What makes the rows. */
  public sealed interface Body extends Node {}

  /**
   * SELECT.
   *
   * @param distinct DISTINCT or DISTINCT ON
   * @param distinctOn the expressions of DISTINCT ON
   * @param groupBy expressions and grouping sets; empty for none
   * @param groupDistinct GROUP BY DISTINCT
   */
  public record Select(
      boolean distinct,
      List<Expression> distinctOn,
      List<Target> targets,
      List<TableRef> from,
      @Nullable Expression where,
      List<Expression> groupBy,
      boolean groupDistinct,
      @Nullable Expression having,
      List<WindowSpec> windows,
      int pos)
      implements Body {}

  /** VALUES; in an INSERT items may be {@link Expression.Default}. */
  public record Values(List<List<Expression>> rows, int pos) implements Body {}

  /** The set operations. */
  public enum SetKind {
    UNION,
    INTERSECT,
    EXCEPT
  }

  /** Two queries made one. */
  public record SetOperation(SetKind kind, boolean all, Query left, Query right, int pos)
      implements Body {}

  /** An output column; the expression may be a star. */
  public record Target(Expression expression, @Nullable String alias, int pos) implements Node {}

  /** A WITH clause. */
  public record With(boolean recursive, List<Cte> ctes, int pos) implements Node {}

  /** AS [NOT] MATERIALIZED. */
  public enum Materialized {
    DEFAULT,
    ALWAYS,
    NEVER
  }

  /**
   * A query with a name.
   *
   * @param statement a SelectStatement, or an INSERT, UPDATE, DELETE
   */
  public record Cte(
      String name, List<String> columns, Materialized materialized, Statement statement, int pos)
      implements Node {}

  /** Row locks, weakest first. */
  public enum LockStrength {
    KEY_SHARE,
    SHARE,
    NO_KEY_UPDATE,
    UPDATE
  }

  /** What to do about a row that somebody else has locked. */
  public enum WaitPolicy {
    WAIT,
    SKIP_LOCKED,
    NOWAIT
  }

  /** FOR UPDATE and its like; no names: all tables. */
  public record Locking(
      LockStrength strength, List<QualifiedName> of, WaitPolicy waitPolicy, int pos)
      implements Node {}

  /** Whether there is nothing around the body. */
  public boolean bare() {
    return with == null
        && orderBy.isEmpty()
        && limit == null
        && offset == null
        && locking.isEmpty();
  }
}
