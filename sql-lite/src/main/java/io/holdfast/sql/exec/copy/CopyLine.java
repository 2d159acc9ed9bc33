package io.holdfast.sql.exec.copy;

import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.ValueText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes rows as lines of COPY TO. */
public final class CopyLine {
  private final CopyFormat format;
  private final List<String> names;
  private final boolean[] forced;
  private final List<SqlType> types;
  private final TypeContext context;
  private final StringBuilder line = new StringBuilder();

  /** A writer of rows of these columns. */
  public CopyLine(CopyFormat format, List<String> names, List<SqlType> types, TypeContext context) {
    this.format = format;
    this.names = List.copyOf(names);
    forced = format.forced().quoted(names);
    this.types = types;
    this.context = context;
  }

  /** The line of a row, with its end. */
  public byte[] of(@Nullable Object[] row) {
    line.setLength(0);
    for (int i = 0; i < row.length; i++) {
      if (i > 0) {
        line.append((char) format.delimiter());
      }
      Object value = row[i];
      if (value == null) {
        line.append(format.nullText());
      } else if (format.csv()) {
        appendCsv(ValueText.format(types.get(i), value, context), row.length == 1, forced[i]);
      } else {
        appendText(ValueText.format(types.get(i), value, context));
      }
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The line of the names of the columns. */
  public byte[] header() {
    line.setLength(0);
    for (int i = 0; i < names.size(); i++) {
      if (i > 0) {
        line.append((char) format.delimiter());
      }
      if (format.csv()) {
        appendCsv(names.get(i), names.size() == 1, false);
      } else {
        appendText(names.get(i));
      }
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void appendText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\b' -> line.append("\\b");
        case '\f' -> line.append("\\f");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        case 0x0B -> line.append("\\v");
        case '\\' -> line.append("\\\\");
        default -> {
          if (c == (char) format.delimiter()) {
            line.append('\\');
          }
          line.append(c);
        }
      }
    }
  }

  private void appendCsv(String text, boolean single, boolean force) {
    char quote = (char) format.quote();
    char escape = (char) format.escape();
    boolean quoted = force || text.equals(format.nullText()) || (single && text.equals("\\."));
    for (int i = 0; i < text.length() && !quoted; i++) {
      char c = text.charAt(i);
      quoted = c == (char) format.delimiter() || c == quote || c == '\n' || c == '\r';
    }
    if (!quoted) {
      line.append(text);
      return;
    }
    line.append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote || c == escape) {
        line.append(escape);
      }
      line.append(c);
    }
    line.append(quote);
  }
}
