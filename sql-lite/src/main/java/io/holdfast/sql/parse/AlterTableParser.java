package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.DdlStatement.AddColumn;
import io.holdfast.sql.parse.ast.DdlStatement.AddConstraint;
import io.holdfast.sql.parse.ast.DdlStatement.AlterAction;
import io.holdfast.sql.parse.ast.DdlStatement.AlterDefault;
import io.holdfast.sql.parse.ast.DdlStatement.AlterNotNull;
import io.holdfast.sql.parse.ast.DdlStatement.AlterTable;
import io.holdfast.sql.parse.ast.DdlStatement.AlterType;
import io.holdfast.sql.parse.ast.DdlStatement.ChangeOwner;
import io.holdfast.sql.parse.ast.DdlStatement.DropColumn;
import io.holdfast.sql.parse.ast.DdlStatement.DropConstraint;
import io.holdfast.sql.parse.ast.DdlStatement.ObjectKind;
import io.holdfast.sql.parse.ast.DdlStatement.OtherAction;
import io.holdfast.sql.parse.ast.DdlStatement.Rename;
import io.holdfast.sql.parse.ast.DdlStatement.SetOptions;
import io.holdfast.sql.parse.ast.DdlStatement.SetSchema;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.TableRef;
import io.holdfast.sql.parse.ast.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ALTER TABLE and its like for views, indexes and sequences. */
final class AlterTableParser {
  private final Grammar grammar;
  private final TokenCursor in;

  AlterTableParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  /** What follows ALTER TABLE (or another kind of relation). */
  Statement alter(ObjectKind kind, int pos) {
    boolean ifExists = in.acceptIfExists();
    TableRef.Relation table = grammar.from.relationName();
    if (in.at(Keyword.RENAME)) {
      return rename(kind, table, ifExists, pos);
    }
    if (in.accept(Keyword.SET, Keyword.SCHEMA)) {
      return new SetSchema(kind, table.name(), in.columnName(), ifExists, pos);
    }
    List<AlterAction> actions = new ArrayList<>();
    do {
      actions.add(action());
    } while (in.accept(','));
    return new AlterTable(kind, table, ifExists, List.copyOf(actions), pos);
  }

  private Statement rename(ObjectKind kind, TableRef.Relation table, boolean ifExists, int pos) {
    in.expect(Keyword.RENAME);
    if (in.accept(Keyword.TO)) {
      return new Rename(kind, table.name(), null, in.columnName(), ifExists, pos);
    }
    ObjectKind part = ObjectKind.COLUMN;
    if (in.accept(Keyword.CONSTRAINT)) {
      part = ObjectKind.CONSTRAINT;
    } else {
      in.accept(Keyword.COLUMN);
    }
    String name = in.columnName();
    in.expect(Keyword.TO);
    return new Rename(part, table.name(), name, in.columnName(), ifExists, pos);
  }

  private AlterAction action() {
    int pos = in.pos();
    if (in.accept(Keyword.ADD)) {
      return add(pos);
    }
    if (in.accept(Keyword.DROP)) {
      return drop(pos);
    }
    if (in.accept(Keyword.ALTER)) {
      return alterColumn(pos);
    }
    if (in.accept(Keyword.OWNER)) {
      in.expect(Keyword.TO);
      return new ChangeOwner(in.roleName(), pos);
    }
    if (in.at(Keyword.SET) && in.at(1, '(')) {
      in.advance();
      return new SetOptions(grammar.options.definitions(), false, pos);
    }
    if (in.at(Keyword.RESET) && in.at(1, '(')) {
      in.advance();
      return new SetOptions(grammar.options.definitions(), true, pos);
    }
    return other(pos);
  }

