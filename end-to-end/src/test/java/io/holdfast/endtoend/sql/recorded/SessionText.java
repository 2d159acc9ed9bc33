package io.holdfast.endtoend.sql.recorded;

import io.holdfast.endtoend.sql.wire.WireColumn;
import io.holdfast.endtoend.sql.wire.WireError;
import io.holdfast.endtoend.sql.wire.WireResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Answers as lines. {@code = name:type ...} are the columns (types of a table's rows are numbered
 * differently everywhere: {@code row}), rows follow, {@code ; SELECT 1} is the tag, {@code !} an
 * error with its place, {@code ~} a notice.
 */
final class SessionText {
  private static final int FIRST_USER_OID = 16_384;

  private SessionText() {}

  static List<String> of(String sql, List<WireResult> results, List<WireError> notices) {
    List<String> lines = new ArrayList<>();
    for (WireResult result : results) {
      if (result.error != null) {
        lines.addAll(error("! ", result.error));
        continue;
      }
      List<WireColumn> columns = result.columns;
      if (columns != null) {
        StringBuilder head = new StringBuilder("=");
        for (WireColumn column : columns) {
          head.append(' ').append(column.name()).append(':').append(type(column));
        }
        lines.add(head.toString());
        lines.addAll(rows(sql, result));
      } else {
        // Lines of COPY, in the order in which they came.
        result.rows.forEach(row -> lines.add("  " + oneLine(String.valueOf(row.get(0)))));
      }
      lines.add("; " + result.tag);
    }
    for (WireError notice : notices) {
      lines.addAll(error("~ ", notice));
    }
    return lines;
  }

  private static String type(WireColumn column) {
    String oid = column.typeOid() < FIRST_USER_OID ? "" + column.typeOid() : "row";
    return column.typmod() < 0 ? oid : oid + "/" + column.typmod();
  }

  private static List<String> rows(String sql, WireResult result) {
    List<String> rows = new ArrayList<>();
    for (List<@Nullable String> row : result.rows) {
      List<String> fields = new ArrayList<>();
      for (String field : row) {
        fields.add(field == null ? "NULL" : oneLine(field));
      }
      rows.add("  " + String.join("|", fields));
    }
    if (!sql.toLowerCase(Locale.ROOT).contains("order by")) {
      Collections.sort(rows);
    }
    return rows;
  }

  private static List<String> error(String mark, WireError error) {
    List<String> lines = new ArrayList<>();
    lines.add(mark + oneLine(error.toString()));
    for (char field : List.of('D', 'H')) {
      String text = error.fields().get(field);
      if (text != null) {
        lines.add(mark + field + ": " + oneLine(text));
      }
    }
    return lines;
  }

  private static String oneLine(String text) {
    return text.replace("\n", "\\n").replace("\r", "\\r");
  }
}
