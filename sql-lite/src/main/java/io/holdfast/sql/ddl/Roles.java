package io.holdfast.sql.ddl;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.Set;

/** The roles there are: the superuser, and words that stand for whoever is connected. */
final class Roles {
  private static final Set<String> KNOWN =
      Set.of("postgres", "pg_database_owner", "current_user", "session_user", "current_role");

  private Roles() {}

  static void checkExists(String role) {
    if (!KNOWN.contains(role)) {
      throw new SqlException(SqlState.UNDEFINED_OBJECT, "role \"" + role + "\" does not exist");
    }
  }

  static void checkExistsOrPublic(String role) {
    if (!role.equals("public")) {
      checkExists(role);
    }
  }
}
