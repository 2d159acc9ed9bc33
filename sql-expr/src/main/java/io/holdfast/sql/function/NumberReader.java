package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.TypeNames;
import io.holdfast.sql.type.Typmod;
import io.holdfast.sql.type.ValueText;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Function to_number: digits are taken where the template has digits, everything else of the
 * template passes over what stands in its place.
 */
final class NumberReader {
  private static final int SHIFTED_SCALE = 16;

  private final NumberPattern pattern;
  private final String input;
  private final StringBuilder digits = new StringBuilder();
  private int at;
  private char sign = ' ';
  private boolean pointRead;
  private int wholeRead;
  private int fractionRead;

  private NumberReader(NumberPattern pattern, String input) {
    this.pattern = pattern;
    this.input = input;
  }

  static void register(Registry r) {
    r.function(
        "to_number(text, text) numeric stable",
        true,
        types -> (c, args) -> read((String) args[0], (String) args[1]));
  }

  private static @Nullable Object read(String input, String template) {
    if (template.isEmpty()) {
      return null;
    }
    NumberPattern pattern = NumberPattern.parse(template);
    if (pattern.roman) {
      throw new SqlException(SqlState.FEATURE_NOT_SUPPORTED, "\"RN\" not supported for input");
    }
    if (pattern.exponent) {
      throw new SqlException(SqlState.FEATURE_NOT_SUPPORTED, "\"EEEE\" not supported for input");
    }
    return new NumberReader(pattern, input).number();
  }

  private Object number() {
    for (NumberPattern.Part part : pattern.parts) {
      if (at >= input.length()) {
        break;
      }
      part(part);
    }
    int length = digits.length();
    if (length > 0 && digits.charAt(length - 1) == '.') {
      digits.setLength(length - 1);
    }
    int scale = fractionRead;
    int precision = pattern.before + pattern.shift + scale;
    SqlType plain = SqlType.of(BaseType.NUMERIC);
    Object value = ValueText.parse(plain, sign + digits.toString(), TypeContext.UTC);
    if (precision > 0) {
      SqlType sized = new SqlType(BaseType.NUMERIC, TypeNames.numericTypmod(precision, scale));
      value = Typmod.apply(value, sized, false);
    }
    return pattern.shift == 0 ? value : shifted(((Decimal) value).toBigDecimal());
  }

  private Object shifted(BigDecimal value) {
    BigDecimal moved = value.movePointLeft(pattern.shift);
    return Decimal.of(moved.setScale(Math.max(SHIFTED_SCALE, moved.scale())));
  }

  private void part(NumberPattern.Part part) {
    switch (part.kind()) {
      case NINE, ZERO, POINT, LOCAL_POINT -> digitOrPoint(part.kind());
      case COMMA, GROUP -> {
        boolean inNumber = wholeRead + fractionRead > 0;
        if ((inNumber || pattern.fill) && input.charAt(at) == ',') {
          at++;
        }
      }
      case MINUS -> signOr('-', '-');
      case PLUS -> signOr('+', '+');
      case EITHER_SIGN -> signOr('-', '+');
      case CURRENCY -> passOver(1);
      case ORDINAL -> passOver(2);
      case LITERAL -> passAll(part.text());
      default -> {
        // Stands for nothing of the input.
      }
    }
  }

  private void signOr(char one, char other) {
    char c = input.charAt(at);
    if (c == one || c == other) {
      sign = c;
      at++;
    } else {
      passOver(1);
    }
  }

  /** Passes over characters that no number has in it. */
  private void passOver(int count) {
    for (int i = 0; i < count && at < input.length(); i++) {
      if ("0123456789.,+-".indexOf(input.charAt(at)) >= 0) {
        return;
      }
      at = input.offsetByCodePoints(at, 1);
    }
  }

  /** A literal passes over as much as it is long, whatever it is. */
  private void passAll(String literal) {
    for (int i = literal.codePointCount(0, literal.length()); i > 0 && at < input.length(); i--) {
      at = input.offsetByCodePoints(at, 1);
    }
  }

  private void digitOrPoint(NumberPattern.Kind kind) {
    if (input.charAt(at) == ' ' && ++at >= input.length()) {
      return;
    }
    boolean digitWanted = kind == NumberPattern.Kind.NINE || kind == NumberPattern.Kind.ZERO;
    if (sign == ' ' && digitWanted && wholeRead + fractionRead == 0) {
      leadingSign();
    }
    if (at >= input.length()) {
      return;
    }
    boolean read = false;
    char c = input.charAt(at);
    if (c >= '0' && c <= '9') {
      if (pointRead && fractionRead == pattern.after) {
        return;
      }
      digits.append(c);
      wholeRead += pointRead ? 0 : 1;
      fractionRead += pointRead ? 1 : 0;
      read = true;
    } else if (pattern.point && !pointRead && c == '.') {
      digits.append('.');
      pointRead = true;
      read = true;
    }
    if (sign == ' ' && read && pattern.sign && wholeRead + fractionRead > 0) {
      trailingSign();
    }
    at++;
  }

  private void leadingSign() {
    char c = input.charAt(at);
    if (c == '-' || c == '+' || (c == '<' && pattern.brackets)) {
      sign = c == '+' ? '+' : '-';
      at++;
    }
  }

  private void trailingSign() {
    char next = at + 1 < input.length() ? input.charAt(at + 1) : ' ';
    if (next == '-' || next == '+') {
      sign = next;
      at++;
    }
  }
}
