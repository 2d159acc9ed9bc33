package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arithmetic and bits of the three integer types. Values are {@link Long} whatever the type. */
final class IntegerFunctions {
  private IntegerFunctions() {}

  static void register(Registry registry) {
    arithmetic(registry);
    signs(registry);
    bits(registry);
    divisors(registry);
  }

  /** {@code int2 op int4} is int4, anything with int8 is int8. */
  private static void arithmetic(Registry r) {
    for (String left : List.of("int2", "int4", "int8")) {
      for (String right : List.of("int2", "int4", "int8")) {
        String wider = left.compareTo(right) > 0 ? left : right;
        String tail = " " + right + " = " + wider;
        switch (wider) {
          case "int2" -> narrow2(r, left, tail);
          case "int4" -> narrow4(r, left, tail);
          default -> wide(r, left, tail);
        }
      }
    }
    r.op2("int2 % int2 = int2", (c, a, b) -> remainder((Long) a, (Long) b));
    r.op2("int4 % int4 = int4", (c, a, b) -> remainder((Long) a, (Long) b));
    r.op2("int8 % int8 = int8", (c, a, b) -> remainder((Long) a, (Long) b));
  }

  private static void narrow2(Registry r, String left, String tail) {
    r.op2(left + " +" + tail, (c, a, b) -> Numbers.int2((Long) a + (Long) b));
    r.op2(left + " -" + tail, (c, a, b) -> Numbers.int2((Long) a - (Long) b));
    r.op2(left + " *" + tail, (c, a, b) -> Numbers.int2((Long) a * (Long) b));
    r.op2(left + " /" + tail, (c, a, b) -> Numbers.int2(quotient((Long) a, (Long) b)));
  }

  private static void narrow4(Registry r, String left, String tail) {
    r.op2(left + " +" + tail, (c, a, b) -> Numbers.int4((Long) a + (Long) b));
    r.op2(left + " -" + tail, (c, a, b) -> Numbers.int4((Long) a - (Long) b));
    r.op2(left + " *" + tail, (c, a, b) -> Numbers.int4((Long) a * (Long) b));
    r.op2(left + " /" + tail, (c, a, b) -> Numbers.int4(quotient((Long) a, (Long) b)));
  }

  private static void wide(Registry r, String left, String tail) {
    r.op2(left + " +" + tail, (c, a, b) -> add((Long) a, (Long) b));
    r.op2(left + " -" + tail, (c, a, b) -> subtract((Long) a, (Long) b));
    r.op2(left + " *" + tail, (c, a, b) -> multiply((Long) a, (Long) b));
    r.op2(left + " /" + tail, (c, a, b) -> quotient((Long) a, (Long) b));
  }

  static Long add(long a, long b) {
    long sum = a + b;
    // Both operands differ from the sum in sign: the sum has wrapped.
    if (((a ^ sum) & (b ^ sum)) < 0) {
      throw Numbers.outOfRange("bigint");
    }
    return sum;
  }

  private static Long subtract(long a, long b) {
    long difference = a - b;
    if (((a ^ b) & (a ^ difference)) < 0) {
      throw Numbers.outOfRange("bigint");
    }
    return difference;
  }

