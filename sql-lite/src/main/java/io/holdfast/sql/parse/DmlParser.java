package io.holdfast.sql.parse;

import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.DdlStatement.CreateTableAs;
import io.holdfast.sql.parse.ast.DdlStatement.OnCommit;
import io.holdfast.sql.parse.ast.DdlStatement.Persistence;
import io.holdfast.sql.parse.ast.DmlStatement.Assignment;
import io.holdfast.sql.parse.ast.DmlStatement.ColumnTarget;
import io.holdfast.sql.parse.ast.DmlStatement.DeleteStatement;
import io.holdfast.sql.parse.ast.DmlStatement.IndexElement;
import io.holdfast.sql.parse.ast.DmlStatement.InsertStatement;
import io.holdfast.sql.parse.ast.DmlStatement.OnConflict;
import io.holdfast.sql.parse.ast.DmlStatement.Overriding;
import io.holdfast.sql.parse.ast.DmlStatement.SelectStatement;
import io.holdfast.sql.parse.ast.DmlStatement.UpdateStatement;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.Query.Target;
import io.holdfast.sql.parse.ast.Query.With;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.TableRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SELECT as a statement, INSERT, UPDATE, DELETE. */
final class DmlParser {
  private final Grammar grammar;
  private final TokenCursor in;
  private @Nullable Into into;
  private boolean mayBeInto;

  DmlParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  private record Into(QualifiedName table, Persistence persistence, int pos) {}

  /** Whether a statement with rows begins here. */
  boolean atPreparable() {
    return grammar.queries.atQuery()
        || in.at('(')
        || in.at(Keyword.INSERT)
        || in.at(Keyword.UPDATE)
        || in.at(Keyword.DELETE)
        || in.at(Keyword.MERGE);
  }

  /** SELECT, INSERT, UPDATE, DELETE, with WITH before it perhaps. */
  Statement preparable() {
    int pos = in.pos();
    With with = in.at(Keyword.WITH) ? grammar.queries.with() : null;
    if (in.at(Keyword.INSERT)) {
      return insert(with, pos);
    }
    if (in.at(Keyword.UPDATE)) {
      return update(with, pos);
    }
    if (in.at(Keyword.DELETE)) {
      return delete(with, pos);
    }
    if (in.at(Keyword.MERGE)) {
      throw TokenCursor.unsupported("MERGE", in.pos());
    }
    if (!grammar.queries.atQuery() && !in.at('(')) {
      throw in.syntaxError();
    }
    return new SelectStatement(grammar.queries.queryAfter(with, pos), pos);
  }

  /** The same at the beginning of a statement, where SELECT INTO is possible. */
  Statement statement() {
    into = null;
    mayBeInto = true;
    Statement statement = preparable();
    mayBeInto = false;
    Into target = into;
    into = null;
    if (target == null) {
      return statement;
    }
    if (!(statement instanceof SelectStatement)) {
      throw TokenCursor.syntax("SELECT ... INTO is not allowed here", target.pos);
    }
    return new CreateTableAs(
        target.table,
        target.persistence,
        false,
        false,
        List.of(),
        List.of(),
        OnCommit.NONE,
        null,
        statement,
        true,
        statement.pos());
  }

  /** INTO of a SELECT. */
  void into() {
    in.expect(Keyword.INTO);
    if (into != null || !mayBeInto) {
      throw TokenCursor.syntax("SELECT ... INTO is not allowed here", in.pos());
    }
    Persistence persistence = grammar.createTable.persistence();
    in.accept(Keyword.TABLE);
    int pos = in.pos();
    into = new Into(in.relationName(), persistence, pos);
  }

  // ---- INSERT

  private Statement insert(@Nullable With with, int pos) {
    in.expect(Keyword.INSERT, Keyword.INTO);
    QualifiedName table = in.relationName();
    String alias = in.accept(Keyword.AS) ? in.columnName() : null;
    List<ColumnTarget> columns =
        in.at('(') && !atQueryInParentheses() ? insertColumns() : List.of();
    Overriding overriding = overriding();
    Query source = null;
    if (in.accept(Keyword.DEFAULT)) {
      if (!columns.isEmpty() || overriding != Overriding.NONE) {
        throw in.syntaxError();
      }
      in.expect(Keyword.VALUES);
    } else if (grammar.queries.atQuery() || in.at('(')) {
      source = grammar.queries.query();
    } else {
      throw in.syntaxError();
    }
    OnConflict conflict = in.at(Keyword.ON) ? onConflict() : null;
    return new InsertStatement(
        with, table, alias, columns, overriding, source, conflict, returning(), pos);
  }

  private boolean atQueryInParentheses() {
    int ahead = 0;
    while (in.at(ahead, '(')) {
      ahead++;
    }
    Keyword keyword = in.keyword(ahead);
    return keyword == Keyword.SELECT
        || keyword == Keyword.VALUES
        || keyword == Keyword.TABLE
        || keyword == Keyword.WITH;
  }

