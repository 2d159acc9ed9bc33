package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;

/** Text forms of {@code regclass} and its relatives: a name, or the number of an object. */
final class RegText {
  private RegText() {}

  static Long parse(BaseType type, String text, RegNames names) {
    String trimmed = NumberText.trim(text);
    if (trimmed.equals("-")) {
      return 0L;
    }
    if (!trimmed.isEmpty() && trimmed.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return NumberText.parseOid(trimmed);
    }
    Long oid = names.oidOf(type, trimmed);
    if (oid != null) {
      return oid;
    }
    throw switch (type) {
      case REGCLASS ->
          new SqlException(SqlState.UNDEFINED_TABLE, "relation \"" + trimmed + "\" does not exist");
      case REGPROC ->
          new SqlException(
              SqlState.UNDEFINED_FUNCTION, "function \"" + trimmed + "\" does not exist");
      case REGNAMESPACE ->
          new SqlException(
              SqlState.INVALID_SCHEMA_NAME, "schema \"" + trimmed + "\" does not exist");
      case REGROLE ->
          new SqlException(SqlState.UNDEFINED_OBJECT, "role \"" + trimmed + "\" does not exist");
      default ->
          new SqlException(SqlState.UNDEFINED_OBJECT, "type \"" + trimmed + "\" does not exist");
    };
  }

  static String format(BaseType type, long oid, RegNames names) {
    if (oid == 0) {
      return "-";
    }
    String name = names.nameOf(type, oid);
    return name != null ? name : Long.toString(oid);
  }
}
