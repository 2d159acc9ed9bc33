package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Function format: one run over a format text. */
final class FormatText {
  private final EvalContext ctx;
  private final List<SqlType> types;
  private final @Nullable Object[] args;
  private final String format;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int nextArg = 1;

  /** The first argument, not null, is the format. */
  FormatText(EvalContext ctx, List<SqlType> types, @Nullable Object[] args) {
    this.ctx = ctx;
    this.types = types;
    this.args = args;
    this.format = (String) Objects.requireNonNull(args[0]);
  }

  String format() {
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        out.append(c);
      } else if (at < format.length() && format.charAt(at) == '%') {
        out.append('%');
        at++;
      } else {
        specifier();
      }
    }
    return out.toString();
  }

  /** {@code %[position$][-][width]type}. */
  private void specifier() {
    int position = 0;
    int mark = at;
    int number = number();
    if (number >= 0 && at < format.length() && format.charAt(at) == '$') {
      if (number == 0) {
        throw new SqlException(
            SqlState.INVALID_PARAMETER_VALUE,
            "format specifies argument 0, but arguments are numbered from 1");
      }
      position = number;
      at++;
    } else {
      at = mark;
    }
    boolean left = false;
    while (at < format.length() && format.charAt(at) == '-') {
      left = true;
      at++;
    }
    int width = width();
    if (width < 0) {
      left = true;
      width = -width;
    }
    if (at >= format.length()) {
      throw unterminated();
    }
    append(format.charAt(at++), position, left, width);
  }

  private static SqlException unterminated() {
    return new SqlException(
            SqlState.INVALID_PARAMETER_VALUE, "unterminated format() type specifier")
        .withHint("For a single \"%\" use \"%%\".");
  }

  private int number() {
    int start = at;
    int value = 0;
    while (at < format.length() && Character.isDigit(format.charAt(at))) {
      value = value * 10 + (format.charAt(at++) - '0');
      if (value > TextFunctions.LENGTH_MAX) {
        throw new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "number is out of range");
      }
    }
    return at == start ? -1 : value;
  }

  private int width() {
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      int index = nextArg++;
      Object value = argument(index);
      return value == null ? 0 : ((Number) value).intValue();
    }
    return Math.max(0, number());
  }

  private @Nullable Object argument(int index) {
    if (index >= args.length) {
      throw new SqlException(SqlState.INVALID_PARAMETER_VALUE, "too few arguments for format()");
    }
    return args[index];
  }

  private void append(char kind, int position, boolean left, int width) {
    if (kind != 's' && kind != 'I' && kind != 'L') {
      throw new SqlException(
              SqlState.INVALID_PARAMETER_VALUE,
              "unrecognized format() type specifier \"" + kind + "\"")
          .withHint("For a single \"%\" use \"%%\".");
    }
    int index = position > 0 ? position : nextArg;
    nextArg = index + 1;
    Object value = argument(index);
    String text = TextFunctions.output(ctx, types.get(index), value);
    String shown =
        switch (kind) {
          case 's' -> text == null ? "" : text;
          case 'L' -> TextFormats.nullable(text);
          default -> identifier(text);
        };
    int padding = (int) Math.max(0, width - TextFunctions.points(shown));
    out.append(left ? "" : " ".repeat(padding)).append(shown);
    out.append(left ? " ".repeat(padding) : "");
  }

  private static String identifier(@Nullable String text) {
    if (text == null) {
      throw new SqlException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "null values cannot be formatted as an SQL identifier");
    }
    return Identifiers.quote(text);
  }
}
