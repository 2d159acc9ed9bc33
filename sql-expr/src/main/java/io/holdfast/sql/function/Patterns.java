package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Regular expressions over texts, with a bound on the work one match may take. */
final class Patterns {
  private Patterns() {}

  static void register(Registry r) {
    operators(r);
    extracts(r);
    r.fn2("regexp_like(text, text) bool", (c, a, b) -> find(c, a, b, ""));
    r.fn3("regexp_like(text, text, text) bool", (c, a, b, o) -> like(c, a, b, (String) o));
    r.fn3(
        "regexp_replace(text, text, text) text",
        (c, a, b, to) -> replace(c, (String) a, (String) b, (String) to, ""));
    r.fnN(
        "regexp_replace(text, text, text, text) text",
        (c, a) -> replace(c, (String) a[0], (String) a[1], (String) a[2], (String) a[3]));
    String replaceFrom = "regexp_replace(text, text, text, int4";
    r.fnN(replaceFrom + ") text", Patterns::replaceFrom);
    r.fnN(replaceFrom + ", int4) text", Patterns::replaceFrom);
    r.fnN(replaceFrom + ", int4, text) text", Patterns::replaceFrom);
    r.fn2(
        "regexp_split_to_array(text, text) _text",
        (c, a, b) -> splitToArray(c, (String) a, (String) b, ""));
    r.fn3(
        "regexp_split_to_array(text, text, text) _text",
        (c, a, b, o) -> splitToArray(c, (String) a, (String) b, (String) o));
  }

  private static void operators(Registry r) {
    for (String left : List.of("text", "name", "bpchar")) {
      String tail = " text = bool";
      r.op2(left + " ~" + tail, (c, a, b) -> find(c, a, b, ""));
      r.op2(left + " !~" + tail, (c, a, b) -> !find(c, a, b, ""));
      r.op2(left + " ~*" + tail, (c, a, b) -> find(c, a, b, "i"));
      r.op2(left + " !~*" + tail, (c, a, b) -> !find(c, a, b, "i"));
    }
  }

  private static void extracts(Registry r) {
    r.fn2("substring(text, text) text", (c, a, b) -> substring(c, a, b));
    r.fn3(
        "substring(text, text, text) text",
        (c, a, b, e) -> substring(c, a, LikeFunctions.similar((String) b, (String) e)));
    r.fn2("regexp_match(text, text) _text", (c, a, b) -> match(c, a, b, ""));
    r.fn3("regexp_match(text, text, text) _text", (c, a, b, o) -> match(c, a, b, (String) o));
  }

  /** Compiled once per statement and pattern. */
  static Regex compile(EvalContext ctx, String regex, String options) {
    return (Regex) ctx.compiled(options + '/' + regex, key -> RegexSyntax.compile(regex, options));
  }

  static RegexMatcher matcher(EvalContext ctx, Object text, Object regex, String options) {
    return new RegexMatcher(
        compile(ctx, (String) regex, options), new BoundedText((String) text, ctx::checkCancel));
  }

  static SqlException tooComplex() {
    return new SqlException(
        SqlState.STATEMENT_TOO_COMPLEX, "regular expression match is too complex");
  }

  private static boolean find(EvalContext ctx, Object text, Object regex, String options) {
    return matcher(ctx, text, regex, options).matches();
  }

  private static boolean like(EvalContext ctx, Object text, Object regex, String options) {
    notGlobal(options, "regexp_like()", null);
    return find(ctx, text, regex, options);
  }

  /** The first group if there is one, else the whole match. */
  private static @Nullable String substring(EvalContext ctx, Object text, Object regex) {
    RegexMatcher matcher = matcher(ctx, text, regex, "");
    if (!matcher.find()) {
      return null;
    }
    return matcher.group(matcher.groupCount() > 0 ? 1 : 0);
  }

  private static @Nullable SqlArray match(
      EvalContext ctx, Object text, Object regex, String options) {
    notGlobal(options, "regexp_match()", "Use the regexp_matches function instead.");
    RegexMatcher matcher = matcher(ctx, text, regex, options);
    return matcher.find() ? groups(matcher) : null;
  }

