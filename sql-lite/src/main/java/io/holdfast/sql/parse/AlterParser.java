package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.DdlStatement.ObjectKind;
import io.holdfast.sql.parse.ast.DdlStatement.Rename;
import io.holdfast.sql.parse.ast.DdlStatement.Sequence;
import io.holdfast.sql.parse.ast.DdlStatement.SetOwner;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Statement;
import java.util.List;

/** ALTER. */
final class AlterParser {
  private final Grammar grammar;
  private final TokenCursor in;

  AlterParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  Statement alter() {
    int pos = in.pos();
    in.expect(Keyword.ALTER);
    if (in.accept(Keyword.TABLE)) {
      return in.at(Keyword.ALL)
          ? grammar.statements.unsupported("ALTER TABLE ALL", pos)
          : grammar.alterTable.alter(ObjectKind.TABLE, pos);
    }
    if (in.accept(Keyword.VIEW)) {
      return grammar.alterTable.alter(ObjectKind.VIEW, pos);
    }
    if (in.at(Keyword.INDEX) && in.keyword(1) != Keyword.ALL) {
      in.advance();
      return grammar.alterTable.alter(ObjectKind.INDEX, pos);
    }
    if (in.at(Keyword.MATERIALIZED, Keyword.VIEW)) {
      in.advance();
      in.advance();
      return grammar.alterTable.alter(ObjectKind.MATERIALIZED_VIEW, pos);
    }
    if (in.accept(Keyword.SEQUENCE)) {
      return sequence(pos);
    }
    if (in.accept(Keyword.SCHEMA)) {
      return renameOrOwner(ObjectKind.SCHEMA, pos);
    }
    if (in.accept(Keyword.DATABASE)) {
      return renameOrOwner(ObjectKind.DATABASE, pos);
    }
    return grammar.statements.unsupported("ALTER", pos);
  }

  private Statement sequence(int pos) {
    int ahead = in.at(Keyword.IF) ? 2 : 0;
    while (in.at(ahead + 1, '.')) {
      ahead += 2;
    }
    Keyword next = in.keyword(ahead + 1);
    if (next == Keyword.RENAME || next == Keyword.SET || next == Keyword.OWNER) {
      return grammar.alterTable.alter(ObjectKind.SEQUENCE, pos);
    }
    boolean ifExists = in.acceptIfExists();
    QualifiedName name = in.relationName();
    List<Option> options = grammar.create.sequenceOptions();
    if (options.isEmpty()) {
      throw in.syntaxError();
    }
    return new Sequence(true, name, false, ifExists, options, pos);
  }

  private Statement renameOrOwner(ObjectKind kind, int pos) {
    int namePos = in.pos();
    QualifiedName name = new QualifiedName(List.of(in.columnName()), namePos);
    if (in.accept(Keyword.RENAME)) {
      in.expect(Keyword.TO);
      return new Rename(kind, name, null, in.columnName(), false, pos);
    }
    if (in.accept(Keyword.OWNER)) {
      in.expect(Keyword.TO);
      return new SetOwner(kind, name, in.roleName(), pos);
    }
    if (kind == ObjectKind.SCHEMA) {
      throw in.syntaxError();
    }
    return grammar.statements.unsupportedTag("ALTER DATABASE", pos);
  }
}
