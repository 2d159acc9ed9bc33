package io.holdfast.sql.exec.copy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a line apart into fields. */
final class FieldReader {
  private final CopyFormat format;
  private final byte[] nullBytes;
  private final boolean[] neverNull;
  private final boolean[] nullInQuotes;
  private byte[] scratch = new byte[1024];
  private int length;
  private boolean ascii;

  FieldReader(CopyFormat format, List<String> columns) {
    this.format = format;
    neverNull = format.forced().neverNull(columns);
    nullInQuotes = format.forced().nullInQuotes(columns);
    this.nullBytes = format.nullText().getBytes(StandardCharsets.UTF_8);
  }

  /** The fields of a line; null for NULL. */
  List<@Nullable String> read(byte[] bytes, int start, int lineLength) {
    List<@Nullable String> fields = new ArrayList<>();
    int end = start + lineLength;
    int at = start;
    while (true) {
      at = format.csv() ? readCsv(bytes, at, end, fields) : readText(bytes, at, end, fields);
      if (at >= end) {
        return fields;
      }
      // A delimiter: another field follows, perhaps an empty one at the end of the line.
      at++;
      if (at == end) {
        fields.add(nullBytes.length == 0 && !at(neverNull, fields) ? null : "");
        return fields;
      }
    }
  }

  private void put(byte b) {
    if (length == scratch.length) {
      scratch = Arrays.copyOf(scratch, 2 * length);
    }
    scratch[length++] = b;
    ascii &= b >= 0;
  }

  /** Reads one field; answers where its delimiter is, or the end. */
  private int readText(byte[] bytes, int start, int end, List<@Nullable String> fields) {
    length = 0;
    ascii = true;
    int at = start;
    boolean escaped = false;
    while (at < end && bytes[at] != format.delimiter()) {
      byte b = bytes[at++];
      if (b != '\\') {
        put(b);
      } else if (at < end) {
        at = readEscape(bytes, at, end);
        escaped = true;
      } else {
        escaped = true;
      }
    }
    boolean absent = Arrays.equals(bytes, start, at, nullBytes, 0, nullBytes.length);
    fields.add(absent ? null : text(escaped));
    return at;
  }

  /** Reads what follows a backslash; answers where it ends. */
  private int readEscape(byte[] bytes, int start, int end) {
    byte b = bytes[start];
    int at = start + 1;
    switch (b) {
      case 'b' -> put((byte) '\b');
      case 'f' -> put((byte) '\f');
      case 'n' -> put((byte) '\n');
      case 'r' -> put((byte) '\r');
      case 't' -> put((byte) '\t');
      case 'v' -> put((byte) 0x0B);
      case 'x' -> {
        int value = 0;
        int digits = 0;
        while (digits < 2 && at < end && Character.digit(bytes[at], 16) >= 0) {
          value = value * 16 + Character.digit(bytes[at++], 16);
          digits++;
        }
        put(digits == 0 ? b : (byte) value);
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        int value = b - '0';
        for (int i = 0; i < 2 && at < end && bytes[at] >= '0' && bytes[at] <= '7'; i++) {
          value = value * 8 + bytes[at++] - '0';
        }
        put((byte) value);
      }
      default -> put(b);
    }
    return at;
  }

  private int readCsv(byte[] bytes, int start, int end, List<@Nullable String> fields) {
    length = 0;
    ascii = true;
    int at = start;
    boolean quoted = false;
    boolean open = false;
    while (at < end) {
      byte b = bytes[at];
      if (!open) {
        if (b == format.delimiter()) {
          break;
        }
        at++;
        if (b == format.quote()) {
          quoted = true;
          open = true;
        } else {
          put(b);
        }
        continue;
      }
      at++;
      boolean escapes =
          b == format.escape()
              && at < end
              && (bytes[at] == format.escape() || bytes[at] == format.quote());
      if (escapes) {
        put(bytes[at++]);
      } else if (b == format.quote()) {
        open = false;
      } else {
        put(b);
      }
    }
    if (open) {
      throw new SqlException(SqlState.BAD_COPY_FILE_FORMAT, "unterminated CSV quoted field");
    }
    boolean absent =
        quoted
            ? at(nullInQuotes, fields)
                && Arrays.equals(scratch, 0, length, nullBytes, 0, nullBytes.length)
            : !at(neverNull, fields)
                && Arrays.equals(bytes, start, at, nullBytes, 0, nullBytes.length);
    fields.add(absent ? null : text(false));
    return at;
  }

  /** Of the next field; there may be more of them than columns. */
  private static boolean at(boolean[] forced, List<@Nullable String> fields) {
    return fields.size() < forced.length && forced[fields.size()];
  }

  private String text(boolean check) {
    if (ascii) {
      return new String(scratch, 0, length, StandardCharsets.ISO_8859_1);
    }
    if (check) {
      Utf8Check.check(scratch, 0, length, length);
    }
    return new String(scratch, 0, length, StandardCharsets.UTF_8);
  }
}
