package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.Query.Cte;
import io.holdfast.sql.parse.ast.Query.Materialized;
import io.holdfast.sql.parse.ast.Query.Select;
import io.holdfast.sql.parse.ast.Query.SetKind;
import io.holdfast.sql.parse.ast.Query.Target;
import io.holdfast.sql.parse.ast.Query.With;
import io.holdfast.sql.parse.ast.SortItem;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.TableRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SELECT, VALUES, TABLE, set operations, and what stands around them. */
final class QueryParser {
  private static final int UNION_LEVEL = 1;
  private static final int INTERSECT_LEVEL = 2;

  private final Grammar grammar;
  private final TokenCursor in;

  QueryParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  /** Whether a query without parentheses begins here. */
  boolean atQuery() {
    return in.at(Keyword.SELECT)
        || in.at(Keyword.VALUES)
        || in.at(Keyword.TABLE)
        || in.at(Keyword.WITH);
  }

  /** Whether something that belongs to a query follows a query in parentheses. */
  boolean atContinuation() {
    Keyword keyword = in.keyword();
    if (keyword == null) {
      return false;
    }
    return switch (keyword) {
      case UNION, INTERSECT, EXCEPT, ORDER, LIMIT, OFFSET, FETCH, FOR -> true;
      default -> false;
    };
  }

  /** A query that has to be in parentheses. */
  Query parenthesised() {
    in.expect('(');
    Query query = query();
    in.expect(')');
    return query;
  }

  Query query() {
    in.enter();
    int pos = in.pos();
    With with = in.at(Keyword.WITH) ? with() : null;
    Query result = grammar.tails.tail(with, operands(operand(), UNION_LEVEL), pos);
    in.leave();
    return result;
  }

  /** A query after its WITH. */
  Query queryAfter(@Nullable With with, int pos) {
    in.enter();
    Query result = grammar.tails.tail(with, operands(operand(), UNION_LEVEL), pos);
    in.leave();
    return result;
  }

  /** Goes on behind a query that was in parentheses. */
  Query continueFrom(Query left) {
    return grammar.tails.tail(null, operands(left, UNION_LEVEL), left.pos());
  }

  // ---- WITH

  With with() {
    int pos = in.pos();
    in.expect(Keyword.WITH);
    boolean recursive =
        !in.at(1, '(') && in.keyword(1) != Keyword.AS && in.accept(Keyword.RECURSIVE);
    List<Cte> ctes = new ArrayList<>();
    do {
      ctes.add(cte());
    } while (in.accept(','));
    return new With(recursive, List.copyOf(ctes), pos);
  }

  private Cte cte() {
    int pos = in.pos();
    String name = in.columnName();
    List<String> columns = in.optionalColumnList();
    in.expect(Keyword.AS);
    Materialized materialized = Materialized.DEFAULT;
    if (in.accept(Keyword.MATERIALIZED)) {
      materialized = Materialized.ALWAYS;
    } else if (in.accept(Keyword.NOT)) {
      in.expect(Keyword.MATERIALIZED);
      materialized = Materialized.NEVER;
    }
    in.expect('(');
    in.enter();
    Statement statement = grammar.dml.preparable();
    in.leave();
    in.expect(')');
    if (in.at(Keyword.SEARCH) || in.at(Keyword.CYCLE)) {
      throw TokenCursor.unsupported("SEARCH and CYCLE", in.pos());
    }
    return new Cte(name, columns, materialized, statement, pos);
  }

  // ---- set operations

  private Query operands(Query first, int min) {
    Query left = first;
    while (true) {
      SetKind kind = setKind();
      int level = kind == SetKind.INTERSECT ? INTERSECT_LEVEL : UNION_LEVEL;
      if (kind == null || level < min) {
        return left;
      }
      in.link();
      int pos = in.pos();
      in.advance();
      boolean all = in.accept(Keyword.ALL);
      if (!all) {
        in.accept(Keyword.DISTINCT);
      }
      Query right = operands(operand(), level + 1);
      left = bare(new Query.SetOperation(kind, all, left, right, pos), left.pos());
    }
  }

  private @Nullable SetKind setKind() {
    if (in.at(Keyword.UNION)) {
      return SetKind.UNION;
    }
    if (in.at(Keyword.INTERSECT)) {
      return SetKind.INTERSECT;
    }
    return in.at(Keyword.EXCEPT) ? SetKind.EXCEPT : null;
  }

  private static Query bare(Query.Body body, int pos) {
    return new Query(null, body, List.of(), null, null, false, List.of(), pos);
  }

  private Query operand() {
    int pos = in.pos();
    if (in.at('(')) {
      in.advance();
      Query query = query();
      in.expect(')');
      return query;
    }
    if (in.at(Keyword.VALUES)) {
      return bare(values(), pos);
    }
    if (in.accept(Keyword.TABLE)) {
      TableRef table = grammar.from.relationName();
      Target star = new Target(new Expression.Star(List.of(), 0), null, 0);
      return bare(
          new Select(
              false,
              List.of(),
              List.of(star),
              List.of(table),
              null,
              List.of(),
              false,
              null,
              List.of(),
              pos),
          pos);
    }
    return bare(select(), pos);
  }

  private Query.Values values() {
    int pos = in.pos();
    in.expect(Keyword.VALUES);
    List<List<Expression>> rows = new ArrayList<>();
    do {
      in.expect('(');
      rows.add(grammar.expressions.list());
      in.expect(')');
    } while (in.accept(','));
    return new Query.Values(List.copyOf(rows), pos);
  }