  private static Long multiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    if (high != low >> 63) {
      throw Numbers.outOfRange("bigint");
    }
    return low;
  }

  private static Long quotient(long a, long b) {
    if (b == 0) {
      throw Numbers.divisionByZero();
    }
    if (b == -1 && a == Long.MIN_VALUE) {
      throw Numbers.outOfRange("bigint");
    }
    return a / b;
  }

  private static Long remainder(long a, long b) {
    if (b == 0) {
      throw Numbers.divisionByZero();
    }
    return a % b;
  }

  private static void signs(Registry r) {
    r.op1("- int2 = int2", (c, a) -> Numbers.int2(-(Long) a));
    r.op1("- int4 = int4", (c, a) -> Numbers.int4(-(Long) a));
    r.op1("- int8 = int8", (c, a) -> subtract(0, (Long) a));
    for (String type : List.of("int2", "int4", "int8")) {
      r.op1("+ " + type + " = " + type, (c, a) -> a);
    }
    r.op1("@ int2 = int2", (c, a) -> Numbers.int2(Math.abs((Long) a)));
    r.op1("@ int4 = int4", (c, a) -> Numbers.int4(Math.abs((Long) a)));
    r.op1("@ int8 = int8", (c, a) -> absolute((Long) a));
    r.fn1("abs(int2) int2", (c, a) -> Numbers.int2(Math.abs((Long) a)));
    r.fn1("abs(int4) int4", (c, a) -> Numbers.int4(Math.abs((Long) a)));
    r.fn1("abs(int8) int8", (c, a) -> absolute((Long) a));
  }

  private static Long absolute(long a) {
    return a < 0 ? subtract(0, a) : (Long) a;
  }

  private static void bits(Registry r) {
    for (String type : List.of("int2", "int4", "int8")) {
      String tail = " " + type + " = " + type;
      r.op2(type + " &" + tail, (c, a, b) -> (Long) a & (Long) b);
      r.op2(type + " |" + tail, (c, a, b) -> (Long) a | (Long) b);
      r.op2(type + " #" + tail, (c, a, b) -> (Long) a ^ (Long) b);
      r.op1("~" + tail, (c, a) -> ~(Long) a);
    }
    // Shifts wrap within the type and count modulo its register, as the processor does.
    r.op2("int2 << int4 = int2", (c, a, b) -> (long) (short) ((int) (long) a << (int) (long) b));
    r.op2("int4 << int4 = int4", (c, a, b) -> (long) ((int) (long) a << (int) (long) b));
    r.op2("int8 << int4 = int8", (c, a, b) -> (Long) a << (Long) b);
    r.op2("int2 >> int4 = int2", (c, a, b) -> (long) ((int) (long) a >> (int) (long) b));
    r.op2("int4 >> int4 = int4", (c, a, b) -> (long) ((int) (long) a >> (int) (long) b));
    r.op2("int8 >> int4 = int8", (c, a, b) -> (Long) a >> (Long) b);
  }

  private static void divisors(Registry r) {
    r.fn2("mod(int2, int2) int2", (c, a, b) -> remainder((Long) a, (Long) b));
    r.fn2("mod(int4, int4) int4", (c, a, b) -> remainder((Long) a, (Long) b));
    r.fn2("mod(int8, int8) int8", (c, a, b) -> remainder((Long) a, (Long) b));
    r.fn2("gcd(int4, int4) int4", (c, a, b) -> Numbers.int4(gcd((Long) a, (Long) b)));
    r.fn2("gcd(int8, int8) int8", (c, a, b) -> gcd((Long) a, (Long) b));
    r.fn2("lcm(int4, int4) int4", (c, a, b) -> Numbers.int4(lcm((Long) a, (Long) b)));
    r.fn2("lcm(int8, int8) int8", (c, a, b) -> lcm((Long) a, (Long) b));
    r.fn1("to_hex(int4) text", (c, a) -> Integer.toHexString(((Long) a).intValue()));
    r.fn1("to_hex(int8) text", (c, a) -> Long.toHexString((Long) a));
    r.fnN("width_bucket(float8, float8, float8, int4) int4", (c, a) -> bucket(a));
    r.function(
        "width_bucket(anycompatible, anycompatiblearray) int4",
        true,
        types -> (c, a) -> bucketOf(a[0], (SqlArray) a[1]));
  }

  private static Long gcd(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = y == -1 ? 0 : x % y;
      x = y;
      y = rest;
    }
    return absolute(x);
  }

  private static Long lcm(long a, long b) {
    if (a == 0 || b == 0) {
      return 0L;
    }
    return absolute(multiply(a / gcd(a, b), b));
  }

  private static Long bucket(Object[] args) {
    double operand = (Double) args[0];
    double low = (Double) args[1];
    double high = (Double) args[2];
    long count = (Long) args[3];
    if (count <= 0) {
      throw bucketFailure("count must be greater than zero");
    }
    if (Double.isNaN(operand) || Double.isNaN(low) || Double.isNaN(high)) {
      throw bucketFailure("operand, lower bound, and upper bound cannot be NaN");
    }
    if (Double.isInfinite(low) || Double.isInfinite(high)) {
      throw bucketFailure("lower and upper bounds must be finite");
    }
    if (low == high) {
      throw bucketFailure("lower bound cannot equal upper bound");
    }
    boolean ascending = low < high;
    if (ascending ? operand < low : operand > low) {
      return 0L;
    }
    if (ascending ? operand >= high : operand <= high) {
      return Numbers.int4(count + 1);
    }
    return (long) (count * ((operand - low) / (high - low))) + 1;
  }

  private static SqlException bucketFailure(String message) {
    return new SqlException(SqlState.INVALID_ARGUMENT_FOR_WIDTH_BUCKET, message);
  }

  /** How many of the thresholds, which are in order, the value has reached. */
  private static Long bucketOf(@Nullable Object value, SqlArray thresholds) {
    if (thresholds.dimensions() > 1) {
      throw new SqlException(
          SqlState.ARRAY_SUBSCRIPT_ERROR, "thresholds must be one-dimensional array");
    }
    long reached = 0;
    for (Object threshold : thresholds.elements()) {
      if (threshold == null) {
        throw new SqlException(
            SqlState.NULL_VALUE_NOT_ALLOWED, "thresholds array must not contain NULLs");
      }
      if (value != null && Values.compare(thresholds.elementType(), threshold, value) <= 0) {
        reached++;
      }
    }
    return reached;
  }
}
