package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.ColumnDefinition;
import io.holdfast.sql.parse.ast.Constraint;
import io.holdfast.sql.parse.ast.DdlStatement.CreateTable;
import io.holdfast.sql.parse.ast.DdlStatement.CreateTableAs;
import io.holdfast.sql.parse.ast.DdlStatement.LikeTable;
import io.holdfast.sql.parse.ast.DdlStatement.OnCommit;
import io.holdfast.sql.parse.ast.DdlStatement.Persistence;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** CREATE TABLE and CREATE TABLE AS. */
final class CreateTableParser {
  private final Grammar grammar;
  private final TokenCursor in;

  CreateTableParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  /** TEMP and UNLOGGED in their spellings. */
  Persistence persistence() {
    if (in.accept(Keyword.UNLOGGED)) {
      return Persistence.UNLOGGED;
    }
    boolean scope = in.at(Keyword.LOCAL) || in.at(Keyword.GLOBAL);
    Keyword word = scope ? in.keyword(1) : in.keyword();
    if (word != Keyword.TEMP && word != Keyword.TEMPORARY) {
      return Persistence.PERMANENT;
    }
    if (scope) {
      in.advance();
    }
    in.advance();
    return Persistence.TEMPORARY;
  }

  private static final class Elements {
    final List<ColumnDefinition> columns = new ArrayList<>();
    final List<Constraint> constraints = new ArrayList<>();
    final List<LikeTable> likes = new ArrayList<>();
    List<String> names = List.of();
    List<QualifiedName> inherits = List.of();
    boolean partitioned;
  }

  private record Storage(
      @Nullable String accessMethod,
      List<Option> options,
      OnCommit onCommit,
      @Nullable String tablespace) {}

  /** What follows CREATE TABLE. */
  Statement createTable(Persistence persistence, int pos) {
    boolean ifNotExists = in.acceptIfNotExists();
    QualifiedName name = in.relationName();
    Elements elements = new Elements();
    boolean as = false;
    if (in.accept(Keyword.PARTITION)) {
      in.expect(Keyword.OF);
      throw TokenCursor.unsupported("PARTITION OF", in.pos());
    }
    if (in.accept(Keyword.OF)) {
      throw TokenCursor.unsupported("CREATE TABLE OF", in.pos());
    }
    if (in.at('(') && onlyNamesFollow()) {
      elements.names = in.columnList();
      as = true;
    } else if (in.at('(')) {
      elements(elements);
      inheritsAndPartition(elements);
    } else {
      as = true;
    }
    Storage storage = storage();
    if (as) {
      return createTableAs(name, persistence, ifNotExists, false, elements.names, storage, pos);
    }
    return new CreateTable(
        name,
        persistence,
        ifNotExists,
        List.copyOf(elements.columns),
        List.copyOf(elements.constraints),
        List.copyOf(elements.likes),
        elements.inherits,
        elements.partitioned,
        storage.options,
        storage.onCommit,
        storage.tablespace,
        storage.accessMethod,
        pos);
  }

  /** CREATE MATERIALIZED VIEW behind its words. */
  Statement materializedView(int pos) {
    boolean ifNotExists = in.acceptIfNotExists();
    QualifiedName name = in.relationName();
    List<String> columns = in.optionalColumnList();
    return createTableAs(name, Persistence.PERMANENT, ifNotExists, true, columns, storage(), pos);
  }

  private Statement createTableAs(
      QualifiedName name,
      Persistence persistence,
      boolean ifNotExists,
      boolean materialized,
      List<String> columns,
      Storage storage,
      int pos) {
    in.expect(Keyword.AS);
    Statement query = in.at(Keyword.EXECUTE) ? grammar.cursors.execute() : grammar.dml.preparable();
    boolean withData = true;
    if (in.accept(Keyword.WITH)) {
      withData = !in.accept(Keyword.NO);
      in.expect(Keyword.DATA);
    }
    return new CreateTableAs(
        name,
        persistence,
        ifNotExists,
        materialized,
        columns,
        storage.options,
        storage.onCommit,
        storage.tablespace,
        query,
        withData,
        pos);
  }

  private boolean onlyNamesFollow() {
    return !in.at(1, ')') && !(in.keyword(1) == Keyword.LIKE) && (in.at(2, ',') || in.at(2, ')'));
  }

  private void elements(Elements elements) {
    in.expect('(');
    if (in.accept(')')) {
      return;
    }
    do {
      if (in.at(Keyword.LIKE)) {
        elements.likes.add(like());
      } else if (grammar.constraints.atTableConstraint()) {
        elements.constraints.add(grammar.constraints.tableConstraint());
      } else {
        elements.columns.add(grammar.columns.column());
      }
    } while (in.accept(','));
    in.expect(')');
  }

  private LikeTable like() {
    int pos = in.pos();
    in.expect(Keyword.LIKE);
    QualifiedName table = in.relationName();
    List<String> options = new ArrayList<>();
    while (in.at(Keyword.INCLUDING) || in.at(Keyword.EXCLUDING)) {
      String word = in.at(Keyword.INCLUDING) ? "including " : "excluding ";
      in.advance();
      options.add(word + in.label().toLowerCase(Locale.ROOT));
    }
    return new LikeTable(table, List.copyOf(options), pos);
  }

  private void inheritsAndPartition(Elements elements) {
    if (in.accept(Keyword.INHERITS)) {
      in.expect('(');
      elements.inherits = in.objectNames();
      in.expect(')');
    }
    if (in.accept(Keyword.PARTITION)) {
      in.expect(Keyword.BY);
      in.columnName();
      in.expect('(');
      do {
        grammar.expressions.expression();
      } while (in.accept(','));
      in.expect(')');
      elements.partitioned = true;
    }
  }

  private Storage storage() {
    String method = in.accept(Keyword.USING) ? in.columnName() : null;
    List<Option> options = grammar.options.with();
    OnCommit onCommit = OnCommit.NONE;
    if (in.accept(Keyword.ON)) {
      in.expect(Keyword.COMMIT);
      onCommit = onCommit();
    }
    String tablespace = in.accept(Keyword.TABLESPACE) ? in.columnName() : null;
    return new Storage(method, options, onCommit, tablespace);
  }

  private OnCommit onCommit() {
    if (in.accept(Keyword.DROP)) {
      return OnCommit.DROP;
    }
    if (in.accept(Keyword.DELETE)) {
      in.expect(Keyword.ROWS);
      return OnCommit.DELETE_ROWS;
    }
    in.expect(Keyword.PRESERVE, Keyword.ROWS);
    return OnCommit.PRESERVE_ROWS;
  }
}
