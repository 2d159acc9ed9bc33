package io.holdfast.sql.exec.copy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines. A line end behind a backslash (text) or between quotes (CSV)
 * belongs to the data; all lines have to end alike; {@code \.} ends the data.
 */
final class LineCutter {
  /** Longest line: it has to fit into an array, twice while it is moved. */
  private static final int LINE_BYTES_MAX = 256 << 20;

  private enum LineEnd {
    UNKNOWN,
    LF,
    CR,
    CRLF
  }

  private final CopyFormat format;
  private byte[] buffer = new byte[64 * 1024];
  private int filled;
  private int lineStart;
  private int scanned;
  private int lineLength;
  private int nextStart;
  private boolean complete;
  private boolean ended;
  private boolean inQuotes;
  private boolean afterEscape;
  private LineEnd lineEnd = LineEnd.UNKNOWN;
  private long lineNumber;

  LineCutter(CopyFormat format) {
    this.format = format;
  }

  /** Takes bytes; they are copied. */
  void accept(byte[] bytes, int offset, int length) {
    if (ended) {
      return;
    }
    if (filled + length > buffer.length) {
      makeRoom(length);
    }
    System.arraycopy(bytes, offset, buffer, filled, length);
    filled += length;
  }

  private void makeRoom(int length) {
    int kept = filled - lineStart;
    if ((long) kept + length > LINE_BYTES_MAX) {
      throw new SqlException(SqlState.PROGRAM_LIMIT_EXCEEDED, "line of COPY is too long");
    }
    byte[] target = buffer;
    if (kept + length > buffer.length) {
      target = new byte[Math.max(2 * buffer.length, kept + length)];
    }
    System.arraycopy(buffer, lineStart, target, 0, kept);
    buffer = target;
    scanned -= lineStart;
    nextStart -= lineStart;
    filled = kept;
    lineStart = 0;
  }

  /** No more bytes will come: what is left is a line. */
  void complete() {
    complete = true;
  }

  /** Moves to the next line; false when there is no whole one. */
  boolean next() {
    if (nextStart > lineStart) {
      lineStart = nextStart;
    }
    nextStart = lineStart;
    if (ended) {
      return false;
    }
    if (scanned < lineStart) {
      scanned = lineStart;
    }
    if (scanned == lineStart) {
      inQuotes = false;
      afterEscape = false;
    }
    // The number is that of the line being read when an error is found inside of it.
    lineNumber++;
    boolean found = format.csv() ? scanCsv() : scanText();
    if (!found) {
      lineNumber--;
    }
    return found;
  }

  private boolean scanText() {
    int at = scanned;
    while (at < filled) {
      byte b = buffer[at];
      if (b == '\n' || b == '\r') {
        int end = endOfLine(at);
        if (end != 0) {
          return end > 0 && line(at, end);
        }
      } else if (b == '\\') {
        if (at + 1 >= filled && !complete) {
          scanned = at;
          return false;
        }
        if (at + 1 < filled && buffer[at + 1] == '.') {
          int marker = endMarker(at);
          return marker > 0 && endData(at);
        }
        at++;
      }
      at++;
    }
    scanned = Math.min(at, filled);
    return lastLine();
  }

  private boolean scanCsv() {
    int at = scanned;
    while (at < filled) {
      byte b = buffer[at];
      if (inQuotes && b == format.escape() && format.escape() != format.quote()) {
        afterEscape = !afterEscape;
      } else {
        if (b == format.quote() && !afterEscape) {
          inQuotes = !inQuotes;
        }
        afterEscape = false;
      }
      if (!inQuotes && (b == '\n' || b == '\r')) {
        int end = endOfLine(at);
        if (end != 0) {
          return end > 0 && line(at, end);
        }
      } else if (b == '\\' && at == lineStart && at + 1 < filled && buffer[at + 1] == '.') {
        if (at + 2 >= filled && !complete) {
          scanned = at;
          return false;
        }
        if (at + 2 >= filled || buffer[at + 2] == '\n' || buffer[at + 2] == '\r') {
          return endData(at);
        }
      }
      at++;
    }
    scanned = at;
    return lastLine();
  }

  private boolean lastLine() {
    if (!complete || filled == lineStart) {
      return false;
    }
    return line(filled, filled);
  }

  private boolean line(int end, int next) {
    lineLength = end - lineStart;
    nextStart = next;
    scanned = next;
    if (next == end) {
      ended = true;
    }
    return true;
  }

  /** What stands before the end marker is a line, if there is anything. */
  private boolean endData(int at) {
    ended = true;
    lineLength = at - lineStart;
    nextStart = filled;
    return lineLength > 0;
  }

  /** Where the next line begins; -1: more bytes are needed. */
  private int endOfLine(int at) {
    if (buffer[at] == '\n') {
      if (lineEnd == LineEnd.CR || lineEnd == LineEnd.CRLF) {
        throw mixed("newline", "\\n");
      }
      lineEnd = LineEnd.LF;
      return at + 1;
    }
    if (lineEnd == LineEnd.LF) {
      throw mixed("carriage return", "\\r");
    }
    if (lineEnd == LineEnd.CR) {
      return at + 1;
    }
    if (at + 1 >= filled && !complete) {
      scanned = at;
      return -1;
    }
    if (at + 1 < filled && buffer[at + 1] == '\n') {
      lineEnd = LineEnd.CRLF;
      return at + 2;
    }
    if (lineEnd == LineEnd.CRLF) {
      throw mixed("carriage return", "\\r");
    }
    lineEnd = LineEnd.CR;
    return at + 1;
  }

  private SqlException mixed(String what, String escape) {
    if (format.csv()) {
      return malformed("unquoted " + what + " found in data")
          .withHint("Use quoted CSV field to represent " + what + ".");
    }
    return malformed("literal " + what + " found in data")
        .withHint("Use \"" + escape + "\" to represent " + what + ".");
  }

  private static SqlException malformed(String message) {
    return new SqlException(SqlState.BAD_COPY_FILE_FORMAT, message);
  }

  /** Checks what follows {@code \.}: 1 when it is fine, -1 when more bytes are needed. */
  private int endMarker(int at) {
    int after = at + 2;
    int needed = lineEnd == LineEnd.CRLF ? 2 : 1;
    if (after + needed > filled && !complete) {
      scanned = at;
      return -1;
    }
    if (after >= filled) {
      return 1;
    }
    byte b = buffer[after];
    if (b != '\n' && b != '\r') {
      throw malformed("end-of-copy marker corrupt");
    }
    boolean fits =
        switch (lineEnd) {
          case UNKNOWN -> true;
          case LF -> b == '\n';
          case CR -> b == '\r';
          case CRLF -> b == '\r' && after + 1 < filled && buffer[after + 1] == '\n';
        };
    if (!fits) {
      throw malformed("end-of-copy marker does not match previous newline style");
    }
    return 1;
  }

  /** Number of the line, from 1; of the one an error was found in. */
  long lineNumber() {
    return lineNumber;
  }

  /** The bytes the line lies in. Valid until the next call. */
  byte[] array() {
    return buffer;
  }

  /** Where the line begins. */
  int start() {
    return lineStart;
  }

  /** Bytes of the line without its end. */
  int length() {
    return lineLength;
  }

  /** Bytes that are there from the beginning of the line on. */
  int available() {
    return filled - lineStart;
  }

  /** The line, copied. */
  byte[] copy() {
    return Arrays.copyOfRange(buffer, lineStart, lineStart + lineLength);
  }
}
