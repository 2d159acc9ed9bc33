package io.holdfast.endtoend.sql.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one statement answered: either a tag (and rows), or an error. */
public final class WireResult {
  /** Null when the statement answers no rows. */
  public @Nullable List<WireColumn> columns;

  public final List<List<@Nullable String>> rows = new ArrayList<>();
  public @Nullable String tag;
  public @Nullable WireError error;

  @Override
  public String toString() {
    return error != null ? error.toString() : tag + (columns == null ? "" : " " + columns + rows);
  }
}
