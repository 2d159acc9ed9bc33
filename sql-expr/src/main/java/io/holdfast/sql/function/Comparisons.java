package io.holdfast.sql.function;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.ScalarBody;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Timestamps;
import io.holdfast.sql.type.Values;
import java.util.List;
import java.util.Objects;

/** The six comparison operators of every type that has an order, and those across types. */
final class Comparisons {
  private static final List<String> LONGS =
      List.of("oid", "date", "time", "timestamp", "timestamptz");
  private static final List<String> TEXTS = List.of("text", "name", "char");
  private static final List<String> OTHERS =
      List.of("bool", "bytea", "bpchar", "interval", "numeric", "record", "anyarray", "oidvector");

  /** Orders two values, neither null. */
  @FunctionalInterface
  interface Order {
    int compare(EvalContext ctx, Object a, Object b);
  }

  private Comparisons() {}

  static void register(Registry r) {
    List<String> integers = List.of("int2", "int4", "int8");
    for (String left : integers) {
      for (String right : integers) {
        longs(r, left, right);
      }
    }
    for (String type : LONGS) {
      longs(r, type, type);
    }
    for (String left : List.of("float4", "float8")) {
      for (String right : List.of("float4", "float8")) {
        all(r, left, right, "", (c, a, b) -> Values.compareDoubles((Double) a, (Double) b));
      }
    }
    for (String type : TEXTS) {
      texts(r, type, type);
    }
    texts(r, "name", "text");
    texts(r, "text", "name");
    for (String type : OTHERS) {
      SqlType sqlType = SqlType.of(Objects.requireNonNull(BaseType.byName(type)));
      all(r, type, type, "", (c, a, b) -> Values.compare(sqlType, a, b));
    }
    acrossTimes(r);
    patternOrder(r);
  }

  /** Both are Long: no call through an order for what statements do most. */
  private static void longs(Registry r, String left, String right) {
    String tail = " " + right + " = bool";
    r.op2(left + " =" + tail, (c, a, b) -> (long) (Long) a == (Long) b);
    r.op2(left + " <>" + tail, (c, a, b) -> (long) (Long) a != (Long) b);
    r.op2(left + " <" + tail, (c, a, b) -> (Long) a < (Long) b);
    r.op2(left + " <=" + tail, (c, a, b) -> (Long) a <= (Long) b);
    r.op2(left + " >" + tail, (c, a, b) -> (Long) a > (Long) b);
    r.op2(left + " >=" + tail, (c, a, b) -> (Long) a >= (Long) b);
  }

  private static void texts(Registry r, String left, String right) {
    String tail = " " + right + " = bool";
    r.op2(left + " =" + tail, (c, a, b) -> a.equals(b));
    r.op2(left + " <>" + tail, (c, a, b) -> !a.equals(b));
    ordered(r, left, right, "", (c, a, b) -> Values.compareText((String) a, (String) b));
  }

  private static void all(Registry r, String left, String right, String word, Order order) {
    String tail = " " + right + " = bool" + word;
    r.op2(left + " =" + tail, (c, a, b) -> order.compare(c, a, b) == 0);
    r.op2(left + " <>" + tail, (c, a, b) -> order.compare(c, a, b) != 0);
    ordered(r, left, right, word, order);
  }

  private static void ordered(Registry r, String left, String right, String word, Order order) {
    String tail = " " + right + " = bool" + word;
    r.op2(left + " <" + tail, (c, a, b) -> order.compare(c, a, b) < 0);
    r.op2(left + " <=" + tail, (c, a, b) -> order.compare(c, a, b) <= 0);
    r.op2(left + " >" + tail, (c, a, b) -> order.compare(c, a, b) > 0);
    r.op2(left + " >=" + tail, (c, a, b) -> order.compare(c, a, b) >= 0);
  }

  private static void acrossTimes(Registry r) {
    both(r, "date", "timestamp", "", (c, a, b) -> Long.compare(ofDate((Long) a), (Long) b));
    both(
        r,
        "date",
        "timestamptz",
        " stable",
        (c, a, b) -> Long.compare(toInstant(c, ofDate((Long) a)), (Long) b));
    both(
        r,
        "timestamp",
        "timestamptz",
        " stable",
        (c, a, b) -> Long.compare(toInstant(c, (Long) a), (Long) b));
  }

  private static void both(Registry r, String left, String right, String word, Order order) {
    all(r, left, right, word, order);
    all(r, right, left, word, (c, a, b) -> -order.compare(c, b, a));
  }

  /** A date beyond the range of timestamps still has its place in the order. */
  private static long ofDate(long date) {
    if (!Timestamps.isFinite(date)) {
      return date;
    }
    return date > Long.MAX_VALUE / Timestamps.MICROS_PER_DAY
        ? Long.MAX_VALUE - 1
        : Timestamps.ofDate(date);
  }

  private static long toInstant(EvalContext ctx, long local) {
    return local >= Long.MAX_VALUE - 1 ? local : Timestamps.toInstant(local, ctx.types().zone());
  }

  /** The operators of text_pattern_ops: the order of bytes, which is the only one here anyway. */
  private static void patternOrder(Registry r) {
    for (String type : List.of("text", "bpchar")) {
      SqlType sqlType = SqlType.of(Objects.requireNonNull(BaseType.byName(type)));
      String tail = " " + type + " = bool";
      Order order = (c, a, b) -> Values.compare(sqlType, a, b);
      r.op2(type + " ~<~" + tail, (c, a, b) -> order.compare(c, a, b) < 0);
      r.op2(type + " ~<=~" + tail, (c, a, b) -> order.compare(c, a, b) <= 0);
      r.op2(type + " ~>~" + tail, (c, a, b) -> order.compare(c, a, b) > 0);
      r.op2(type + " ~>=~" + tail, (c, a, b) -> order.compare(c, a, b) >= 0);
    }
  }

  /** The body of {@code =} for one type, for functions that look for a value. */
  static ScalarBody.Strict2 equalityOf(SqlType type) {
    return (c, a, b) -> Values.compare(type, a, b) == 0;
  }
}
