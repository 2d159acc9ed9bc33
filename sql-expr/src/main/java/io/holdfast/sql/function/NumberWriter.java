package io.holdfast.sql.function;

import io.holdfast.sql.function.NumberPattern.Kind;
import io.holdfast.sql.function.NumberPattern.Part;
import java.util.List;
import java.util.Locale;

/** Writes the digits of one number into a template. */
final class NumberWriter {
  private final NumberPattern pattern;
  private final boolean negative;
  private final String whole;
  private final String fraction;

  /** Nothing stands before the point of a number below one, unless the template has a 0 there. */
  private final boolean bare;

  /** Digits of the fraction that are written whatever they are. */
  private final int kept;

  private final StringBuilder out = new StringBuilder();
  private String roman = "";
  private boolean signDone;
  private boolean started;
  private boolean inFraction;
  private int digit;
  private int decimals;
  private int lastDigitAt = -1;

  NumberWriter(NumberPattern pattern, boolean negative, String whole, String fraction) {
    this.pattern = pattern;
    this.negative = negative;
    this.whole = whole;
    this.fraction = fraction;
    bare = whole.equals("0") && !fraction.isEmpty() && pattern.firstZero < 0;
    kept = pattern.fill ? fraction.length() : kept();
  }

  private int kept() {
    int end = fraction.length();
    while (end > 0 && fraction.charAt(end - 1) == '0') {
      end--;
    }
    int room = pattern.before + pattern.shift;
    return Math.max(end, Math.min(fraction.length(), pattern.lastZero - room));
  }

  NumberWriter withRoman(String text) {
    roman = text;
    return this;
  }

  String write() {
    // MI and SG stand for the sign; PL leaves a minus to the number.
    signDone = pattern.minus || !roman.isEmpty();
    if (!pattern.sign && !signDone && !pattern.plus && !pattern.fill && !negative) {
      signDone = true;
    }
    List<Part> parts = pattern.parts;
    for (int i = 0; i < parts.size(); i++) {
      Kind kind = parts.get(i).kind();
      if (kind == Kind.NINE || kind == Kind.ZERO) {
        lastDigitAt = i;
      }
    }
    for (int i = 0; i < parts.size(); i++) {
      part(parts.get(i));
      if (i == lastDigitAt) {
        afterDigits();
      }
    }
    return out.toString();
  }

  private void part(Part part) {
    switch (part.kind()) {
      case NINE, ZERO -> {
        if (roman.isEmpty()) {
          digit();
        }
      }
      case POINT, LOCAL_POINT -> point();
      case COMMA, GROUP -> out.append(started ? "," : blank());
      case CURRENCY -> out.append(' ');
      case MINUS -> out.append(negative ? "-" : blank());
      case PLUS -> out.append(negative ? blank() : "+");
      case EITHER_SIGN -> out.append(negative ? '-' : '+');
      case ORDINAL -> ordinal(part);
      case ROMAN -> {
        String text = part.isLower() ? roman.toLowerCase(Locale.ROOT) : roman;
        out.append(pattern.fill ? " ".repeat(RomanNumber.WIDTH - text.length()) : "").append(text);
      }
      case LITERAL -> out.append(part.text());
      default -> {
        // Says how others are written.
      }
    }
  }

  private void point() {
    inFraction = true;
    if (!roman.isEmpty() || (fraction.isEmpty() && !whole.startsWith("#") && !whole.isEmpty())) {
      return;
    }
    if (bare && !pattern.fill && kept == 0) {
      // A zero is written after all where nothing else would be.
      return;
    }
    signOnce();
    out.append('.');
  }

  /** One digit, a zero in front, or a blank. */
  private void digit() {
    if (inFraction) {
      if (decimals < kept) {
        out.append(fraction.charAt(decimals));
      }
      decimals++;
      return;
    }
    int room = pattern.before + pattern.shift;
    int pad = room - whole.length();
    int zerosFrom = pattern.firstZero < 0 ? room : pattern.firstZero;
    boolean lonely = bare && digit == pad;
    if (digit < pad && digit < zerosFrom) {
      out.append(blank());
    } else if (lonely && pattern.fill) {
      out.append(blank());
    } else if (lonely && kept > 0) {
      out.append("");
    } else {
      signOnce();
      started = true;
      out.append(digit < pad ? '0' : whole.charAt(digit - pad));
      if (lonely) {
        out.append('.');
      }
    }
    digit++;
  }

  private void signOnce() {
    if (signDone) {
      return;
    }
    signDone = true;
    if (pattern.sign) {
      if (signStandsFirst()) {
        out.append(negative ? '-' : '+');
      }
    } else if (pattern.brackets) {
      out.append(negative ? "<" : blank());
    } else {
      out.append(negative ? "-" : blank());
    }
  }

  private boolean signStandsFirst() {
    return pattern.signFirst && pattern.digitsBeforeSign < pattern.before;
  }

  /** What a sign around or behind the number adds. */
  private void afterDigits() {
    if (!roman.isEmpty()) {
      return;
    }
    if (pattern.sign && !signStandsFirst()) {
      out.append(negative ? '-' : '+');
    } else if (pattern.brackets) {
      out.append(negative ? ">" : blank());
    }
  }

  private void ordinal(Part part) {
    if (!roman.isEmpty() || negative || pattern.point || whole.startsWith("#")) {
      return;
    }
    String ending = ending();
    out.append(part.text().startsWith("T") ? ending.toUpperCase(Locale.ROOT) : ending);
  }

  private String ending() {
    int length = whole.length();
    char last = whole.charAt(length - 1);
    boolean teen = length > 1 && whole.charAt(length - 2) == '1';
    if (teen) {
      return "th";
    }
    return switch (last) {
      case '1' -> "st";
      case '2' -> "nd";
      case '3' -> "rd";
      default -> "th";
    };
  }

  private String blank() {
    return pattern.fill ? " " : "";
  }
}