  /** Some functions have no use for option g. */
  static void notGlobal(String options, String function, @Nullable String hint) {
    if (options.indexOf('g') >= 0) {
      SqlException refused =
          new SqlException(
              SqlState.INVALID_PARAMETER_VALUE,
              function + " does not support the \"global\" option");
      throw hint == null ? refused : refused.withHint(hint);
    }
  }

  private static SqlArray groups(RegexMatcher matcher) {
    if (matcher.groupCount() == 0) {
      return SqlArray.of(BaseType.TEXT, matcher.whole());
    }
    List<@Nullable Object> groups = new ArrayList<>();
    for (int i = 1; i <= matcher.groupCount(); i++) {
      groups.add(matcher.group(i));
    }
    return SqlArray.of(BaseType.TEXT, groups);
  }

  /** The groups of each match, with option g; else of the first. */
  static List<SqlArray> matches(EvalContext ctx, String text, String regex, String options) {
    boolean global = options.indexOf('g') >= 0;
    RegexMatcher matcher = matcher(ctx, text, regex, options.replace("g", ""));
    List<SqlArray> all = new ArrayList<>();
    while (matcher.find()) {
      all.add(groups(matcher));
      if (!global) {
        break;
      }
    }
    return all;
  }

  static SqlArray splitToArray(EvalContext ctx, String text, String regex, String options) {
    notGlobal(options, "regexp_split_to_array()", null);
    RegexMatcher matcher = matcher(ctx, text, regex, options);
    List<Object> parts = new ArrayList<>();
    int from = 0;
    while (matcher.find()) {
      // An empty match at the edges or right behind a match does not split.
      boolean empty = matcher.end() == matcher.start();
      if (empty && (matcher.start() == 0 || matcher.start() == text.length())) {
        continue;
      }
      if (empty && matcher.start() == from) {
        continue;
      }
      parts.add(text.substring(from, matcher.start()));
      from = matcher.end();
    }
    parts.add(text.substring(from));
    return SqlArray.of(BaseType.TEXT, parts);
  }

  private static String replace(
      EvalContext ctx, String text, String regex, String replacement, String options) {
    long which = options.indexOf('g') >= 0 ? 0 : 1;
    return replaceFrom(ctx, new Object[] {text, regex, replacement, 1L, which, options});
  }

  /**
   * Text, regex, replacement, first character, which match (0: all), options; the last optional.
   */
  private static String replaceFrom(EvalContext ctx, Object[] args) {
    String text = (String) args[0];
    long start = (Long) args[3];
    String options = args.length > 5 ? (String) args[5] : "";
    long which = args.length > 4 ? (Long) args[4] : 1;
    requirePositive("start", start, 1);
    requirePositive("n", which, 0);
    if (start > TextFunctions.points(text) + 1) {
      return text;
    }
    RegexMatcher matcher = matcher(ctx, text, args[1], options.replace("g", ""));
    int from = text.offsetByCodePoints(0, (int) start - 1);
    matcher.from(from);
    StringBuilder result = new StringBuilder(text.substring(0, from));
    long count = 0;
    while (matcher.find()) {
      count++;
      if (which == 0 || count == which) {
        result.append(text, from, matcher.start());
        appendReplacement(result, matcher, (String) args[2]);
        from = matcher.end();
      }
      if (count == which) {
        break;
      }
    }
    return result.append(text.substring(from)).toString();
  }

  static void requirePositive(String name, long value, long least) {
    if (value < least) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE,
          "invalid value for parameter \"" + name + "\": " + value);
    }
  }

  /** {@code \1} to {@code \9} are groups, {@code \&} the match, {@code \\} a backslash. */
  private static void appendReplacement(
      StringBuilder out, RegexMatcher matcher, String replacement) {
    for (int i = 0; i < replacement.length(); i++) {
      char c = replacement.charAt(i);
      char next = i + 1 < replacement.length() ? replacement.charAt(i + 1) : 0;
      if (c != '\\') {
        out.append(c);
      } else if (next >= '1' && next <= '9') {
        int group = next - '0';
        String text = group <= matcher.groupCount() ? matcher.group(group) : null;
        out.append(text == null ? "" : text);
        i++;
      } else if (next == '&') {
        out.append(matcher.whole());
        i++;
      } else {
        out.append('\\');
        i += next == '\\' ? 1 : 0;
      }
    }
  }
}