  /** An action that is not taken apart: everything up to the comma. */
  private AlterAction other(int pos) {
    Keyword keyword = in.keyword();
    boolean known =
        keyword != null
            && switch (keyword) {
              case ENABLE,
                  DISABLE,
                  FORCE,
                  NO,
                  CLUSTER,
                  SET,
                  VALIDATE,
                  INHERIT,
                  ATTACH,
                  DETACH,
                  REPLICA,
                  OF,
                  NOT,
                  OPTIONS ->
                  true;
              default -> false;
            };
    if (!known) {
      throw in.syntaxError();
    }
    int first = in.index();
    while (!in.atEnd() && !in.at(';') && !in.at(',')) {
      in.advance();
    }
    return new OtherAction(in.sourceSince(first), pos);
  }

  private AlterAction add(int pos) {
    if (grammar.constraints.atTableConstraint()) {
      return new AddConstraint(grammar.constraints.tableConstraint(), pos);
    }
    in.accept(Keyword.COLUMN);
    boolean ifNotExists = in.acceptIfNotExists();
    return new AddColumn(grammar.columns.column(), ifNotExists, pos);
  }

  private AlterAction drop(int pos) {
    boolean constraint = in.accept(Keyword.CONSTRAINT);
    if (!constraint) {
      in.accept(Keyword.COLUMN);
    }
    boolean ifExists = in.acceptIfExists();
    String name = in.columnName();
    boolean cascade = in.acceptCascade();
    return constraint
        ? new DropConstraint(name, ifExists, cascade, pos)
        : new DropColumn(name, ifExists, cascade, pos);
  }

  private AlterAction alterColumn(int pos) {
    if (in.at(Keyword.CONSTRAINT)) {
      return alterOther("ALTER CONSTRAINT", pos);
    }
    in.accept(Keyword.COLUMN);
    String column = in.columnName();
    if (in.accept(Keyword.SET)) {
      return set(column, pos);
    }
    if (in.accept(Keyword.DROP)) {
      if (in.accept(Keyword.DEFAULT)) {
        return new AlterDefault(column, null, null, pos);
      }
      if (in.accept(Keyword.NOT)) {
        in.expect(Keyword.NULL);
        return new AlterNotNull(column, false, pos);
      }
      if (in.at(Keyword.EXPRESSION) || in.at(Keyword.IDENTITY)) {
        return alterOther("ALTER COLUMN DROP", pos);
      }
      throw in.syntaxError();
    }
    if (in.accept(Keyword.TYPE)) {
      return type(column, pos);
    }
    if (in.at(Keyword.ADD) || in.at(Keyword.RESTART) || in.at(Keyword.RESET)) {
      return alterOther("ALTER COLUMN", pos);
    }
    throw in.syntaxError();
  }

  private AlterAction alterOther(String what, int pos) {
    int depth = 0;
    while (!in.atEnd() && !in.at(';') && (depth > 0 || !in.at(','))) {
      depth += in.at('(') ? 1 : in.at(')') ? -1 : 0;
      in.advance();
    }
    return new OtherAction(what, pos);
  }

  private AlterAction set(String column, int pos) {
    if (in.accept(Keyword.DEFAULT)) {
      int first = in.index();
      Expression expression = grammar.expressions.expression();
      return new AlterDefault(column, expression, in.sourceSince(first), pos);
    }
    if (in.accept(Keyword.NOT)) {
      in.expect(Keyword.NULL);
      return new AlterNotNull(column, true, pos);
    }
    if (in.accept(Keyword.DATA)) {
      in.expect(Keyword.TYPE);
      return type(column, pos);
    }
    if (in.at(Keyword.STATISTICS)
        || in.at(Keyword.STORAGE)
        || in.at(Keyword.COMPRESSION)
        || in.at(Keyword.GENERATED)
        || in.at('(')) {
      return alterOther("ALTER COLUMN SET", pos);
    }
    throw in.syntaxError();
  }

  private AlterAction type(String column, int pos) {
    TypeName type = grammar.types.type();
    List<String> collation = in.accept(Keyword.COLLATE) ? in.anyName() : List.of();
    @Nullable Expression using = in.accept(Keyword.USING) ? grammar.expressions.expression() : null;
    return new AlterType(column, type, collation, using, pos);
  }
}
