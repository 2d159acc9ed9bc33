package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.DdlStatement.CreateDatabase;
import io.holdfast.sql.parse.ast.DdlStatement.CreateIndex;
import io.holdfast.sql.parse.ast.DdlStatement.CreateSchema;
import io.holdfast.sql.parse.ast.DdlStatement.CreateView;
import io.holdfast.sql.parse.ast.DdlStatement.Persistence;
import io.holdfast.sql.parse.ast.DdlStatement.Sequence;
import io.holdfast.sql.parse.ast.DmlStatement.IndexElement;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.SortItem;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.TableRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE of databases, schemas, indexes, views and sequences. */
final class CreateParser {
  private final Grammar grammar;
  private final TokenCursor in;

  CreateParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  Statement create() {
    int pos = in.pos();
    in.expect(Keyword.CREATE);
    boolean replace = in.accept(Keyword.OR);
    if (replace) {
      in.expect(Keyword.REPLACE);
    }
    Persistence persistence = grammar.createTable.persistence();
    Keyword keyword = in.keyword();
    if (keyword == Keyword.VIEW || keyword == Keyword.RECURSIVE) {
      return view(replace, persistence == Persistence.TEMPORARY, pos);
    }
    if (replace) {
      return grammar.statements.unsupported("CREATE", pos);
    }
    if (in.accept(Keyword.TABLE)) {
      return grammar.createTable.createTable(persistence, pos);
    }
    if (in.accept(Keyword.SEQUENCE)) {
      return sequence(persistence == Persistence.TEMPORARY, pos);
    }
    if (persistence != Persistence.PERMANENT) {
      throw in.syntaxError();
    }
    return permanent(pos);
  }

  private Statement permanent(int pos) {
    if (in.accept(Keyword.DATABASE)) {
      return new CreateDatabase(in.columnName(), databaseOptions(), pos);
    }
    if (in.accept(Keyword.SCHEMA)) {
      return schema(pos);
    }
    if (in.at(Keyword.UNIQUE) || in.at(Keyword.INDEX)) {
      return index(pos);
    }
    if (in.accept(Keyword.MATERIALIZED, Keyword.VIEW)) {
      return grammar.createTable.materializedView(pos);
    }
    return grammar.statements.unsupported("CREATE", pos);
  }

  // ---- databases, schemas

  /** Settings of CREATE DATABASE and ALTER DATABASE. */
  List<Option> databaseOptions() {
    in.accept(Keyword.WITH);
    List<Option> options = new ArrayList<>();
    while (!in.atEnd() && !in.at(';')) {
      int pos = in.pos();
      String name;
      if (in.accept(Keyword.CONNECTION)) {
        in.expect(Keyword.LIMIT);
        name = "connection_limit";
      } else if (in.keyword() == null || databaseWord()) {
        name = in.label();
      } else {
        throw in.syntaxError();
      }
      in.accept('=');
      Expression value = in.accept(Keyword.DEFAULT) ? null : grammar.options.value();
      options.add(OptionParser.of(name, value, pos));
    }
    return List.copyOf(options);
  }

  private boolean databaseWord() {
    return in.at(Keyword.ENCODING)
        || in.at(Keyword.LOCATION)
        || in.at(Keyword.OWNER)
        || in.at(Keyword.TABLESPACE)
        || in.at(Keyword.TEMPLATE);
  }

  private Statement schema(int pos) {
    boolean ifNotExists = in.acceptIfNotExists();
    String name = in.at(Keyword.AUTHORIZATION) ? null : in.columnName();
    String authorization = in.accept(Keyword.AUTHORIZATION) ? in.roleName() : null;
    List<Statement> elements = new ArrayList<>();
    while (in.at(Keyword.CREATE) || in.at(Keyword.GRANT)) {
      if (ifNotExists) {
        throw TokenCursor.unsupported("CREATE SCHEMA IF NOT EXISTS with schema elements", in.pos());
      }
      if (in.keyword(1) == Keyword.SCHEMA || in.keyword(1) == Keyword.DATABASE) {
        in.advance();
        throw in.syntaxError();
      }
      in.enter();
      elements.add(in.at(Keyword.GRANT) ? grammar.grants.grant() : create());
      in.leave();
    }
    return new CreateSchema(name, authorization, ifNotExists, List.copyOf(elements), pos);
  }

  // ---- indexes

  private Statement index(int pos) {
    boolean unique = in.accept(Keyword.UNIQUE);
    in.expect(Keyword.INDEX);
    boolean concurrently = in.accept(Keyword.CONCURRENTLY);
    boolean ifNotExists = in.acceptIfNotExists();
    String name = ifNotExists || !in.at(Keyword.ON) ? in.columnName() : null;
    in.expect(Keyword.ON);
    TableRef.Relation table = grammar.from.relationName();
    String method = in.accept(Keyword.USING) ? in.columnName() : "btree";
    List<IndexElement> elements = indexElements();
    List<String> include = in.accept(Keyword.INCLUDE) ? in.columnList() : List.of();
    boolean nullsNotDistinct = grammar.constraints.nullsNotDistinct();
    List<Option> options = grammar.options.with();
    String tablespace = in.accept(Keyword.TABLESPACE) ? in.columnName() : null;
    Expression where = grammar.queries.where();
    return new CreateIndex(
        name,
        unique,
        concurrently,
        ifNotExists,
        table,
        method,
        elements,
        include,
        nullsNotDistinct,
        options,
        tablespace,
        where,
        pos);
  }

