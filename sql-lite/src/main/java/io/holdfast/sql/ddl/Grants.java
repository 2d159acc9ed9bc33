package io.holdfast.sql.ddl;

import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.DdlStatement.ObjectKind;
import io.holdfast.sql.parse.ast.QualifiedName;

/**
 * GRANT and REVOKE. There is one role and it is a superuser, which no privilege adds to and no
 * revoking takes from: the objects and roles are checked and nothing is kept.
 */
final class Grants {
  private Grants() {}

  static String run(DdlSession session, DdlStatement.Grant statement) {
    statement.roles().forEach(Roles::checkExistsOrPublic);
    DdlNames names = new DdlNames(session.catalog().fresh(), session.searchPath());
    if (statement.kind() == ObjectKind.TABLE) {
      for (QualifiedName name : statement.objects()) {
        if (names.find(name) == null) {
          throw DdlNames.undefined(name);
        }
      }
    } else if (statement.kind() == ObjectKind.SCHEMA) {
      statement.objects().forEach(name -> names.schema(name.name(), 0));
    }
    return statement.grant() ? "GRANT" : "REVOKE";
  }
}
