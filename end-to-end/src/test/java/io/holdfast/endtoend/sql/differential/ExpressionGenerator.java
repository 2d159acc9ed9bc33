package io.holdfast.endtoend.sql.differential;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Random expressions of a family of types over the columns in sight. Most are valid; some meet
 * errors at run time (overflow, division by zero, bad casts), a few are of the wrong type.
 */
final class ExpressionGenerator {
  /** A column that an expression may name. */
  record Visible(String text, Kind kind) {}

  private static final String[] WORDS = {
    "",
    "a",
    "b",
    "abc",
    "ABC",
    "x y",
    "zz",
    " lead",
    "trail ",
    "50%",
    "a_c",
    "it''s",
    "long word",
    "12",
    "-7",
    "3.5",
    "2020-02-29",
    "ä€"
  };

  private final SplittableRandom random;

  ExpressionGenerator(SplittableRandom random) {
    this.random = random;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  Kind anyKind() {
    Kind[] kinds = Kind.values();
    return chance(40) ? Kind.INT : kinds[random.nextInt(kinds.length)];
  }

  /** A literal as users write it; null now and then. */
  String literal(Kind kind) {
    if (chance(7)) {
      return "NULL";
    }
    return switch (kind) {
      case INT ->
          chance(6)
              ? pick("2147483647", "-2147483648", "32767", "9223372036854775807", "3000000000")
              : Integer.toString(random.nextInt(-20, 100));
      case NUMERIC ->
          pick("0.00", "1.5", "-2.25", "100", "3.14159", "12345.67", "0.1", "1e3", "-0.005");
      case FLOAT -> pick("0.5", "-1.25", "2", "1e10", "'3.75'", "0.0", "-8.5") + "::float8";
      case BOOL -> pick("true", "false", "'t'::bool", "'off'::boolean");
      case TEXT -> "'" + pick(WORDS) + "'";
      case BYTEA -> pick("'\\x00ff'", "'\\x'", "'abc'", "'\\xdeadbeef'") + "::bytea";
      case DATE -> "date '" + day() + "'";
      case TIMESTAMP -> "timestamp '" + day() + " " + time() + "'";
      case TIMESTAMPTZ ->
          "timestamptz '" + day() + " " + time() + pick("+00", "-05", "+02:30") + "'";
    };
  }

  private String day() {
    return pick("2020-01-01", "2020-02-29", "1999-12-31", "2024-06-15", "1970-01-01", "0099-03-04");
  }

  private String time() {
    return pick("00:00:00", "12:34:56", "23:59:59.999999", "06:07:08.5", "01:02");
  }

  /** An expression of {@code kind}; deeper ones nest. */
  String expression(Kind kind, List<Visible> visible, int depth) {
    if (depth <= 0 || chance(25)) {
      return leaf(kind, visible);
    }
    if (chance(8)) {
      return general(kind, visible, depth);
    }
    return switch (kind) {
      case INT -> integer(visible, depth - 1);
      case NUMERIC -> numeric(visible, depth - 1);
      case FLOAT -> floating(visible, depth - 1);
      case BOOL -> bool(visible, depth - 1);
      case TEXT -> text(visible, depth - 1);
      case BYTEA -> leaf(kind, visible);
      case DATE -> date(visible, depth - 1);
      case TIMESTAMP -> timestamp(visible, depth - 1);
      case TIMESTAMPTZ -> leaf(kind, visible);
    };
  }

  private String leaf(Kind kind, List<Visible> visible) {
    List<Visible> fitting = visible.stream().filter(each -> each.kind() == kind).toList();
    return fitting.isEmpty() || chance(30) ? literal(kind) : pick(fitting).text();
  }

  private String general(Kind kind, List<Visible> visible, int depth) {
    String a = expression(kind, visible, depth - 1);
    String b = expression(kind, visible, depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> "coalesce(" + a + ", " + b + ")";
      case 1 -> "nullif(" + a + ", " + b + ")";
      case 2 -> "case when " + bool(visible, depth - 1) + " then " + a + " else " + b + " end";
      case 3 -> pick("greatest(", "least(") + a + ", " + b + ")";
      case 4 -> "cast(" + a + " as " + kind.cast + ")";
      default -> "(" + expression(anyKind(), visible, depth - 1) + ")::" + kind.cast;
    };
  }

  private String integer(List<Visible> v, int d) {
    String a = expression(Kind.INT, v, d);
    String b = expression(Kind.INT, v, d);
    return switch (random.nextInt(14)) {
      case 0 -> a + " + " + b;
      case 1 -> a + " - " + b;
      case 2 -> "(" + a + ") * (" + b + ")";
      case 3 -> "(" + a + ") / (" + b + ")";
      case 4 -> "(" + a + ") % (" + b + ")";
      case 5 -> "-(" + a + ")";
      case 6 -> "abs(" + a + ")";
      case 7 -> "length(" + expression(Kind.TEXT, v, d) + ")";
      case 8 -> "mod(" + a + ", " + b + ")";
      case 9 -> pick("sign(", "floor(", "ceil(") + expression(Kind.FLOAT, v, d) + ")::int";
      case 10 -> "(" + expression(Kind.DATE, v, d) + ") - (" + expression(Kind.DATE, v, d) + ")";
      case 11 -> "position(" + leaf(Kind.TEXT, v) + " in " + leaf(Kind.TEXT, v) + ")";
      case 12 -> "(" + a + ") " + pick("&", "|", "#") + " (" + b + ")";
      default ->
          "extract("
              + pick("year", "month", "day", "dow", "hour")
              + " from "
              + expression(Kind.TIMESTAMP, v, d)
              + ")::int";
    };
  }

  private String numeric(List<Visible> v, int d) {
    String a = expression(Kind.NUMERIC, v, d);
    String b = expression(chance(70) ? Kind.NUMERIC : Kind.INT, v, d);
    return switch (random.nextInt(9)) {
      case 0 -> a + " + " + b;
      case 1 -> a + " - (" + b + ")";
      case 2 -> "(" + a + ") * (" + b + ")";
      case 3 -> "(" + a + ") / (" + b + ")";
      case 4 -> "(" + a + ") % (" + b + ")";
      case 5 -> "round(" + a + ", " + random.nextInt(4) + ")";
      case 6 -> "trunc(" + a + ")";
      case 7 -> pick("abs(", "ceil(", "floor(", "sign(", "-(") + a + ")";
      default -> "(" + expression(Kind.INT, v, d) + ")::numeric";
    };
  }

  private String floating(List<Visible> v, int d) {
    String a = expression(Kind.FLOAT, v, d);
    String b = expression(chance(60) ? Kind.FLOAT : Kind.INT, v, d);
    return switch (random.nextInt(6)) {
      case 0 -> a + " + " + b;
      case 1 -> a + " - (" + b + ")";
      case 2 -> "(" + a + ") * (" + b + ")";
      case 3 -> "(" + a + ") / (" + b + ")";
      case 4 -> pick("abs(", "round(", "trunc(", "sqrt(abs(") + a + ")";
      default -> "(" + expression(Kind.NUMERIC, v, d) + ")::float8";
    };
  }

  private String text(List<Visible> v, int d) {
    String a = expression(Kind.TEXT, v, d);
    String n = Integer.toString(random.nextInt(-1, 6));
    return switch (random.nextInt(14)) {
      case 0 -> a + " || " + expression(Kind.TEXT, v, d);
      case 1 -> "lower(" + a + ")";
      case 2 -> "upper(" + a + ")";
      case 3 -> "substr(" + a + ", " + n + ", 3)";
      case 4 -> "substring(" + a + " from 2 for " + n + ")";
      case 5 -> pick("trim(", "ltrim(", "rtrim(", "reverse(", "initcap(") + a + ")";
      case 6 -> "replace(" + a + ", 'a', 'bb')";
      case 7 -> "(" + expression(anyKind(), v, d) + ")::text";
      case 8 -> pick("left(", "right(", "repeat(") + a + ", " + n + ")";
      case 9 -> pick("lpad(", "rpad(") + a + ", 6, '*')";
      case 10 -> a + " || " + expression(Kind.INT, v, 0);
      case 11 -> "concat(" + a + ", " + expression(anyKind(), v, d) + ")";
      case 12 -> "(" + a + ")::" + pick("varchar(3)", "char(4)", "text");
      default -> "split_part(" + a + ", ' ', 1)";
    };
  }

  String bool(List<Visible> v, int d) {
    if (d <= 0) {
      return comparison(v, 0);
    }
    return switch (random.nextInt(10)) {
      case 0 -> bool(v, d - 1) + " and " + bool(v, d - 1);
      case 1 -> "(" + bool(v, d - 1) + " or " + bool(v, d - 1) + ")";
      case 2 -> "not (" + bool(v, d - 1) + ")";
      case 3 -> "(" + expression(anyKind(), v, d - 1) + ") is " + pick("null", "not null");
      case 4 -> "(" + bool(v, d - 1) + ") is " + pick("true", "not true", "unknown", "not false");
      case 5 ->
          "("
              + leaf(Kind.TEXT, v)
              + ") "
              + pick("like", "not like", "ilike")
              + " '"
              + pick("a%", "%b%", "_b_", "", "%", "50\\%", "%c")
              + "'";
      case 6 -> {
        Kind kind = anyKind();
        yield "("
            + expression(kind, v, d - 1)
            + ") "
            + pick("in", "not in")
            + " ("
            + literal(kind)
            + ", "
            + literal(kind)
            + ", "
            + literal(kind)
            + ")";
      }
      case 7 -> {
        Kind kind = anyKind();
        yield "("
            + expression(kind, v, d - 1)
            + ") between "
            + literal(kind)
            + " and "
            + literal(kind);
      }
      default -> comparison(v, d);
    };
  }

  private String comparison(List<Visible> v, int d) {
    Kind kind = anyKind();
    Kind other = kind == Kind.INT && chance(20) ? Kind.NUMERIC : kind;
    if (chance(2)) {
      other = anyKind();
    }
    return "("
        + expression(kind, v, d - 1)
        + ") "
        + pick("=", "<>", "<", "<=", ">", ">=", "=", "is distinct from", "is not distinct from")
        + " ("
        + expression(other, v, d - 1)
        + ")";
  }

  private String date(List<Visible> v, int d) {
    String a = expression(Kind.DATE, v, d);
    return switch (random.nextInt(4)) {
      case 0 -> a + " + " + random.nextInt(400);
      case 1 -> a + " - " + random.nextInt(400);
      case 2 -> "(" + expression(Kind.TIMESTAMP, v, d) + ")::date";
      default -> a;
    };
  }

  private String timestamp(List<Visible> v, int d) {
    String a = expression(Kind.TIMESTAMP, v, d);
    return switch (random.nextInt(4)) {
      case 0 -> a + " + interval '" + pick("1 day", "2 hours", "1 month", "-90 minutes") + "'";
      case 1 -> "date_trunc('" + pick("hour", "day", "month", "year") + "', " + a + ")";
      case 2 -> "(" + expression(Kind.DATE, v, d) + ")::timestamp";
      default -> a;
    };
  }
}
