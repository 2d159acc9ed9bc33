package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.DdlStatement.Grant;
import io.holdfast.sql.parse.ast.DdlStatement.ObjectKind;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** GRANT and REVOKE. */
final class GrantParser {
  private final Grammar grammar;
  private final TokenCursor in;

  GrantParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  Statement grant() {
    int pos = in.pos();
    boolean grant = in.accept(Keyword.GRANT);
    boolean option = false;
    if (!grant) {
      in.expect(Keyword.REVOKE);
      if (in.at(Keyword.GRANT) || in.at(Keyword.ADMIN)) {
        in.advance();
        in.expect(Keyword.OPTION, Keyword.FOR);
        option = true;
      }
    }
    List<String> privileges = privileges();
    ObjectKind kind = ObjectKind.ROLE;
    List<QualifiedName> objects = List.of();
    if (in.accept(Keyword.ON)) {
      kind = kind();
      if (kind == ObjectKind.OTHER) {
        return grammar.statements.unsupportedTag(grant ? "GRANT" : "REVOKE", pos);
      }
      objects = in.objectNames();
    }
    in.expect(grant ? Keyword.TO : Keyword.FROM);
    List<String> roles = roles();
    if (grant && in.accept(Keyword.WITH)) {
      option = true;
      if (!in.accept(Keyword.GRANT)) {
        in.expect(Keyword.ADMIN);
      }
      in.expect(Keyword.OPTION);
    }
    if (in.accept(Keyword.GRANTED)) {
      in.expect(Keyword.BY);
      in.roleName();
    }
    boolean cascade = !grant && in.acceptCascade();
    return new Grant(grant, privileges, kind, objects, roles, option, cascade, pos);
  }

  private List<String> privileges() {
    List<String> privileges = new ArrayList<>();
    do {
      String name = privilege();
      if (name.equals("all")) {
        in.accept(Keyword.PRIVILEGES);
      }
      in.optionalColumnList();
      privileges.add(name);
    } while (in.accept(','));
    return List.copyOf(privileges);
  }

  private String privilege() {
    boolean reserved =
        in.at(Keyword.SELECT)
            || in.at(Keyword.REFERENCES)
            || in.at(Keyword.CREATE)
            || in.at(Keyword.ALL);
    return reserved ? in.label().toLowerCase(Locale.ROOT) : in.columnName();
  }

  private ObjectKind kind() {
    if (in.accept(Keyword.TABLE)) {
      return ObjectKind.TABLE;
    }
    if (in.accept(Keyword.SEQUENCE)) {
      return ObjectKind.SEQUENCE;
    }
    if (in.accept(Keyword.DATABASE)) {
      return ObjectKind.DATABASE;
    }
    if (in.accept(Keyword.SCHEMA)) {
      return ObjectKind.SCHEMA;
    }
    if (in.accept(Keyword.TABLESPACE)) {
      return ObjectKind.TABLESPACE;
    }
    boolean other =
        in.at(Keyword.ALL)
            || in.at(Keyword.FUNCTION)
            || in.at(Keyword.PROCEDURE)
            || in.at(Keyword.ROUTINE)
            || in.at(Keyword.TYPE)
            || in.at(Keyword.DOMAIN)
            || in.at(Keyword.LANGUAGE)
            || in.at(Keyword.LARGE, Keyword.OBJECT)
            || in.at(Keyword.FOREIGN)
            || in.at(Keyword.PARAMETER);
    return other ? ObjectKind.OTHER : ObjectKind.TABLE;
  }

  private List<String> roles() {
    List<String> roles = new ArrayList<>();
    do {
      in.accept(Keyword.GROUP);
      roles.add(in.roleName());
    } while (in.accept(','));
    return List.copyOf(roles);
  }
}
