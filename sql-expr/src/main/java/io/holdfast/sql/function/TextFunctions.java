package io.holdfast.sql.function;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Conversion;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.ScalarBody;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.ValueText;
import io.holdfast.sql.type.Values;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of whole texts. Case is that of ASCII only, as in collation C. */
final class TextFunctions {
  /** Longest text a function makes: what memory of one statement can bear. */
  static final int LENGTH_MAX = 64 << 20;

  private TextFunctions() {}

  static void register(Registry r) {
    concatenation(r);
    lengths(r);
    cases(r);
    changes(r);
    characters(r);
  }

  private static void concatenation(Registry r) {
    r.op2("text || text = text", (c, a, b) -> bounded((String) a, (String) b));
    r.op2("bytea || bytea = bytea", (c, a, b) -> ((Bytes) a).concat((Bytes) b));
    r.operator(
        "text || anynonarray = text stable",
        true,
        types -> {
          ScalarBody.Strict1 asText = asText(types.get(1));
          return (ScalarBody.Strict2)
              (c, a, b) -> bounded((String) a, String.valueOf(asText.call(c, b)));
        });
    r.operator(
        "anynonarray || text = text stable",
        true,
        types -> {
          ScalarBody.Strict1 asText = asText(types.get(0));
          return (ScalarBody.Strict2)
              (c, a, b) -> bounded(String.valueOf(asText.call(c, a)), (String) b);
        });
  }

  private static String bounded(String a, String b) {
    if ((long) a.length() + b.length() > LENGTH_MAX) {
      throw tooLong();
    }
    return a + b;
  }

  static SqlException tooLong() {
    return new SqlException(SqlState.PROGRAM_LIMIT_EXCEEDED, "requested length too large");
  }

  /** What an explicit cast to text does. */
  static ScalarBody.Strict1 asText(SqlType type) {
    Casts.Path path = Casts.find(type.base(), BaseType.TEXT, CastContext.EXPLICIT);
    Conversion conversion = path == null ? Conversions.TO_TEXT : path.conversion();
    if (conversion == null) {
      return (c, a) -> a;
    }
    return (c, a) -> conversion.body().convert(a, type, SqlType.TEXT, true, c);
  }

  private static void lengths(Registry r) {
    for (String name : List.of("length", "char_length", "character_length")) {
      r.fn1(name + "(text) int4", (c, a) -> points((String) a));
      r.fn1(name + "(bpchar) int4", (c, a) -> points(Values.trimBlanks((String) a)));
    }
    r.fn1("length(bytea) int4", (c, a) -> (long) ((Bytes) a).length());
    r.fn1("octet_length(text) int4", (c, a) -> bytes((String) a));
    r.fn1("octet_length(bpchar) int4", (c, a) -> bytes((String) a));
    r.fn1("octet_length(bytea) int4", (c, a) -> (long) ((Bytes) a).length());
    r.fn1("bit_length(text) int4", (c, a) -> 8 * bytes((String) a));
    r.fn1("bit_length(bytea) int4", (c, a) -> 8L * ((Bytes) a).length());
  }

  static long points(String text) {
    return text.codePointCount(0, text.length());
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void cases(Registry r) {
    r.fn1("lower(text) text", (c, a) -> lower((String) a));
    r.fn1("upper(text) text", (c, a) -> upper((String) a));
    r.fn1("initcap(text) text", (c, a) -> initcap((String) a));
  }

  static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUpper(text.charAt(i))) {
        char[] chars = text.toCharArray();
        for (int k = i; k < chars.length; k++) {
          chars[k] = isUpper(chars[k]) ? (char) (chars[k] + 32) : chars[k];
        }
        return new String(chars);
      }
    }
    return text;
  }

  static String upper(String text) {
    char[] chars = text.toCharArray();
    for (int k = 0; k < chars.length; k++) {
      chars[k] = isLower(chars[k]) ? (char) (chars[k] - 32) : chars[k];
    }
    return new String(chars);
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static String initcap(String text) {
    char[] chars = lower(text).toCharArray();
    boolean inside = false;
    for (int k = 0; k < chars.length; k++) {
      boolean letter = isLower(chars[k]);
      if (letter && !inside) {
        chars[k] = (char) (chars[k] - 32);
      }
      inside = letter || (chars[k] >= '0' && chars[k] <= '9') || isUpper(chars[k]);
    }
    return new String(chars);
  }

  private static void changes(Registry r) {
    r.fn2("repeat(text, int4) text", (c, a, b) -> repeat((String) a, (Long) b));
    r.fn3(
        "replace(text, text, text) text",
        (c, a, from, to) -> replace((String) a, (String) from, (String) to));
    r.fn1("reverse(text) text", (c, a) -> new StringBuilder((String) a).reverse().toString());
    r.fn3(
        "translate(text, text, text) text",
        (c, a, from, to) -> translate((String) a, (String) from, (String) to));
  }

  private static String repeat(String text, long count) {
    if (count <= 0 || text.isEmpty()) {
      return "";
    }
    if (count > LENGTH_MAX / text.length()) {
      throw tooLong();
    }
    return text.repeat((int) count);
  }

  private static String replace(String text, String from, String to) {
    return from.isEmpty() ? text : text.replace(from, to);
  }

  private static String translate(String text, String from, String to) {
    int[] sources = from.codePoints().toArray();
    int[] targets = to.codePoints().toArray();
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              int at = 0;
              while (at < sources.length && sources[at] != point) {
                at++;
              }
              if (at == sources.length) {
                out.appendCodePoint(point);
              } else if (at < targets.length) {
                out.appendCodePoint(targets[at]);
              }
            });
    return out.toString();
  }

  private static void characters(Registry r) {
    r.fn1("ascii(text) int4", (c, a) -> (long) first((String) a));
    r.fn1("chr(int4) text", (c, a) -> chr((Long) a));
    r.fn2("starts_with(text, text) bool", (c, a, b) -> ((String) a).startsWith((String) b));
    r.op2("text ^@ text = bool", (c, a, b) -> ((String) a).startsWith((String) b));
  }

  private static int first(String text) {
    return text.isEmpty() ? 0 : text.codePointAt(0);
  }

  private static String chr(long code) {
    if (code == 0) {
      throw new SqlException(SqlState.PROGRAM_LIMIT_EXCEEDED, "null character not permitted");
    }
    if (code < 0) {
      throw new SqlException(SqlState.INVALID_PARAMETER_VALUE, "character number must be positive");
    }
    if (code > Character.MAX_CODE_POINT) {
      throw new SqlException(
          SqlState.PROGRAM_LIMIT_EXCEEDED, "requested character too large for encoding: " + code);
    }
    if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
      throw new SqlException(
          SqlState.PROGRAM_LIMIT_EXCEEDED, "requested character not valid for encoding: " + code);
    }
    return Character.toString((int) code);
  }

  /** The byte of a {@code "char"}; 0 for the empty one. */
  static int qchar(String value) {
    return value.isEmpty() ? 0 : value.charAt(0);
  }

  /** The {@code "char"} of a byte. */
  static String qcharOf(long value) {
    if (value < Byte.MIN_VALUE || value > Byte.MAX_VALUE) {
      throw Numbers.outOfRange("\"char\"");
    }
    return value == 0 ? "" : String.valueOf((char) (value & 0xFF));
  }

  /** Text of a value as its type writes it; null stays null. */
  static @Nullable String output(EvalContext ctx, SqlType type, @Nullable Object value) {
    return value == null ? null : ValueText.format(type.plain(), value, ctx.types());
  }
}
