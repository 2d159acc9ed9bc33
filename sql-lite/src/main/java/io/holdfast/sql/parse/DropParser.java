package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.DdlStatement.Comment;
import io.holdfast.sql.parse.ast.DdlStatement.Drop;
import io.holdfast.sql.parse.ast.DdlStatement.DropDatabase;
import io.holdfast.sql.parse.ast.DdlStatement.ObjectKind;
import io.holdfast.sql.parse.ast.DdlStatement.Truncate;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.TableRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** DROP, TRUNCATE, COMMENT ON. */
final class DropParser {
  private final Grammar grammar;
  private final TokenCursor in;

  DropParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  Statement drop() {
    int pos = in.pos();
    in.expect(Keyword.DROP);
    if (in.accept(Keyword.DATABASE)) {
      return database(pos);
    }
    ObjectKind kind = kind();
    if (kind == null) {
      return grammar.statements.unsupported("DROP", pos);
    }
    boolean concurrently = kind == ObjectKind.INDEX && in.accept(Keyword.CONCURRENTLY);
    boolean ifExists = in.acceptIfExists();
    List<QualifiedName> names = in.objectNames();
    return new Drop(kind, names, ifExists, in.acceptCascade(), concurrently, pos);
  }

  private Statement database(int pos) {
    boolean ifExists = in.acceptIfExists();
    String name = in.columnName();
    List<Option> options = List.of();
    boolean with = in.accept(Keyword.WITH);
    if (with || in.at('(')) {
      options = options();
    }
    return new DropDatabase(name, ifExists, options, pos);
  }

  private List<Option> options() {
    List<Option> options = new ArrayList<>();
    in.expect('(');
    do {
      options.add(OptionParser.flag("force", in.pos()));
      in.expect(Keyword.FORCE);
    } while (in.accept(','));
    in.expect(')');
    return List.copyOf(options);
  }

  /** The kinds of objects that are named by names alone. */
  private @Nullable ObjectKind kind() {
    Keyword keyword = in.keyword();
    if (keyword == null) {
      throw in.syntaxError();
    }
    ObjectKind kind =
        switch (keyword) {
          case TABLE -> ObjectKind.TABLE;
          case VIEW -> ObjectKind.VIEW;
          case INDEX -> ObjectKind.INDEX;
          case SEQUENCE -> ObjectKind.SEQUENCE;
          case SCHEMA -> ObjectKind.SCHEMA;
          case TYPE -> ObjectKind.TYPE;
          case DOMAIN -> ObjectKind.DOMAIN;
          case EXTENSION -> ObjectKind.EXTENSION;
          case COLLATION -> ObjectKind.COLLATION;
          case MATERIALIZED -> ObjectKind.MATERIALIZED_VIEW;
          default -> null;
        };
    if (kind != null) {
      in.advance();
    }
    if (kind == ObjectKind.MATERIALIZED_VIEW) {
      in.expect(Keyword.VIEW);
    }
    return kind;
  }

  // ---- TRUNCATE

  Statement truncate() {
    int pos = in.pos();
    in.expect(Keyword.TRUNCATE);
    in.accept(Keyword.TABLE);
    List<TableRef.Relation> tables = relations();
    boolean restart = false;
    if (in.accept(Keyword.RESTART)) {
      in.expect(Keyword.IDENTITY);
      restart = true;
    } else if (in.accept(Keyword.CONTINUE)) {
      in.expect(Keyword.IDENTITY);
    }
    return new Truncate(tables, restart, in.acceptCascade(), pos);
  }

  /** Relations with commas between. */
  List<TableRef.Relation> relations() {
    List<TableRef.Relation> tables = new ArrayList<>();
    do {
      tables.add(grammar.from.relationName());
    } while (in.accept(','));
    return List.copyOf(tables);
  }

  // ---- COMMENT

  Statement comment() {
    int pos = in.pos();
    in.expect(Keyword.COMMENT, Keyword.ON);
    int first = in.index();
    if (in.accept(Keyword.COLUMN)) {
      return column(pos);
    }
    if (in.accept(Keyword.CONSTRAINT)) {
      return ofTable(ObjectKind.CONSTRAINT, "constraint", pos);
    }
    if (in.accept(Keyword.DATABASE)) {
      return comment(ObjectKind.DATABASE, "database", in.objectName(), null, pos);
    }
    if (in.accept(Keyword.ROLE)) {
      return comment(ObjectKind.ROLE, "role", in.objectName(), null, pos);
    }
    if (in.accept(Keyword.TABLESPACE)) {
      return comment(ObjectKind.TABLESPACE, "tablespace", in.objectName(), null, pos);
    }
    ObjectKind kind = kind();
    if (kind == null) {
      return grammar.statements.unsupportedTag("COMMENT", pos);
    }
    String words = in.sourceSince(first);
    return comment(kind, words, in.objectName(), null, pos);
  }

  private Statement column(int pos) {
    QualifiedName whole = in.objectName();
    List<String> parts = whole.parts();
    int last = parts.size() - 1;
    if (last == 0 && in.at(Keyword.IS)) {
      throw TokenCursor.syntax("column name must be qualified", 0);
    }
    QualifiedName table = new QualifiedName(parts.subList(0, last), whole.pos());
    return comment(ObjectKind.COLUMN, "column", table, parts.get(last), pos);
  }

  private Statement ofTable(ObjectKind kind, String words, int pos) {
    String part = in.columnName();
    in.expect(Keyword.ON);
    if (in.accept(Keyword.DOMAIN)) {
      return grammar.statements.unsupportedTag("COMMENT", pos);
    }
    return comment(kind, words, in.objectName(), part, pos);
  }

  private Statement comment(
      ObjectKind kind, String words, QualifiedName name, @Nullable String part, int pos) {
    in.expect(Keyword.IS);
    String text = in.accept(Keyword.NULL) ? null : in.string();
    return new Comment(kind, words, name, part, text, pos);
  }
}
