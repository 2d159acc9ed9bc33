package io.holdfast.sql.exec.copy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes in, fields of lines out. */
public final class CopyReader {
  /** More of a line is not shown in the context of an error. */
  private static final int SHOWN_BYTES_MAX = 100;

  private final String table;
  private final List<String> columns;
  private final CopyFormat format;
  private final LineCutter lines;
  private final FieldReader fields;
  private boolean headerExpected;

  /** A reader of lines with a field for each of the columns. */
  public CopyReader(String table, List<String> columns, CopyFormat format) {
    this.table = table;
    this.columns = columns;
    this.format = format;
    this.lines = new LineCutter(format);
    this.fields = new FieldReader(format, columns);
    this.headerExpected = format.header() != CopyFormat.Header.NONE;
  }

  /** Takes bytes, cut anywhere; they are copied. */
  public void accept(byte[] bytes, int offset, int length) {
    lines.accept(bytes, offset, length);
  }

  /** No more bytes will come. */
  public void complete() {
    lines.complete();
  }

  /** The fields of the next whole line; null when there is none (yet). */
  public @Nullable List<@Nullable String> next() {
    if (!nextLine()) {
      return null;
    }
    if (headerExpected) {
      headerExpected = false;
      if (format.header() == CopyFormat.Header.MATCH) {
        checkHeader();
      }
      if (!nextLine()) {
        return null;
      }
    }
    List<@Nullable String> line = split();
    if (line.size() > columns.size()) {
      throw atLine(malformed("extra data after last expected column"));
    }
    if (line.size() < columns.size()) {
      throw atLine(malformed("missing data for column \"" + columns.get(line.size()) + "\""));
    }
    return line;
  }

  private boolean nextLine() {
    try {
      if (!lines.next()) {
        return false;
      }
      Utf8Check.check(lines.array(), lines.start(), lines.length(), lines.available());
      return true;
    } catch (SqlException error) {
      throw error.with(SqlException.Field.WHERE, where());
    }
  }

  private List<@Nullable String> split() {
    try {
      return fields.read(lines.array(), lines.start(), lines.length());
    } catch (SqlException error) {
      throw atLine(error);
    }
  }

  private void checkHeader() {
    List<@Nullable String> names = split();
    if (names.size() != columns.size()) {
      throw atLine(
          malformed(
              "wrong number of fields in header line: got "
                  + names.size()
                  + ", expected "
                  + columns.size()));
    }
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String prefix = "column name mismatch in header line field " + (i + 1) + ": got ";
      if (name == null) {
        throw atLine(
            malformed(
                prefix
                    + "null value (\""
                    + format.nullText()
                    + "\"), expected \""
                    + columns.get(i)
                    + "\""));
      }
      if (!name.equals(columns.get(i))) {
        throw atLine(malformed(prefix + "\"" + name + "\", expected \"" + columns.get(i) + "\""));
      }
    }
  }

  private static SqlException malformed(String message) {
    return new SqlException(SqlState.BAD_COPY_FILE_FORMAT, message);
  }

  private String where() {
    return "COPY " + table + ", line " + lines.lineNumber();
  }

  /** Number of the line read last, from 1. */
  public long lineNumber() {
    return lines.lineNumber();
  }

  /** An error found in the line read last. */
  public SqlException atLine(SqlException error) {
    String line = new String(lines.copy(), StandardCharsets.UTF_8);
    return error.with(SqlException.Field.WHERE, where() + ": \"" + shown(line) + "\"");
  }

  /** An error found in a field of the line read last. */
  public SqlException atColumn(SqlException error, String column, String field) {
    return error.with(
        SqlException.Field.WHERE, where() + ", column " + column + ": \"" + shown(field) + "\"");
  }

  private static String shown(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= SHOWN_BYTES_MAX) {
      return text;
    }
    int end = SHOWN_BYTES_MAX;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8) + "...";
  }
}