  /** Columns and expressions of an index or a conflict target, in parentheses. */
  List<IndexElement> indexElements() {
    in.expect('(');
    List<IndexElement> elements = new ArrayList<>();
    do {
      elements.add(indexElement());
    } while (in.accept(','));
    in.expect(')');
    return List.copyOf(elements);
  }

  private IndexElement indexElement() {
    int pos = in.pos();
    String column = null;
    Expression expression = null;
    if (in.accept('(')) {
      expression = grammar.expressions.expression();
      in.expect(')');
    } else if (in.atColumnName() && !in.at(1, '(') && !in.at(1, '.')) {
      column = in.columnName();
    } else {
      expression = grammar.primaries.callable();
    }
    List<String> collation = in.accept(Keyword.COLLATE) ? in.anyName() : List.of();
    List<String> operatorClass = List.of();
    if (in.accept(Keyword.USING)) {
      operatorClass = in.anyName();
    } else if (in.atColumnName() && !in.at(Keyword.NULLS)) {
      operatorClass = in.anyName();
    }
    if (!operatorClass.isEmpty() && in.at('(')) {
      grammar.options.definitions();
    }
    SortItem.Direction direction = grammar.queries.direction();
    SortItem.Nulls nulls = grammar.queries.nulls();
    return new IndexElement(column, expression, collation, operatorClass, direction, nulls, pos);
  }

  // ---- views

  private Statement view(boolean replace, boolean temporary, int pos) {
    boolean recursive = in.accept(Keyword.RECURSIVE);
    in.expect(Keyword.VIEW);
    QualifiedName name = in.relationName();
    List<String> columns = recursive ? in.columnList() : in.optionalColumnList();
    List<Option> options = grammar.options.with();
    in.expect(Keyword.AS);
    int first = in.index();
    Query query = grammar.queries.query();
    String text = in.sourceSince(first);
    String check = null;
    if (in.accept(Keyword.WITH)) {
      check = in.accept(Keyword.LOCAL) ? "local" : "cascaded";
      in.accept(Keyword.CASCADED);
      in.expect(Keyword.CHECK, Keyword.OPTION);
    }
    return new CreateView(
        name, replace, temporary, recursive, columns, options, query, text, check, pos);
  }

  // ---- sequences

  private Statement sequence(boolean temporary, int pos) {
    boolean ifNotExists = in.acceptIfNotExists();
    QualifiedName name = in.relationName();
    return new Sequence(false, name, temporary, ifNotExists, sequenceOptions(), pos);
  }

  /** Settings of a sequence, by their first words in lower case. */
  List<Option> sequenceOptions() {
    List<Option> options = new ArrayList<>();
    Option option = sequenceOption();
    while (option != null) {
      options.add(option);
      option = sequenceOption();
    }
    return List.copyOf(options);
  }

  private @Nullable Option sequenceOption() {
    int pos = in.pos();
    Keyword keyword = in.keyword();
    if (keyword == null) {
      return null;
    }
    return switch (keyword) {
      case AS -> {
        in.advance();
        yield OptionParser.of("as", OptionParser.word(grammar.types.type().name(), pos), pos);
      }
      case CACHE, MAXVALUE, MINVALUE -> {
        in.advance();
        yield OptionParser.of(keyword.word(), number(), pos);
      }
      case CYCLE -> {
        in.advance();
        yield OptionParser.flag("cycle", pos);
      }
      case INCREMENT -> {
        in.advance();
        in.accept(Keyword.BY);
        yield OptionParser.of("increment", number(), pos);
      }
      case START, RESTART -> {
        in.advance();
        boolean with = in.accept(Keyword.WITH);
        boolean value = with || in.token().literal() || in.at('-') || in.at('+');
        if (!value && keyword == Keyword.START) {
          throw in.syntaxError();
        }
        yield OptionParser.of(keyword.word(), value ? number() : null, pos);
      }
      case NO -> noOption(pos);
      case OWNED -> {
        in.advance();
        in.expect(Keyword.BY);
        yield OptionParser.of("owned_by", new Expression.ColumnRef(in.anyName(), pos), pos);
      }
      default -> null;
    };
  }

  private Option noOption(int pos) {
    in.advance();
    for (Keyword word : List.of(Keyword.MAXVALUE, Keyword.MINVALUE, Keyword.CYCLE)) {
      if (in.accept(word)) {
        return OptionParser.flag("no_" + word.word(), pos);
      }
    }
    throw in.syntaxError();
  }

  private Expression number() {
    boolean good = in.at('-') || in.at('+') || (in.token().literal() && !in.atString());
    if (!good) {
      throw in.syntaxError();
    }
    return grammar.options.value();
  }
}
