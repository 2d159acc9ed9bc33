package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A template of to_char and to_number over numbers, taken apart and checked. */
final class NumberPattern {
  /** What a part of a template stands for. */
  enum Kind {
    NINE("9"),
    ZERO("0"),
    POINT("."),
    LOCAL_POINT("D"),
    COMMA(","),
    GROUP("G"),
    CURRENCY("L"),
    MINUS("MI"),
    PLUS("PL"),
    EITHER_SIGN("SG"),
    SIGN("S"),
    BRACKETS("PR"),
    ORDINAL("TH"),
    ROMAN("RN"),
    SHIFT("V"),
    BLANK_ZERO("B"),
    CURRENCY_CODE("C"),
    EXPONENT("EEEE"),
    FILL("FM"),
    SPELLED("SP"),
    LITERAL("");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** A part; {@code text} is what stood there, of a literal what it means. */
  record Part(Kind kind, String text) {
    boolean isLower() {
      return text.equals(text.toLowerCase(Locale.ROOT));
    }
  }

  /** Longer words first. */
  private static final List<Kind> WORDS =
      List.of(
          Kind.EXPONENT,
          Kind.FILL,
          Kind.MINUS,
          Kind.PLUS,
          Kind.EITHER_SIGN,
          Kind.SPELLED,
          Kind.BRACKETS,
          Kind.ORDINAL,
          Kind.ROMAN,
          Kind.SIGN,
          Kind.NINE,
          Kind.ZERO,
          Kind.POINT,
          Kind.LOCAL_POINT,
          Kind.COMMA,
          Kind.GROUP,
          Kind.CURRENCY,
          Kind.SHIFT,
          Kind.BLANK_ZERO,
          Kind.CURRENCY_CODE);

  private static final Set<Kind> NEVER_BESIDE_EXPONENT =
      EnumSet.of(
          Kind.FILL,
          Kind.SIGN,
          Kind.MINUS,
          Kind.PLUS,
          Kind.EITHER_SIGN,
          Kind.BRACKETS,
          Kind.ROMAN,
          Kind.SHIFT);

  final List<Part> parts = new ArrayList<>();

  /** Digits before the point, after it, and those that V moves it by. */
  int before;

  int after;
  int shift;

  /** Digits before the first 0, and up to the last one; -1 without any. */
  int firstZero = -1;

  int lastZero = -1;

  /** Digits in front of an S that stands before the point. */
  int digitsBeforeSign;

  boolean fill = true;
  boolean point;
  boolean sign;
  boolean signFirst;
  boolean minus;
  boolean plus;
  boolean brackets;
  boolean roman;
  boolean exponent;
  private boolean shifted;

  private NumberPattern() {}

  /**
   * Takes a template apart.
   *
   * @throws SqlException 42601 for parts that do not go together
   */
  static NumberPattern parse(String template) {
    NumberPattern pattern = new NumberPattern();
    int at = 0;
    while (at < template.length()) {
      at = pattern.part(template, at);
    }
    return pattern;
  }

  private int part(String template, int at) {
    char c = template.charAt(at);
    if (c == '"') {
      int end = at + 1;
      StringBuilder text = new StringBuilder();
      while (end < template.length() && template.charAt(end) != '"') {
        end += template.charAt(end) == '\\' && end + 1 < template.length() ? 1 : 0;
        text.append(template.charAt(end++));
      }
      parts.add(new Part(Kind.LITERAL, text.toString()));
      return end + 1;
    }
    for (Kind kind : WORDS) {
      String word = kind.word;
      if (template.regionMatches(true, at, word, 0, word.length())) {
        add(new Part(kind, template.substring(at, at + word.length())));
        return at + word.length();
      }
    }
    int escaped = c == '\\' && at + 1 < template.length() && template.charAt(at + 1) == '"' ? 1 : 0;
    int end = template.offsetByCodePoints(at + escaped, 1);
    parts.add(new Part(Kind.LITERAL, template.substring(at + escaped, end)));
    return end;
  }

  private void add(Part part) {
    if (exponent && part.kind != Kind.EXPONENT) {
      throw wrong("\"EEEE\" must be the last pattern used");
    }
    switch (part.kind) {
      case NINE -> digit("9");
      case ZERO -> {
        if (firstZero < 0 && !point) {
          firstZero = before;
        }
        digit("0");
        lastZero = before + after;
      }
      case POINT, LOCAL_POINT -> {
        require(!point, "multiple decimal points");
        require(!shifted, "cannot use \"V\" and decimal point together");
        point = true;
      }
      case SIGN -> {
        require(!sign, "cannot use \"S\" twice");
        require(
            !plus && !minus && !brackets,
            "cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together");
        sign = true;
        signFirst = !point;
        digitsBeforeSign = before;
      }
      case MINUS -> {
        require(!sign, "cannot use \"S\" and \"MI\" together");
        minus = true;
      }
      case PLUS -> {
        require(!sign, "cannot use \"S\" and \"PL\" together");
        plus = true;
      }
      case EITHER_SIGN -> {
        require(!sign, "cannot use \"S\" and \"SG\" together");
        minus = true;
        plus = true;
      }
      case BRACKETS -> {
        require(
            !sign && !plus && !minus, "cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together");
        brackets = true;
      }
      case SHIFT -> {
        require(!point, "cannot use \"V\" and decimal point together");
        shifted = true;
      }
      case ROMAN -> roman = true;
      case FILL -> fill = false;
      case EXPONENT -> exponent();
      default -> {
        // Nothing that the others depend on.
      }
    }
    parts.add(part);
  }

  private void digit(String which) {
    require(!brackets, "\"" + which + "\" must be ahead of \"PR\"");
    if (shifted && which.equals("9")) {
      shift++;
    } else if (point) {
      after++;
    } else {
      before++;
    }
  }

  private void exponent() {
    require(!exponent, "cannot use \"EEEE\" twice");
    if (parts.stream().anyMatch(part -> NEVER_BESIDE_EXPONENT.contains(part.kind))) {
      throw wrong("\"EEEE\" is incompatible with other formats")
          .withDetail("\"EEEE\" may only be used together with digit and decimal point patterns.");
    }
    exponent = true;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw wrong(message);
    }
  }

  private static SqlException wrong(String message) {
    return new SqlException(SqlState.SYNTAX_ERROR, message);
  }
}
