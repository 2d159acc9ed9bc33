package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import org.jspecify.annotations.Nullable;

/** regexp_count, regexp_instr and regexp_substr: which match, where, from which character on. */
final class PatternPlaces {
  private PatternPlaces() {}

  static void register(Registry r) {
    family(r, "regexp_count", "int4", "text, text", "int4, text", (c, a) -> count(c, a));
    family(
        r,
        "regexp_instr",
        "int4",
        "text, text",
        "int4, int4, int4, text, int4",
        (c, a) -> place(c, a));
    family(
        r, "regexp_substr", "text", "text, text", "int4, int4, text, int4", (c, a) -> part(c, a));
  }

  private interface Body {
    @Nullable Object apply(EvalContext ctx, Object[] args);
  }

  /** One function for each number of optional arguments. */
  private static void family(
      Registry r, String name, String result, String required, String optional, Body body) {
    StringBuilder params = new StringBuilder(required);
    r.fnN(name + "(" + params + ") " + result, body::apply);
    for (String each : optional.split(", ", -1)) {
      params.append(", ").append(each);
      r.fnN(name + "(" + params + ") " + result, body::apply);
    }
  }

  private static long number(Object[] args, int at, String name, long least, long without) {
    if (args.length <= at) {
      return without;
    }
    long value = (Long) args[at];
    Patterns.requirePositive(name, value, least);
    return value;
  }

  private static String options(Object[] args, int at, String function) {
    String options = args.length > at ? (String) args[at] : "";
    Patterns.notGlobal(options, function, null);
    return options;
  }

  /** The matches from a character on; null when it is beyond the text. */
  private static @Nullable RegexMatcher from(
      EvalContext ctx, Object[] args, long start, String options) {
    String text = (String) args[0];
    RegexMatcher matcher = Patterns.matcher(ctx, text, args[1], options);
    return start > TextFunctions.points(text) + 1
        ? null
        : matcher.from(text.offsetByCodePoints(0, (int) start - 1));
  }

  private static Long count(EvalContext ctx, Object[] args) {
    long start = number(args, 2, "start", 1, 1);
    RegexMatcher matcher = from(ctx, args, start, options(args, 3, "regexp_count()"));
    long count = 0;
    while (matcher != null && matcher.find()) {
      count++;
    }
    return count;
  }

  private static boolean nth(@Nullable RegexMatcher matcher, long which) {
    boolean found = matcher != null;
    for (long i = 0; i < which && found && matcher != null; i++) {
      found = matcher.find();
    }
    return found;
  }

  private static Long place(EvalContext ctx, Object[] args) {
    long start = number(args, 2, "start", 1, 1);
    long which = number(args, 3, "n", 1, 1);
    long end = args.length > 4 ? (Long) args[4] : 0;
    if (end != 0 && end != 1) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE, "invalid value for parameter \"endoption\": " + end);
    }
    String options = options(args, 5, "regexp_instr()");
    int group = (int) number(args, 6, "subexpr", 0, 0);
    RegexMatcher matcher = from(ctx, args, start, options);
    if (matcher == null || !nth(matcher, which) || group > matcher.groupCount()) {
      return 0L;
    }
    int at = end == 1 ? matcher.end(group) : matcher.start(group);
    return at < 0 ? 0L : (Long) (((String) args[0]).codePointCount(0, at) + 1L);
  }

  private static @Nullable Object part(EvalContext ctx, Object[] args) {
    long start = number(args, 2, "start", 1, 1);
    long which = number(args, 3, "n", 1, 1);
    String options = options(args, 4, "regexp_substr()");
    int group = (int) number(args, 5, "subexpr", 0, 0);
    RegexMatcher matcher = from(ctx, args, start, options);
    return matcher != null && nth(matcher, which) && group <= matcher.groupCount()
        ? matcher.group(group)
        : null;
  }
}
