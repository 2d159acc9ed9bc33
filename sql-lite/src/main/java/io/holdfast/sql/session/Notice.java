package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;

/**
 * Something the user should know, beside the result.
 *
 * @param content text, SQLSTATE and optional fields; its class says nothing here
 */
public record Notice(Severity severity, String code, SqlException content) {
  /** How much it matters. */
  public enum Severity {
    DEBUG,
    LOG,
    INFO,
    NOTICE,
    WARNING
  }

  /** A warning with a code. */
  public static Notice warning(SqlException content) {
    return new Notice(Severity.WARNING, content.state().code(), content);
  }

  /** A notice ("table does not exist, skipping"); its code is 00000 unless another is given. */
  public static Notice notice(String code, SqlException content) {
    return new Notice(Severity.NOTICE, code, content);
  }
}
