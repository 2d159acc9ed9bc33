package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.ColumnDefinition;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.TableRef;
import io.holdfast.sql.parse.ast.TableRef.Alias;
import io.holdfast.sql.parse.ast.TableRef.FunctionItem;
import io.holdfast.sql.parse.ast.TableRef.JoinKind;
import io.holdfast.sql.parse.ast.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The FROM clause. */
final class FromParser {
  private final Grammar grammar;
  private final TokenCursor in;

  FromParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  List<TableRef> list() {
    List<TableRef> tables = new ArrayList<>();
    do {
      tables.add(joined());
    } while (in.accept(','));
    return List.copyOf(tables);
  }

  // ---- joins

  private TableRef joined() {
    in.enter();
    TableRef result = joins(single());
    in.leave();
    return result;
  }

  private TableRef joins(TableRef first) {
    TableRef left = first;
    while (atJoin()) {
      in.link();
      left = join(left);
    }
    return left;
  }

  private boolean atJoin() {
    Keyword keyword = in.keyword();
    if (keyword == null) {
      return false;
    }
    return switch (keyword) {
      case JOIN, INNER, LEFT, RIGHT, FULL, CROSS, NATURAL -> true;
      default -> false;
    };
  }

  private TableRef join(TableRef left) {
    int pos = in.pos();
    if (in.accept(Keyword.CROSS)) {
      in.expect(Keyword.JOIN);
      return plainJoin(JoinKind.CROSS, false, left, single(), pos);
    }
    if (in.accept(Keyword.NATURAL)) {
      JoinKind kind = joinKind();
      return plainJoin(kind, true, left, single(), pos);
    }
    JoinKind kind = joinKind();
    in.enter();
    // "a JOIN b JOIN c ON .. ON ..": the second join belongs to the right side.
    TableRef right = joins(single());
    in.leave();
    if (in.accept(Keyword.USING)) {
      List<String> columns = in.columnList();
      int aliasPos = in.pos();
      Alias usingAlias =
          in.accept(Keyword.AS) ? new Alias(in.columnName(), List.of(), aliasPos) : null;
      return new TableRef.Join(kind, false, left, right, columns, usingAlias, null, null, pos);
    }
    in.expect(Keyword.ON);
    Expression on = grammar.expressions.expression();
    return new TableRef.Join(kind, false, left, right, List.of(), null, on, null, pos);
  }

  private static TableRef plainJoin(
      JoinKind kind, boolean natural, TableRef left, TableRef right, int pos) {
    return new TableRef.Join(kind, natural, left, right, List.of(), null, null, null, pos);
  }

  private JoinKind joinKind() {
    JoinKind kind = JoinKind.INNER;
    if (in.accept(Keyword.LEFT)) {
      kind = JoinKind.LEFT;
    } else if (in.accept(Keyword.RIGHT)) {
      kind = JoinKind.RIGHT;
    } else if (in.accept(Keyword.FULL)) {
      kind = JoinKind.FULL;
    } else {
      in.accept(Keyword.INNER);
      in.expect(Keyword.JOIN);
      return kind;
    }
    in.accept(Keyword.OUTER);
    in.expect(Keyword.JOIN);
    return kind;
  }

  // ---- single items

  private TableRef single() {
    if (in.at('(')) {
      int pos = in.pos();
      Object content = parenthesised();
      return content instanceof Query query
          ? derived(query, false, pos)
          : withJoinAlias((TableRef) content);
    }
    if (in.at(Keyword.LATERAL)) {
      in.advance();
      int pos = in.pos();
      if (in.at('(')) {
        return derived(grammar.queries.parenthesised(), true, pos);
      }
      return function(true);
    }
    if (in.at(Keyword.ROWS, Keyword.FROM)) {
      return function(false);
    }
    if (in.at(Keyword.XMLTABLE) && in.at(1, '(')) {
      throw TokenCursor.unsupported("XMLTABLE", in.pos());
    }
    return atRelation() ? relation() : function(false);
  }

  private TableRef withJoinAlias(TableRef table) {
    Alias alias = alias();
    if (alias == null || !(table instanceof TableRef.Join join)) {
      if (alias != null) {
        throw TokenCursor.syntax("syntax error at or near \"" + alias.name() + "\"", alias.pos());
      }
      return table;
    }

    return new TableRef.Join(
        join.kind(),
        join.natural(),
        join.left(),
        join.right(),
        join.using(),
        join.usingAlias(),
        join.on(),
        alias,
        join.pos());
  }

  /** A query, or a join, between parentheses. */
  private Object parenthesised() {
    in.expect('(');
    in.enter();
    Object content;
    if (grammar.queries.atQuery()) {
      content = grammar.queries.query();
    } else if (in.at('(')) {
      int pos = in.pos();
      Object inner = parenthesised();
      if (inner instanceof Query query && (in.at(')') || grammar.queries.atContinuation())) {
        content = grammar.queries.continueFrom(query);
      } else {
        if (inner instanceof Query && !in.at(Keyword.AS) && !in.atColumnName() && !atJoin()) {
          throw in.syntaxError();
        }
        TableRef table =
            inner instanceof Query query
                ? derived(query, false, pos)
                : withJoinAlias((TableRef) inner);
        content = mustJoin(joins(table));
      }
    } else {
      content = mustJoin(joins(single()));
    }
    in.leave();
    in.expect(')');
    return content;
  }