  private List<ColumnTarget> insertColumns() {
    in.expect('(');
    List<ColumnTarget> columns = columnTargets();
    in.expect(')');
    return columns;
  }

  private List<ColumnTarget> columnTargets() {
    List<ColumnTarget> columns = new ArrayList<>();
    do {
      columns.add(columnTarget());
    } while (in.accept(','));
    return List.copyOf(columns);
  }

  private ColumnTarget columnTarget() {
    int pos = in.pos();
    String name = in.columnName();
    Expression path = null;
    if (in.at('.') || in.at('[')) {
      path = grammar.primaries.indirection(new Expression.ColumnRef(List.of(name), pos));
    }
    return new ColumnTarget(name, path, pos);
  }

  private Overriding overriding() {
    if (!in.accept(Keyword.OVERRIDING)) {
      return Overriding.NONE;
    }
    Overriding kind = Overriding.USER_VALUE;
    if (in.accept(Keyword.SYSTEM)) {
      kind = Overriding.SYSTEM_VALUE;
    } else {
      in.expect(Keyword.USER);
    }
    in.expect(Keyword.VALUE);
    return kind;
  }

  private OnConflict onConflict() {
    int pos = in.pos();
    in.expect(Keyword.ON, Keyword.CONFLICT);
    List<IndexElement> target = List.of();
    Expression targetWhere = null;
    String constraint = null;
    if (in.at('(')) {
      target = grammar.create.indexElements();
      targetWhere = grammar.queries.where();
    } else if (in.accept(Keyword.ON)) {
      in.expect(Keyword.CONSTRAINT);
      constraint = in.columnName();
    }
    in.expect(Keyword.DO);
    if (in.accept(Keyword.NOTHING)) {
      return new OnConflict(target, targetWhere, constraint, false, List.of(), null, pos);
    }
    in.expect(Keyword.UPDATE, Keyword.SET);
    List<Assignment> assignments = assignments();
    Expression where = grammar.queries.where();
    if (target.isEmpty() && constraint == null) {
      throw TokenCursor.error(
              SqlState.SYNTAX_ERROR,
              "ON CONFLICT DO UPDATE requires inference specification or constraint name",
              pos)
          .withHint("For example, ON CONFLICT (column_name).");
    }
    return new OnConflict(target, targetWhere, constraint, true, assignments, where, pos);
  }

  private List<Target> returning() {
    return in.accept(Keyword.RETURNING) ? grammar.queries.targets() : List.of();
  }

  // ---- UPDATE, DELETE

  private List<Assignment> assignments() {
    List<Assignment> assignments = new ArrayList<>();
    do {
      int pos = in.pos();
      boolean multiple = in.accept('(');
      List<ColumnTarget> columns = multiple ? columnTargets() : List.of(columnTarget());
      if (multiple) {
        in.expect(')');
      }
      in.expect('=');
      assignments.add(new Assignment(columns, multiple, grammar.expressions.expression(), pos));
    } while (in.accept(','));
    return List.copyOf(assignments);
  }

  /** A table to be changed: SET is no alias without AS. */
  private TableRef.Relation changed() {
    TableRef.Relation table = grammar.from.relationName();
    int pos = in.pos();
    boolean as = in.accept(Keyword.AS);
    if (!as && (!in.atColumnName() || in.at(Keyword.SET))) {
      return table;
    }
    TableRef.Alias alias = new TableRef.Alias(in.columnName(), List.of(), pos);
    return new TableRef.Relation(table.name(), table.only(), alias, table.pos());
  }

  private Statement update(@Nullable With with, int pos) {
    in.expect(Keyword.UPDATE);
    TableRef.Relation table = changed();
    in.expect(Keyword.SET);
    List<Assignment> assignments = assignments();
    List<TableRef> from = in.accept(Keyword.FROM) ? grammar.from.list() : List.of();
    Expression where = changeWhere();
    return new UpdateStatement(with, table, assignments, from, where, returning(), pos);
  }

  private Statement delete(@Nullable With with, int pos) {
    in.expect(Keyword.DELETE, Keyword.FROM);
    TableRef.Relation table = changed();
    List<TableRef> using = in.accept(Keyword.USING) ? grammar.from.list() : List.of();
    return new DeleteStatement(with, table, using, changeWhere(), returning(), pos);
  }

  private @Nullable Expression changeWhere() {
    if (in.at(Keyword.WHERE) && in.keyword(1) == Keyword.CURRENT && in.keyword(2) == Keyword.OF) {
      in.advance();
      int pos = in.pos();
      in.advance();
      in.advance();
      return new Expression.CurrentOf(in.columnName(), pos);
    }
    return grammar.queries.where();
  }
}
