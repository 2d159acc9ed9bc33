package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.Query.Locking;
import io.holdfast.sql.parse.ast.Query.With;
import io.holdfast.sql.parse.ast.SortItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what follows a query. After a query in parentheses it is added to what that has, unless
 * it has it already, as PostgreSQL does.
 */
final class QueryTail {
  private final Query inner;
  private List<SortItem> orderBy;
  private @Nullable Expression limit;
  private @Nullable Expression offset;
  private boolean limited;
  private boolean withTies;
  private final List<Locking> locking;

  QueryTail(Query inner) {
    this.inner = inner;
    this.orderBy = inner.orderBy();
    this.limit = inner.limit();
    this.limited = inner.limit() != null;
    this.offset = inner.offset();
    this.withTies = inner.withTies();
    this.locking = new ArrayList<>(inner.locking());
  }

  void orderBy(List<SortItem> items, int pos) {
    if (!orderBy.isEmpty()) {
      throw TokenCursor.syntax("multiple ORDER BY clauses not allowed", items.get(0).pos());
    }
    orderBy = items;
  }

  void limit(@Nullable Expression newLimit, boolean ties, int pos) {
    if (limited) {
      throw TokenCursor.syntax(
          "multiple LIMIT clauses not allowed", newLimit == null ? pos : newLimit.pos());
    }
    limit = newLimit;
    limited = true;
    withTies = ties;
  }

  void offset(Expression newOffset, int pos) {
    if (offset != null) {
      throw TokenCursor.syntax(
          "multiple OFFSET clauses not allowed", newOffset.pos() == 0 ? pos : newOffset.pos());
    }
    offset = newOffset;
  }

  void lock(Locking lock) {
    locking.add(lock);
  }

  Query finish(@Nullable With with, int pos) {
    if (withTies && orderBy.isEmpty()) {
      throw TokenCursor.syntax("WITH TIES cannot be specified without ORDER BY clause", 0);
    }
    With both = with;
    if (inner.with() != null) {
      if (with != null) {
        throw TokenCursor.syntax("multiple WITH clauses not allowed", with.pos());
      }
      both = inner.with();
    }
    return new Query(
        both, inner.body(), orderBy, limit, offset, withTies, List.copyOf(locking), pos);
  }
}
