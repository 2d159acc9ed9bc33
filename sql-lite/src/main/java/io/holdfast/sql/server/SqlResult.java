package io.holdfast.sql.server;

import io.holdfast.sql.session.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one statement has answered, in text.
 *
 * @param columns names; empty when it gives no rows
 * @param rows null for NULL
 * @param tag its command tag; empty for an empty text
 */
public record SqlResult(
    List<String> columns, List<List<@Nullable String>> rows, String tag, List<Notice> notices) {
  /** The only value of a result of one row and one column. */
  public @Nullable String value() {
    if (rows.size() != 1 || rows.get(0).size() != 1) {
      throw new IllegalStateException("not one value but " + rows);
    }
    return rows.get(0).get(0);
  }
}
