package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.Query.LockStrength;
import io.holdfast.sql.parse.ast.Query.Locking;
import io.holdfast.sql.parse.ast.Query.WaitPolicy;
import io.holdfast.sql.parse.ast.Query.With;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows the body of a query: ORDER BY, LIMIT, OFFSET, FETCH, FOR UPDATE. */
final class TailParser {
  private final Grammar grammar;
  private final TokenCursor in;

  TailParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  /** Reads the tail of a query and puts it all together. */
  Query tail(@Nullable With with, Query inner, int pos) {
    int orderPos = in.pos();
    QueryTail tail = new QueryTail(inner);
    if (in.at(Keyword.ORDER)) {
      tail.orderBy(grammar.queries.orderBy(), orderPos);
    }
    if (in.at(Keyword.FOR)) {
      locking(tail);
      limits(tail);
    } else {
      limits(tail);
      locking(tail);
    }
    return tail.finish(with, pos);
  }

  /** LIMIT and OFFSET, at most one of each, in any order. */
  private void limits(QueryTail tail) {
    boolean limited = limitOrFetch(tail);
    int pos = in.pos();
    if (in.accept(Keyword.OFFSET)) {
      Expression offset = grammar.expressions.expression();
      if (!in.accept(Keyword.ROW)) {
        in.accept(Keyword.ROWS);
      }
      tail.offset(offset, pos);
      if (!limited) {
        limitOrFetch(tail);
      }
    }
  }

  private boolean limitOrFetch(QueryTail tail) {
    int pos = in.pos();
    if (in.accept(Keyword.LIMIT)) {
      limit(tail, pos);
      return true;
    }
    if (in.accept(Keyword.FETCH)) {
      fetch(tail, pos);
      return true;
    }
    return false;
  }

  private void limit(QueryTail tail, int pos) {
    Expression limit = in.accept(Keyword.ALL) ? null : grammar.expressions.expression();
    if (in.accept(',')) {
      grammar.expressions.expression();
      throw TokenCursor.syntax("LIMIT #,# syntax is not supported", pos)
          .withHint("Use separate LIMIT and OFFSET clauses.");
    }
    tail.limit(limit, false, pos);
  }

  private void fetch(QueryTail tail, int pos) {
    if (!in.accept(Keyword.FIRST)) {
      in.expect(Keyword.NEXT);
    }
    Expression limit;
    if (in.at(Keyword.ROW) || in.at(Keyword.ROWS)) {
      limit = new Expression.Literal(Expression.LiteralKind.INT4, "1", -1, 0);
    } else {
      limit = grammar.expressions.operandWithSign();
    }
    if (!in.accept(Keyword.ROW)) {
      in.expect(Keyword.ROWS);
    }
    boolean ties = in.accept(Keyword.WITH);
    in.expect(ties ? Keyword.TIES : Keyword.ONLY);
    tail.limit(limit, ties, pos);
  }

  private void locking(QueryTail tail) {
    if (in.at(Keyword.FOR) && in.keyword(1) == Keyword.READ) {
      in.advance();
      in.advance();
      in.expect(Keyword.ONLY);
      return;
    }
    while (in.at(Keyword.FOR)) {
      lockingItem(tail);
    }
  }

  private void lockingItem(QueryTail tail) {
    int pos = in.pos();
    in.expect(Keyword.FOR);
    LockStrength strength = lockStrength();
    List<QualifiedName> of = List.of();
    if (in.accept(Keyword.OF)) {
      of = in.objectNames();
    }
    WaitPolicy policy = WaitPolicy.WAIT;
    if (in.accept(Keyword.NOWAIT)) {
      policy = WaitPolicy.NOWAIT;
    } else if (in.accept(Keyword.SKIP)) {
      in.expect(Keyword.LOCKED);
      policy = WaitPolicy.SKIP_LOCKED;
    }
    tail.lock(new Locking(strength, of, policy, pos));
  }

  private LockStrength lockStrength() {
    if (in.accept(Keyword.UPDATE)) {
      return LockStrength.UPDATE;
    }
    if (in.accept(Keyword.SHARE)) {
      return LockStrength.SHARE;
    }
    if (in.accept(Keyword.NO)) {
      in.expect(Keyword.KEY, Keyword.UPDATE);
      return LockStrength.NO_KEY_UPDATE;
    }
    in.expect(Keyword.KEY, Keyword.SHARE);
    return LockStrength.KEY_SHARE;
  }
}
