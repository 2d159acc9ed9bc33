package io.holdfast.sql.exec.copy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.type.Encodings;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form of the lines of a COPY.
 *
 * @param csv comma-separated values; else the text format
 * @param delimiter one ASCII character between fields
 * @param nullText what stands for NULL
 * @param header what the first line is
 * @param quote CSV only
 * @param escape CSV only
 * @param forced CSV only
 */
public record CopyFormat(
    boolean csv,
    byte delimiter,
    String nullText,
    Header header,
    byte quote,
    byte escape,
    ForcedColumns forced) {
  /** What the first line is. */
  public enum Header {
    NONE,
    /** Names, not looked at. */
    PRESENT,
    /** Names that have to be those of the columns. */
    MATCH
  }

  /** Characters that mean something after a backslash. */
  private static final String TAKEN = "\\.abcdefghijklmnopqrstuvwxyz0123456789";

  /** The text format with its defaults. */
  public static final CopyFormat TEXT =
      new CopyFormat(
          false, (byte) '\t', "\\N", Header.NONE, (byte) '"', (byte) '"', ForcedColumns.NONE);

  /** The format that options ask for; {@code from} is true for COPY FROM. */
  public static CopyFormat of(List<Option> options, boolean from) {
    Parsed parsed = new Parsed();
    for (Option option : options) {
      parsed.take(option, from);
    }
    return parsed.format(from);
  }

  /** Options as they are read. */
  private static final class Parsed {
    private final Set<String> names = new HashSet<>();
    private boolean csv;
    private @Nullable String delimiter;
    private @Nullable String nullText;
    private @Nullable String quote;
    private @Nullable String escape;
    private Header header = Header.NONE;
    private ForcedColumns forced = ForcedColumns.NONE;

    void take(Option option, boolean from) {
      String name = option.name();
      if (!names.add(name)) {
        throw new SqlException(
            SqlState.SYNTAX_ERROR, "conflicting or redundant options", option.pos());
      }
      String text = option.text();
      switch (name) {
        case "format" -> csv = isCsv(String.valueOf(text), option.pos());
        case "delimiter" -> delimiter = text;
        case "null" -> nullText = text;
        case "quote" -> quote = text;
        case "escape" -> escape = text;
        case "header" -> header = header(text, from);
        case "freeze" -> bool(name, text);
        case "encoding" -> encoding(text, option.pos());
        case "force_quote", "force_not_null", "force_null" -> forced = forced.with(option, from);
        default ->
            throw new SqlException(
                SqlState.SYNTAX_ERROR, "option \"" + name + "\" not recognized", option.pos());
      }
    }

    private static boolean isCsv(String format, int pos) {
      return switch (format) {
        case "text" -> false;
        case "csv" -> true;
        case "binary" ->
            throw new SqlException(
                SqlState.FEATURE_NOT_SUPPORTED, "COPY format \"binary\" is not supported", pos);
        default ->
            throw new SqlException(
                SqlState.INVALID_PARAMETER_VALUE,
                "COPY format \"" + format + "\" not recognized",
                pos);
      };
    }

    private static void encoding(@Nullable String name, int pos) {
      if (name == null || Encodings.find(name) == null) {
        throw new SqlException(
            SqlState.INVALID_PARAMETER_VALUE,
            "argument to option \"encoding\" must be a valid encoding name",
            pos);
      }
      String plain = String.valueOf(name).toLowerCase(Locale.ROOT).replace("-", "");
      if (!plain.equals("utf8") && !plain.equals("unicode")) {
        throw new SqlException(
            SqlState.FEATURE_NOT_SUPPORTED, "COPY in encoding \"" + name + "\" is not supported");
      }
    }

    private static boolean bool(String name, @Nullable String text) {
      return switch (text == null ? "true" : text.toLowerCase(Locale.ROOT)) {
        case "true", "on", "1" -> true;
        case "false", "off", "0" -> false;
        default ->
            throw new SqlException(SqlState.SYNTAX_ERROR, name + " requires a Boolean value");
      };
    }

    private static Header header(@Nullable String text, boolean from) {
      if (text != null && text.equalsIgnoreCase("match")) {
        if (!from) {
          throw new SqlException(
              SqlState.INVALID_PARAMETER_VALUE, "cannot use \"match\" with HEADER in COPY TO");
        }
        return Header.MATCH;
      }
      return switch (text == null ? "true" : text.toLowerCase(Locale.ROOT)) {
        case "true", "on", "1" -> Header.PRESENT;
        case "false", "off", "0" -> Header.NONE;
        default ->
            throw new SqlException(
                SqlState.SYNTAX_ERROR, "header requires a Boolean value or \"match\"");
      };
    }

    CopyFormat format(boolean from) {
      String fields = delimiter == null ? (csv ? "," : "\t") : delimiter;
      String absent = nullText == null ? (csv ? "" : "\\N") : nullText;
      checkOneByte(fields, "COPY delimiter must be a single one-byte character");
      if (fields.equals("\n") || fields.equals("\r")) {
        throw invalid("COPY delimiter cannot be newline or carriage return");
      }
      if (absent.indexOf('\n') >= 0 || absent.indexOf('\r') >= 0) {
        throw invalid("COPY null representation cannot use newline or carriage return");
      }
      if (!csv && TAKEN.contains(fields)) {
        throw invalid("COPY delimiter cannot be \"" + fields + "\"");
      }
      if (!csv && quote != null) {
        throw unsupported("COPY quote available only in CSV mode");
      }
      if (!csv && escape != null) {
        throw unsupported("COPY escape available only in CSV mode");
      }
      String quotes = quote == null ? "\"" : quote;
      String escapes = escape == null ? quotes : escape;
      checkOneByte(quotes, "COPY quote must be a single one-byte character");
      checkOneByte(escapes, "COPY escape must be a single one-byte character");
      if (csv && quotes.equals(fields)) {
        throw invalid("COPY delimiter and quote must be different");
      }
      forced.check(csv, from);
      if (absent.contains(fields)) {
        throw invalid("COPY delimiter must not appear in the NULL specification");
      }
      if (csv && absent.contains(quotes)) {
        throw invalid("CSV quote character must not appear in the NULL specification");
      }
      return new CopyFormat(
          csv, byteOf(fields), absent, header, byteOf(quotes), byteOf(escapes), forced);
    }

    private static void checkOneByte(String text, String message) {
      if (text.getBytes(StandardCharsets.UTF_8).length != 1) {
        throw unsupported(message);
      }
    }

    private static byte byteOf(String text) {
      return (byte) text.charAt(0);
    }

    private static SqlException invalid(String message) {
      return new SqlException(SqlState.INVALID_PARAMETER_VALUE, message);
    }

    private static SqlException unsupported(String message) {
      return new SqlException(SqlState.FEATURE_NOT_SUPPORTED, message);
    }
  }
}
