package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Translates PostgreSQL's advanced regular expressions into Java's, and into a tree where Java
 * could choose another match.
 */
final class RegexSyntax {
  private static final String QUANTIFIERS = "*+?";
  private static final int REPEATS_MAX = 255;

  /** Translations that match a place and no character. */
  private static final Set<String> PLACES =
      Set.of("^", "$", "\\A", "\\z", "\\b", "\\B", "\\b(?=\\w)", "\\b(?<=\\w)");

  private static final String JAVA_SPECIAL = "\\^$.|?*+()[]{}&-~#";
  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          Map.entry("alpha", "a-zA-Z"),
          Map.entry("digit", "0-9"),
          Map.entry("alnum", "a-zA-Z0-9"),
          Map.entry("upper", "A-Z"),
          Map.entry("lower", "a-z"),
          Map.entry("space", "\\s\\x0B"),
          Map.entry("blank", " \\t"),
          Map.entry("punct", "!-/:-@\\[-`{-~"),
          Map.entry("print", " -~"),
          Map.entry("graph", "!-~"),
          Map.entry("cntrl", "\\x00-\\x1F\\x7F"),
          Map.entry("xdigit", "0-9A-Fa-f"),
          Map.entry("word", "\\w"));

  private static final Pattern GROUP_ONCE_MORE =
      Pattern.compile("\\\\[1-9]|\\(\\?:\\\\[1-9][0-9]+\\)");

  private final String source;
  private final boolean lines;
  private final StringBuilder out = new StringBuilder();
  private final RegexTreeBuilder tree;
  private int at;

  /** Groups that have begun, those that are open, and those that have ended. */
  private int opened;

  private final ArrayDeque<Integer> open = new ArrayDeque<>();
  private final Set<Integer> closed = new TreeSet<>();

  /** Where in {@link #out} a condition on what follows or precedes began; -1 outside of one. */
  private int conditionAt = -1;

  private int conditionDepth;

  private RegexSyntax(String source, boolean lines, int flags) {
    this.source = source;
    this.lines = lines;
    this.tree = new RegexTreeBuilder(flags);
  }

  /**
   * Compiles a regular expression.
   *
   * @param options letters as regexp_match takes them
   * @throws SqlException 2201B, 22023
   */
  static Regex compile(String regex, String options) {
    String body = regex;
    String letters = options;
    if (body.startsWith("***=")) {
      return plain(Pattern.compile(body.substring(4), Pattern.LITERAL | flags(letters)));
    }
    if (body.startsWith("***:")) {
      body = body.substring(4);
    }
    if (body.startsWith("(?") && body.length() > 2 && Character.isLetter(body.charAt(2))) {
      int close = body.indexOf(')');
      if (close > 0) {
        String embedded = body.substring(2, close);
        if (!embedded.matches("[bceimnpqstwx]*")) {
          throw invalid("invalid embedded option");
        }
        letters += embedded;
        body = body.substring(close + 1);
      }
    }
    if (letters.indexOf('q') >= 0) {
      return plain(Pattern.compile(body, Pattern.LITERAL | flags(letters)));
    }
    boolean lines = letters.matches(".*[nmw].*");
    int flags = flags(letters);
    RegexSyntax syntax = new RegexSyntax(body, lines, flags);
    try {
      Pattern pattern = Pattern.compile(syntax.translate(), flags);
      // With comments in it, the pieces of a translation do not stand for themselves.
      return (flags & Pattern.COMMENTS) != 0
          ? plain(pattern)
          : new Regex(pattern, syntax.tree.tree(), syntax.tree.groups());
    } catch (PatternSyntaxException refused) {
      throw invalid(reason(refused)).causedBy(refused);
    }
  }

  private static Regex plain(Pattern pattern) {
    return new Regex(pattern, null, 0);
  }

  private static int flags(String letters) {
    int flags = Pattern.DOTALL | Pattern.UNIX_LINES;
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      switch (letter) {
        case 'i' -> flags |= Pattern.CASE_INSENSITIVE;
        case 'c' -> flags &= ~Pattern.CASE_INSENSITIVE;
        case 'n', 'm' -> flags = (flags | Pattern.MULTILINE) & ~Pattern.DOTALL;
        case 'p' -> flags &= ~Pattern.DOTALL;
        case 'w' -> flags |= Pattern.MULTILINE;
        case 's' -> flags = (flags | Pattern.DOTALL) & ~Pattern.MULTILINE;
        case 'x' -> flags |= Pattern.COMMENTS;
        case 't', 'e', 'b', 'q' -> {}
        default ->
            throw new SqlException(
                SqlState.INVALID_PARAMETER_VALUE,
                "invalid regular expression option: \"" + letter + "\"");
      }
    }
    return flags;
  }

  private static String reason(PatternSyntaxException refused) {
    String text = String.valueOf(refused.getDescription());
    if (text.contains("group") || text.contains("')'")) {
      return "parentheses () not balanced";
    }
    if (text.contains("range")) {
      return "invalid character range";
    }
    return text.contains("class") ? "brackets [] not balanced" : "quantifier operand invalid";
  }

  private static SqlException invalid(String reason) {
    return new SqlException(
        SqlState.INVALID_REGULAR_EXPRESSION, "invalid regular expression: " + reason);
  }

  private String translate() {
    boolean quantified = true;
    while (at < source.length()) {
      char c = source.charAt(at);
      boolean quantifier = QUANTIFIERS.indexOf(c) >= 0 || startsBound();
      if (quantifier && quantified) {
        throw invalid("quantifier operand invalid");
      }
      if (quantifier) {
        quantifier(c);
        quantified = true;
        continue;
      }
      quantified = c == '|' || startsGroup();
      int before = out.length();
      switch (c) {
        case '\\' -> escape(false);
        case '[' -> bracket();
        case '{' -> literal("\\{");
        case '}' -> literal("\\}");
        case '$' -> literal(lines ? "$" : "\\z");
        case '^' -> {
          literal(lines ? "^" : "\\A");
          quantified = true;
        }
        case '(' -> group();
        case ')' -> close();
        case '|' -> {
          literal("|");
          if (conditionAt < 0) {
            tree.bar();
          }
        }
        default -> {
          int codePoint = source.codePointAt(at);
          out.appendCodePoint(codePoint);
          at += Character.charCount(codePoint);
        }
      }
      if (conditionAt < 0 && "()|".indexOf(c) < 0) {
        node(out.substring(before));
      }
    }
    return out.toString();
  }

  /** One piece of the translation: a character, a place, or a group once more. */
  private void node(String piece) {
    if (GROUP_ONCE_MORE.matcher(piece).matches()) {
      tree.impossible();
    } else if (PLACES.contains(piece)) {
      tree.place(piece);
    } else {
      tree.character(piece);
    }
  }

  private void close() {
    literal(")");
    if (!open.isEmpty()) {
      closed.add(open.pop());
    }
    if (conditionAt < 0) {
      tree.close();
    } else if (--conditionDepth == 0) {
      tree.place(out.substring(conditionAt));
      conditionAt = -1;
    }
  }

  private void literal(String translated) {
    out.append(translated);
    at++;
  }

  private boolean startsBound() {
    return source.charAt(at) == '{'
        && at + 1 < source.length()
        && Character.isDigit(source.charAt(at + 1));
  }

  private boolean startsGroup() {
    return source.charAt(at) == '(';
  }

  private void group() {
    if (source.startsWith("(?#", at)) {
      int close = source.indexOf(')', at);
      at = close < 0 ? source.length() : close + 1;
      return;
    }
    int end = at + 1;
    if (source.startsWith("?", end)) {
      boolean known =
          source.startsWith("?:", end)
              || source.startsWith("?=", end)
              || source.startsWith("?!", end)
              || source.startsWith("?<=", end)
              || source.startsWith("?<!", end);
      if (!known) {
        throw invalid("quantifier operand invalid");
      }
      end += source.startsWith("?<", end) ? 3 : 2;
    }
    boolean condition = end - at > 1 && source.charAt(at + 2) != ':';
    if (conditionAt >= 0) {
      conditionDepth++;
    } else if (condition) {
      conditionAt = out.length();
      conditionDepth = 1;
    } else {
      tree.open(end - at == 1);
    }
    open.push(end - at == 1 && conditionAt < 0 ? ++opened : 0);
    // Nothing within a condition is a group.
    out.append(end - at == 1 && conditionAt >= 0 ? "(?:" : source.substring(at, end));
    at = end;
  }

  private void quantifier(char c) {
    int min = c == '+' ? 1 : 0;
    int max = c == '?' ? 1 : -1;
    boolean exact = false;
    if (c == '{') {
      int close = source.indexOf('}', at);
      if (close < 0) {
        throw invalid("braces {} not balanced");
      }
      String bound = source.substring(at, close + 1);
      if (!bound.matches("\\{\\d{1,3}(,\\d{0,3})?\\}")) {
        throw invalid("invalid repetition count(s)");
      }
      int comma = bound.indexOf(',');
      exact = comma < 0;
      min = Integer.parseInt(bound.substring(1, exact ? bound.length() - 1 : comma));
      String upper = exact ? "" : bound.substring(comma + 1, bound.length() - 1);
      max = exact ? min : upper.isEmpty() ? -1 : Integer.parseInt(upper);
      if (min > REPEATS_MAX || max > REPEATS_MAX || (max >= 0 && min > max)) {
        throw invalid("invalid repetition count(s)");
      }
      out.append(bound);
      at = close + 1;
    } else {
      literal(String.valueOf(c));
    }
    boolean lazy = at < source.length() && source.charAt(at) == '?';
    if (lazy) {
      literal("?");
    }
    if (conditionAt < 0) {
      tree.repeat(min, max, exact ? null : (Boolean) !lazy);
    }
  }

  /** A backslash and what belongs to it. */
  private void escape(boolean inBracket) {
    if (at + 1 >= source.length()) {
      throw invalid("invalid escape \\ sequence");
    }
    char c = source.charAt(at + 1);
    at += 2;
    switch (c) {
      case 'm' -> out.append("\\b(?=\\w)");
      case 'M' -> out.append("\\b(?<=\\w)");
      case 'y' -> out.append("\\b");
      case 'Y' -> out.append("\\B");
      case 'A' -> out.append("\\A");
      case 'Z' -> out.append("\\z");
      case 'B' -> out.append("\\\\");
      case 'b' -> out.append("\\x08");
      case 'v' -> out.append("\\x0B");
      case 's' -> out.append(inBracket ? "\\s\\x0B" : "[\\s\\x0B]");
      case 'd', 'w', 'D', 'S', 'W', 'a', 'e', 'f', 'n', 'r', 't' -> out.append('\\').append(c);
      case 'u' -> hexadecimal(4, 4);
      case 'U' -> hexadecimal(8, 8);
      case 'x' -> hexadecimal(1, 255);
      case 'c' -> control();
      default -> {
        if (c >= '0' && c <= '9') {
          number(inBracket);
        } else if (Character.isLetter(c)) {
          throw invalid("invalid escape \\ sequence");
        } else {
          quote(c);
        }
      }
    }
  }

  /** The character that a letter makes together with the control key. */
  private void control() {
    if (at >= source.length()) {
      throw invalid("invalid escape \\ sequence");
    }
    out.append(String.format(Locale.ROOT, "\\x%02x", source.charAt(at) & 0x1f));
    at++;
  }

  /** A group once more, or a character by its octal number. */
  private void number(boolean inBracket) {
    int from = at - 1;
    int end = at;
    while (end < source.length() && end - from < 3 && isDigit(source.charAt(end))) {
      end++;
    }
    int group = Integer.parseInt(source.substring(from, end));
    boolean single = end - from == 1 && group > 0;
    if (!inBracket && source.charAt(from) != '0' && (single || group <= opened)) {
      if (!closed.contains(group)) {
        throw invalid("invalid backreference number");
      }
      // What follows is no digit of the number.
      out.append(single ? "\\" + group : "(?:\\" + group + ")");
      at = end;
      return;
    }
    while (end > from && !source.substring(from, end).matches("[0-7]+")) {
      end--;
    }
    if (end == from) {
      throw invalid("invalid escape \\ sequence");
    }
    int code = Integer.parseInt(source.substring(from, end), 8) & 0xff;
    out.append(String.format(Locale.ROOT, "\\x%02x", code));
    at = end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** A character by its number; only its last digits count. */
  private void hexadecimal(int digitsMin, int digitsMax) {
    int end = at;
    while (end < source.length() && end - at < digitsMax && isHexadecimal(source.charAt(end))) {
      end++;
    }
    if (end - at < digitsMin) {
      throw invalid("invalid escape \\ sequence");
    }
    long codePoint = Long.parseLong(source.substring(Math.max(at, end - 8), end), 16);
    if (codePoint > Character.MAX_CODE_POINT) {
      throw invalid("invalid escape \\ sequence");
    }
    out.append(String.format(Locale.ROOT, "\\x{%x}", codePoint));
    at = end;
  }

  private static boolean isHexadecimal(char c) {
    return c < 128 && Character.digit(c, 16) >= 0;
  }

  private void quote(char c) {
    if (JAVA_SPECIAL.indexOf(c) >= 0) {
      out.append('\\');
    }
    out.append(c);
  }

  /** From the opening to the closing bracket. */
  private void bracket() {
    if (source.startsWith("[[:<:]]", at)) {
      at += 7;
      out.append("\\b(?=\\w)");
      return;
    }
    if (source.startsWith("[[:>:]]", at)) {
      at += 7;
      out.append("\\b(?<=\\w)");
      return;
    }
    at++;
    out.append('[');
    if (at < source.length() && source.charAt(at) == '^') {
      literal("^");
      if (lines) {
        out.append("\\n");
      }
    }
    boolean first = true;
    while (true) {
      if (at >= source.length()) {
        throw invalid("brackets [] not balanced");
      }
      char c = source.charAt(at);
      if (c == ']' && !first) {
        literal("]");
        return;
      }
      first = false;
      bracketItem(c);
    }
  }

  private void bracketItem(char c) {
    if (source.startsWith("[:", at)) {
      int close = source.indexOf(":]", at);
      String translated = close < 0 ? null : CLASSES.get(source.substring(at + 2, close));
      if (translated == null) {
        throw invalid("invalid character class");
      }
      out.append(translated);
      at = close + 2;
    } else if (source.startsWith("[.", at) || source.startsWith("[=", at)) {
      if (at + 4 >= source.length() || source.charAt(at + 4) != ']') {
        throw invalid("invalid collating element");
      }
      quote(source.charAt(at + 2));
      at += 5;
    } else if (c == '\\') {
      escape(true);
    } else if (c == '-') {
      range();
    } else {
      quote(c);
      at++;
    }
  }

  /** A hyphen makes a range but at the edges. */
  private void range() {
    boolean edge =
        out.charAt(out.length() - 1) == '['
            || out.charAt(out.length() - 1) == '^'
            || (at + 1 < source.length() && source.charAt(at + 1) == ']');
    literal(edge ? "\\-" : "-");
  }
}
