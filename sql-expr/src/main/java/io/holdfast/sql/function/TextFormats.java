package io.holdfast.sql.function;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.ScalarBody;
import io.holdfast.sql.type.SqlType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts made out of other values: concat, quoting, digests and encodings. */
final class TextFormats {
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private TextFormats() {}

  static void register(Registry r) {
    r.function("concat(variadic any) text stable", false, types -> (c, a) -> concat(c, types, a));
    r.function(
        "concat_ws(text, variadic any) text stable",
        false,
        types -> (c, a) -> concatWith(c, types, a));
    r.function(
        "format(text, variadic any) text stable",
        false,
        types -> (c, a) -> a[0] == null ? null : new FormatText(c, types, a).format());
    r.function(
        "format(text) text stable",
        false,
        types -> (c, a) -> a[0] == null ? null : new FormatText(c, types, a).format());
    quoting(r);
    digests(r);
    r.fn2("encode(bytea, text) text", (c, a, b) -> encode((Bytes) a, (String) b));
    r.fn2("decode(text, text) bytea", (c, a, b) -> decode((String) a, (String) b));
  }

  private static String concat(EvalContext ctx, List<SqlType> types, @Nullable Object[] args) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < args.length; i++) {
      String part = TextFunctions.output(ctx, types.get(i), args[i]);
      if (part != null) {
        text.append(part);
      }
    }
    return text.toString();
  }

  private static @Nullable String concatWith(
      EvalContext ctx, List<SqlType> types, @Nullable Object[] args) {
    if (args[0] == null) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    boolean first = true;
    for (int i = 1; i < args.length; i++) {
      String part = TextFunctions.output(ctx, types.get(i), args[i]);
      if (part != null) {
        text.append(first ? "" : args[0]).append(part);
        first = false;
      }
    }
    return text.toString();
  }

  private static void quoting(Registry r) {
    r.fn1("quote_ident(text) text", (c, a) -> Identifiers.quote((String) a));
    r.fn1("quote_literal(text) text", (c, a) -> literal((String) a));
    r.function(
        "quote_literal(anyelement) text stable",
        true,
        types -> {
          ScalarBody.Strict1 asText = TextFunctions.asText(types.get(0));
          return (ScalarBody.Strict1) (c, a) -> literal(String.valueOf(asText.call(c, a)));
        });
    r.nullable("quote_nullable(text) text", (c, a) -> nullable((String) a[0]));
    r.function(
        "quote_nullable(anyelement) text stable",
        false,
        types -> {
          ScalarBody.Strict1 asText = TextFunctions.asText(types.get(0));
          return (c, a) -> nullable((String) asText.apply1(c, a[0]));
        });
  }

  static String nullable(@Nullable String text) {
    return text == null ? "NULL" : literal(text);
  }

  static String literal(String text) {
    String quoted = "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    return text.indexOf('\\') >= 0 ? "E" + quoted : quoted;
  }

  private static void digests(Registry r) {
    r.fn1("md5(text) text", (c, a) -> digest("MD5", Bytes.utf8((String) a)).toHex());
    r.fn1("md5(bytea) text", (c, a) -> digest("MD5", (Bytes) a).toHex());
    r.fn1("sha224(bytea) bytea", (c, a) -> digest("SHA-224", (Bytes) a));
    r.fn1("sha256(bytea) bytea", (c, a) -> digest("SHA-256", (Bytes) a));
    r.fn1("sha384(bytea) bytea", (c, a) -> digest("SHA-384", (Bytes) a));
    r.fn1("sha512(bytea) bytea", (c, a) -> digest("SHA-512", (Bytes) a));
  }

  private static Bytes digest(String algorithm, Bytes input) {
    try {
      return Bytes.wrap(MessageDigest.getInstance(algorithm).digest(input.readOnlyArray()));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has " + algorithm, missing);
    }
  }

  private static String encode(Bytes bytes, String format) {
    return switch (TextFunctions.lower(format)) {
      case "hex" -> bytes.toHex();
      // Lines of 76 characters, parted by a newline alone.
      case "base64" ->
          Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes.readOnlyArray());
      case "escape" -> escaped(bytes);
      default -> throw unknownEncoding(format);
    };
  }

  private static SqlException unknownEncoding(String format) {
    return new SqlException(
        SqlState.INVALID_PARAMETER_VALUE, "unrecognized encoding: \"" + format + "\"");
  }

  private static String escaped(Bytes bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      int value = bytes.byteAt(i) & 0xFF;
      if (value == 0 || value >= 0x80) {
        text.append('\\').append((char) ('0' + (value >> 6)));
        text.append((char) ('0' + (value >> 3 & 7))).append((char) ('0' + (value & 7)));
      } else {
        text.append(value == '\\' ? "\\\\" : String.valueOf((char) value));
      }
    }
    return text.toString();
  }

  private static Bytes decode(String text, String format) {
    return switch (TextFunctions.lower(format)) {
      case "hex" -> fromHex(text.replaceAll("[ \\n\\t\\r]", ""));
      case "base64" -> fromBase64(text.replaceAll("[ \\n\\t\\r]", ""));
      case "escape" -> unescaped(text);
      default -> throw unknownEncoding(format);
    };
  }

  private static Bytes fromHex(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      if (Character.digit(digits.charAt(i), 16) < 0) {
        throw new SqlException(
            SqlState.INVALID_PARAMETER_VALUE,
            "invalid hexadecimal digit: \"" + digits.charAt(i) + "\"");
      }
    }
    if (digits.length() % 2 != 0) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE, "invalid hexadecimal data: odd number of digits");
    }
    return Bytes.hex(digits);
  }

  /** Groups of four letters; what a padding letter says of the end counts in its group. */
  private static Bytes fromBase64(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int group = 0;
    int letters = 0;
    int kept = 3;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int value = BASE64.indexOf(c);
      if (c == '=') {
        if (kept == 3 && letters < 2) {
          throw base64("unexpected \"=\" while decoding base64 sequence");
        }
        kept = kept == 3 ? letters - 1 : kept;
        value = 0;
      } else if (value < 0) {
        String symbol = Character.toString(text.codePointAt(i));
        throw base64("invalid symbol \"" + symbol + "\" found while decoding base64 sequence");
      }
      group = group << 6 | value;
      if (++letters == 4) {
        for (int k = 0; k < kept; k++) {
          out.write(group >> (16 - 8 * k));
        }
        group = 0;
        letters = 0;
      }
    }
    if (letters != 0) {
      throw base64("invalid base64 end sequence")
          .withHint("Input data is missing padding, is truncated, or is otherwise corrupted.");
    }
    return Bytes.wrap(out.toByteArray());
  }

  private static SqlException base64(String message) {
    return new SqlException(SqlState.INVALID_PARAMETER_VALUE, message);
  }

  private static Bytes unescaped(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[utf8.length];
    int length = 0;
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] != '\\') {
        out[length++] = utf8[i];
      } else if (i + 1 < utf8.length && utf8[i + 1] == '\\') {
        out[length++] = '\\';
        i++;
      } else if (i + 3 < utf8.length && octal(utf8, i + 1) >= 0) {
        out[length++] = (byte) octal(utf8, i + 1);
        i += 3;
      } else {
        throw new SqlException(
            SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type bytea");
      }
    }
    return Bytes.copyOf(Arrays.copyOf(out, length));
  }

  private static int octal(byte[] digits, int at) {
    int value = 0;
    for (int i = at; i < at + 3; i++) {
      int digit = digits[i] - '0';
      if (digit < 0 || digit > 7) {
        return -1;
      }
      value = value * 8 + digit;
    }
    return value > 0xFF ? -1 : value;
  }
}
