package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds {@code $1} in texts that may have none. */
final class ParameterReferences {
  /** What is quoted or a comment is passed over. */
  private static final Pattern REFERENCE =
      Pattern.compile("'[^']*'|\"[^\"]*\"|--[^\\n]*|/\\*.*?\\*/|(\\$\\d+)", Pattern.DOTALL);

  private ParameterReferences() {}

  /** The error for the first one. */
  static SqlException missing(String text) {
    Matcher matcher = REFERENCE.matcher(text);
    while (matcher.find()) {
      String reference = matcher.group(1);
      if (reference != null) {
        int position = text.codePointCount(0, matcher.start()) + 1;
        return new SqlException(
            SqlState.UNDEFINED_PARAMETER, "there is no parameter " + reference, position);
      }
    }
    return new SqlException(SqlState.UNDEFINED_PARAMETER, "there is no parameter $1");
  }
}
