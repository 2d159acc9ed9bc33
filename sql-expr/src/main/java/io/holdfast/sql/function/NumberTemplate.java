package io.holdfast.sql.function;

import io.holdfast.sql.type.Decimal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Function to_char of numbers: digits, zeros, points, groups and signs. */
final class NumberTemplate {
  private final String template;
  private final boolean fill;
  private int before;
  private int after;
  private int firstZero = -1;
  private boolean point;
  private final StringBuilder out = new StringBuilder();
  private boolean signDone;
  private boolean started;
  private boolean inFraction;
  private int digit;
  private int decimals;

  /** The template says where the sign stands, other than right before the digits. */
  private boolean ownSign;

  /** S before the digits: a plus is shown too. */
  private boolean plus;

  /** PR: negative numbers in angle brackets. */
  private boolean brackets;

  private NumberTemplate(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    this.fill = !upper.contains("FM");
    this.template = upper.replace("FM", "");
    count();
  }

  static void register(Registry r) {
    for (String type : new String[] {"int4", "int8"}) {
      r.fn2(
          "to_char(" + type + ", text) text stable",
          (c, a, f) -> format(BigDecimal.valueOf((Long) a), (String) f));
    }
    r.fn2("to_char(numeric, text) text stable", (c, a, f) -> decimal((Decimal) a, (String) f));
    for (String type : new String[] {"float4", "float8"}) {
      r.fn2(
          "to_char(" + type + ", text) text stable",
          (c, a, f) -> decimal(Decimal.ofDouble((Double) a), (String) f));
    }
  }

  private static String decimal(Decimal value, String template) {
    return value.isFinite() ? format(value.toBigDecimal(), template) : value.toString();
  }

  private static String format(BigDecimal value, String template) {
    return new NumberTemplate(template).write(value);
  }

  private void count() {
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == '9' || c == '0') {
        if (point) {
          after++;
        } else {
          firstZero = c == '0' && firstZero < 0 ? before : firstZero;
          before++;
        }
      } else if (c == '.' || c == 'D') {
        point = true;
      } else if (template.startsWith("PR", i)) {
        brackets = true;
      } else if (c == 'S' && !template.startsWith("SG", i) && before == 0) {
        plus = true;
      } else if (c == 'S' || template.startsWith("MI", i) || template.startsWith("PL", i)) {
        ownSign = true;
      }
    }
  }

  private String write(BigDecimal value) {
    BigDecimal rounded = value.setScale(after, RoundingMode.HALF_UP);
    boolean negative = rounded.signum() < 0;
    String plain = rounded.abs().toPlainString();
    int dot = plain.indexOf('.');
    String whole = dot < 0 ? plain : plain.substring(0, dot);
    String fraction = dot < 0 ? "" : plain.substring(dot + 1);
    boolean bare = whole.equals("0") && after > 0 && firstZero < 0;
    if (bare) {
      // Without a 0 in the template nothing stands before the point.
      whole = "";
    }
    if (whole.length() > before) {
      whole = "#".repeat(before);
      fraction = "#".repeat(after);
    }
    return assemble(negative, whole, fraction);
  }

  private String assemble(boolean negative, String whole, String fraction) {
    signDone = ownSign;
    int i = 0;
    while (i < template.length()) {
      char c = template.charAt(i);
      if ((c == '9' || c == '0') && inFraction) {
        out.append(fraction.charAt(decimals++));
      } else if (c == '9' || c == '0') {
        digit(negative, whole);
      } else if (c == ',' || c == 'G') {
        out.append(started ? "," : blank());
      } else if (c == '.' || c == 'D') {
        signOnce(negative);
        out.append('.');
        inFraction = true;
      } else {
        i += other(i, negative);
      }
      i++;
    }
    return trimmed(out.toString(), inFraction);
  }

  private void signOnce(boolean negative) {
    if (!signDone) {
      out.append(sign(negative));
      signDone = true;
    }
  }

  /** One digit before the point: blank, a zero in front or one of the number's own. */
  private void digit(boolean negative, String whole) {
    int pad = before - whole.length();
    int zerosFrom = firstZero < 0 ? before : firstZero;
    if (digit < pad && digit < zerosFrom) {
      out.append(blank());
    } else {
      signOnce(negative);
      started = true;
      out.append(digit < pad ? '0' : whole.charAt(digit - pad));
    }
    digit++;
  }

  private String sign(boolean negative) {
    if (negative) {
      return brackets ? "<" : "-";
    }
    return plus ? "+" : blank();
  }

  private String blank() {
    return fill ? " " : "";
  }

  /** FM also drops the zeros of a 9 at the end of the fraction. */
  private String trimmed(String text, boolean hasFraction) {
    if (fill || !hasFraction || template.indexOf('0', template.indexOf('.') + 1) >= 0) {
      return text;
    }
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, end);
  }

  /** Signs and literal characters; answers how many more characters it has taken. */
  private int other(int at, boolean negative) {
    if (template.startsWith("MI", at)) {
      out.append(negative ? "-" : blank());
      return 1;
    }
    if (template.startsWith("PL", at)) {
      out.append(negative ? "-" : "+");
      return 1;
    }
    if (template.startsWith("SG", at)) {
      out.append(negative ? "-" : "+");
      return 1;
    }
    if (template.charAt(at) == 'S') {
      out.append(plus ? "" : negative ? "-" : "+");
      return 0;
    }
    if (template.startsWith("PR", at)) {
      out.append(negative ? ">" : blank());
      return 1;
    }
    out.append(template.charAt(at));
    return 0;
  }
}