  /** Only joins may be in parentheses, not single tables. */
  private TableRef mustJoin(TableRef table) {
    if (!(table instanceof TableRef.Join)) {
      throw in.syntaxError();
    }
    return table;
  }

  private TableRef derived(Query query, boolean lateral, int pos) {
    Alias alias = alias();
    if (alias == null) {
      boolean values = query.body() instanceof Query.Values;
      throw TokenCursor.syntax(
              (values ? "VALUES" : "subquery") + " in FROM must have an alias", pos)
          .withHint(
              values
                  ? "For example, FROM (VALUES ...) [AS] foo."
                  : "For example, FROM (SELECT ...) [AS] foo.");
    }
    return new TableRef.Derived(query, lateral, alias, pos);
  }

  private @Nullable Alias alias() {
    int pos = in.pos();
    if (in.accept(Keyword.AS)) {
      return new Alias(in.columnName(), in.optionalColumnList(), pos);
    }
    return in.atColumnName() ? new Alias(in.columnName(), in.optionalColumnList(), pos) : null;
  }

  private boolean atRelation() {
    if (in.at(Keyword.ONLY)) {
      return true;
    }
    if (!in.atColumnName()) {
      return false;
    }
    int ahead = 1;
    while (in.at(ahead, '.')) {
      ahead += 2;
    }
    return !in.at(ahead, '(');
  }

  /** A table by name with its alias. */
  TableRef.Relation relation() {
    TableRef.Relation name = relationName();
    Alias alias = alias();
    if (in.at(Keyword.TABLESAMPLE)) {
      throw TokenCursor.unsupported("TABLESAMPLE", in.pos());
    }
    return new TableRef.Relation(name.name(), name.only(), alias, name.pos());
  }

  /** {@code name}, {@code name *}, {@code ONLY name}, {@code ONLY (name)}. */
  TableRef.Relation relationName() {
    int pos = in.pos();
    boolean only = in.accept(Keyword.ONLY);
    boolean parentheses = only && in.accept('(');
    QualifiedName name = in.relationName();
    if (parentheses) {
      in.expect(')');
    } else if (!only) {
      in.accept('*');
    }
    return new TableRef.Relation(name, only, null, only ? name.pos() : pos);
  }

  // ---- functions

  private TableRef function(boolean lateral) {
    int pos = in.pos();
    List<FunctionItem> functions = new ArrayList<>();
    boolean rowsFrom = in.accept(Keyword.ROWS, Keyword.FROM);
    if (rowsFrom) {
      in.expect('(');
      do {
        int itemPos = in.pos();
        Expression call = call();
        List<ColumnDefinition> columns = in.accept(Keyword.AS) ? columnDefinitions() : List.of();
        functions.add(new FunctionItem(call, columns, itemPos));
      } while (in.accept(','));
      in.expect(')');
    } else {
      functions.add(new FunctionItem(call(), List.of(), pos));
    }
    boolean ordinality = in.accept(Keyword.WITH, Keyword.ORDINALITY);
    return functionAlias(functions, rowsFrom, ordinality, lateral, pos);
  }

  private TableRef functionAlias(
      List<FunctionItem> functions,
      boolean rowsFrom,
      boolean ordinality,
      boolean lateral,
      int pos) {
    int aliasPos = in.pos();
    boolean as = in.accept(Keyword.AS);
    Alias alias = null;
    List<ColumnDefinition> columns = List.of();
    if (as && in.at('(')) {
      columns = columnDefinitions();
    } else if (as || in.atColumnName()) {
      String name = in.columnName();
      if (in.at('(') && definitionFollows()) {
        columns = columnDefinitions();
        alias = new Alias(name, List.of(), aliasPos);
      } else {
        alias = new Alias(name, in.optionalColumnList(), aliasPos);
      }
    }
    List<FunctionItem> items = functions;
    if (!columns.isEmpty()) {
      FunctionItem only = functions.get(0);
      items = List.of(new FunctionItem(only.call(), columns, only.pos()));
    }
    return new TableRef.Function(List.copyOf(items), rowsFrom, ordinality, lateral, alias, pos);
  }

  private boolean definitionFollows() {
    return !in.at(2, ',') && !in.at(2, ')');
  }

  private Expression call() {
    boolean constant =
        in.at(Keyword.TRUE)
            || in.at(Keyword.FALSE)
            || in.at(Keyword.NULL)
            || in.at(Keyword.CASE)
            || in.at(Keyword.ARRAY);
    if (constant || (in.token() != Token.WORD && in.token() != Token.QUOTED)) {
      throw in.syntaxError();
    }
    Expression call = grammar.primaries.callable();
    boolean good =
        !(call instanceof Expression.ColumnRef
            || call instanceof Expression.Star
            || call instanceof Expression.Literal
            || call instanceof Expression.Subscript
            || call instanceof Expression.Slice
            || call instanceof Expression.Case);
    if (!good) {
      throw in.syntaxError();
    }
    return call;
  }

  private List<ColumnDefinition> columnDefinitions() {
    in.expect('(');
    List<ColumnDefinition> columns = new ArrayList<>();
    do {
      int pos = in.pos();
      String name = in.columnName();
      TypeName type = grammar.types.type();
      List<String> collation = in.accept(Keyword.COLLATE) ? in.anyName() : List.of();
      columns.add(new ColumnDefinition(name, type, collation, List.of(), null, pos));
    } while (in.accept(','));
    in.expect(')');
    return List.copyOf(columns);
  }
}