  // ---- SELECT

  private Select select() {
    int pos = in.pos();
    in.expect(Keyword.SELECT);
    boolean distinct = false;
    List<Expression> on = List.of();
    if (in.accept(Keyword.DISTINCT)) {
      distinct = true;
      if (in.accept(Keyword.ON)) {
        in.expect('(');
        on = grammar.expressions.list();
        in.expect(')');
      }
    }
    if (!distinct) {
      in.accept(Keyword.ALL);
    }
    List<Target> targets = distinct || in.at(',') || !targetEndsAt(0) ? targets() : List.of();
    if (in.at(Keyword.INTO)) {
      grammar.dml.into();
    }
    List<TableRef> from = in.accept(Keyword.FROM) ? grammar.from.list() : List.of();
    Expression where = where();
    boolean groupDistinct = false;
    List<Expression> groupBy = List.of();
    if (in.accept(Keyword.GROUP)) {
      in.expect(Keyword.BY);
      groupDistinct = in.accept(Keyword.DISTINCT);
      if (!groupDistinct) {
        in.accept(Keyword.ALL);
      }
      groupBy = groupItems();
    }
    Expression having = in.accept(Keyword.HAVING) ? grammar.expressions.expression() : null;
    return new Select(
        distinct,
        on,
        targets,
        from,
        where,
        groupBy,
        groupDistinct,
        having,
        grammar.windows.clause(),
        pos);
  }

  @Nullable Expression where() {
    return in.accept(Keyword.WHERE) ? grammar.expressions.expression() : null;
  }

  /** Whether the token so far ahead cannot belong to an output column. */
  boolean targetEndsAt(int ahead) {
    if (in.token(ahead) == Token.END || in.at(ahead, ';') || in.at(ahead, ')')) {
      return true;
    }
    Keyword keyword = in.keyword(ahead);
    if (keyword == null) {
      return in.at(ahead, ',');
    }
    return switch (keyword) {
      case FROM,
          INTO,
          WHERE,
          GROUP,
          HAVING,
          WINDOW,
          RETURNING,
          ON,
          WITH,
          UNION,
          INTERSECT,
          EXCEPT,
          ORDER,
          LIMIT,
          OFFSET,
          FETCH,
          FOR ->
          true;
      default -> false;
    };
  }

  /** Output columns with their names. */
  List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    do {
      targets.add(target());
    } while (in.accept(','));
    return List.copyOf(targets);
  }

  private Target target() {
    int pos = in.pos();
    if (in.accept('*')) {
      return new Target(new Expression.Star(List.of(), pos), null, pos);
    }
    Expression expression = grammar.expressions.target();
    String alias = null;
    if (in.accept(Keyword.AS)) {
      alias = in.label();
    } else if (in.atBareLabel()) {
      alias = in.label();
    }
    return new Target(expression, alias, pos);
  }

  private List<Expression> groupItems() {
    List<Expression> items = new ArrayList<>();
    do {
      items.add(groupItem());
    } while (in.accept(','));
    return List.copyOf(items);
  }

  private Expression groupItem() {
    int pos = in.pos();
    if (in.at('(') && in.at(1, ')')) {
      in.advance();
      in.advance();
      return new Expression.GroupingSet(Expression.GroupingKind.EMPTY, List.of(), pos);
    }
    if (in.at(Keyword.GROUPING, Keyword.SETS)) {
      in.advance();
      return groupingSet(Expression.GroupingKind.SETS, pos);
    }
    if (in.at(Keyword.ROLLUP) && in.at(1, '(')) {
      return groupingSet(Expression.GroupingKind.ROLLUP, pos);
    }
    if (in.at(Keyword.CUBE) && in.at(1, '(')) {
      return groupingSet(Expression.GroupingKind.CUBE, pos);
    }
    return grammar.expressions.expression();
  }

  private Expression groupingSet(Expression.GroupingKind kind, int pos) {
    in.enter();
    in.advance();
    in.expect('(');
    List<Expression> items = groupItems();
    in.expect(')');
    in.leave();
    return new Expression.GroupingSet(kind, items, pos);
  }

  // ---- ORDER BY

  /** The ORDER BY clause when it is there. */
  List<SortItem> orderBy() {
    if (!in.accept(Keyword.ORDER)) {
      return List.of();
    }
    in.expect(Keyword.BY);
    List<SortItem> items = new ArrayList<>();
    do {
      items.add(sortItem());
    } while (in.accept(','));
    return List.copyOf(items);
  }

  private SortItem sortItem() {
    int pos = in.pos();
    Expression expression = grammar.expressions.expression();
    SortItem.Direction direction = SortItem.Direction.DEFAULT;
    String using = null;
    if (in.accept(Keyword.USING)) {
      direction = SortItem.Direction.USING;
      using = grammar.expressions.operatorName();
    } else {
      direction = direction();
    }
    return new SortItem(expression, direction, nulls(), using, pos);
  }

  SortItem.Direction direction() {
    if (in.accept(Keyword.ASC)) {
      return SortItem.Direction.ASC;
    }
    return in.accept(Keyword.DESC) ? SortItem.Direction.DESC : SortItem.Direction.DEFAULT;
  }

  SortItem.Nulls nulls() {
    if (in.accept(Keyword.NULLS, Keyword.FIRST)) {
      return SortItem.Nulls.FIRST;
    }
    return in.accept(Keyword.NULLS, Keyword.LAST) ? SortItem.Nulls.LAST : SortItem.Nulls.DEFAULT;
  }
}
