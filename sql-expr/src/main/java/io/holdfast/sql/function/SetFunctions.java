package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.function.SetFunction.Rows;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.Timestamps;
import io.holdfast.sql.type.Zone;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Functions that answer rows, one at a time: a series costs no memory. */
final class SetFunctions {
  private static final Rows NOTHING = () -> null;

  private SetFunctions() {}

  static void register(Registry r) {
    series(r);
    arrays(r);
    catalogue(r);
  }

  private static void series(Registry r) {
    for (String type : List.of("int4", "int8")) {
      String two = "generate_series(" + type + ", " + type + ") " + type;
      String three = "generate_series(" + type + ", " + type + ", " + type + ") " + type;
      r.rows(two, List.of(), (c, a) -> integers(number(a[0]), number(a[1]), 1));
      r.rows(three, List.of(), (c, a) -> integers(number(a[0]), number(a[1]), number(a[2])));
    }
    r.rows(
        "generate_series(numeric, numeric) numeric",
        List.of(),
        (c, a) -> decimals(decimal(a[0]), decimal(a[1]), Decimal.ONE));
    r.rows(
        "generate_series(numeric, numeric, numeric) numeric",
        List.of(),
        (c, a) -> decimals(decimal(a[0]), decimal(a[1]), decimal(a[2])));
    r.rows(
        "generate_series(timestamp, timestamp, interval) timestamp",
        List.of(),
        (c, a) -> times(a, null));
    r.rows(
        "generate_series(timestamptz, timestamptz, interval) timestamptz",
        List.of(),
        (c, a) -> times(a, c.types().zone()));
  }

  private static long number(@Nullable Object value) {
    return (Long) Objects.requireNonNull(value);
  }

  private static Decimal decimal(@Nullable Object value) {
    return (Decimal) Objects.requireNonNull(value);
  }

  private static SqlException zeroStep() {
    return new SqlException(SqlState.INVALID_PARAMETER_VALUE, "step size cannot equal zero");
  }

  private static Rows integers(long start, long stop, long step) {
    if (step == 0) {
      throw zeroStep();
    }
    return new Rows() {
      private long next = start;
      private boolean done = step > 0 ? start > stop : start < stop;

      @Override
      public @Nullable Object @Nullable [] next() {
        if (done) {
          return null;
        }
        long value = next;
        long sum = value + step;
        boolean wrapped = ((value ^ sum) & (step ^ sum)) < 0;
        done = wrapped || (step > 0 ? sum > stop : sum < stop);
        next = sum;
        return new @Nullable Object[] {value};
      }
    };
  }

  private static Rows decimals(Decimal start, Decimal stop, Decimal step) {
    requireFinite(start, "start value");
    requireFinite(stop, "stop value");
    requireFinite(step, "step size");
    if (step.signum() == 0) {
      throw zeroStep();
    }
    boolean up = step.signum() > 0;
    return new Rows() {
      private Decimal next = start;

      @Override
      public @Nullable Object @Nullable [] next() {
        int order = next.compareTo(stop);
        if (up ? order > 0 : order < 0) {
          return null;
        }
        Decimal value = next;
        next = value.add(step);
        return new @Nullable Object[] {value};
      }
    };
  }

  private static void requireFinite(Decimal value, String what) {
    if (!value.isFinite()) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE,
          what + " cannot be " + (value.isNaN() ? "NaN" : "infinity"));
    }
  }

  /** With a zone the steps follow its clock. */
  private static Rows times(@Nullable Object[] args, @Nullable Zone zone) {
    long start = number(args[0]);
    long stop = number(args[1]);
    Interval step = (Interval) Objects.requireNonNull(args[2]);
    int direction = step.compareTo(Interval.ZERO);
    if (direction == 0) {
      throw zeroStep();
    }
    return new Rows() {
      private long next = start;

      @Override
      public @Nullable Object @Nullable [] next() {
        if (direction > 0 ? next > stop : next < stop) {
          return null;
        }
        long value = next;
        next = zone == null ? Timestamps.plus(value, step) : Timestamps.plus(value, step, zone);
        return new @Nullable Object[] {value};
      }
    };
  }

  private static void arrays(Registry r) {
    r.rows("unnest(anyarray) anyelement", List.of(), (c, a) -> elements(array(a[0])));
    r.rows(
        "_pg_expandarray(anyarray) anyelement, int4",
        List.of("x", "n"),
        (c, a) -> numbered(array(a[0])));
    r.rows(
        "generate_subscripts(anyarray, int4) int4",
        List.of(),
        (c, a) -> subscripts(array(a[0]), number(a[1]), false));
    r.rows(
        "generate_subscripts(anyarray, int4, bool) int4",
        List.of(),
        (c, a) -> subscripts(array(a[0]), number(a[1]), Boolean.TRUE.equals(a[2])));
    r.rows(
        "regexp_split_to_table(text, text) text",
        List.of(),
        (c, a) -> elements(Patterns.splitToArray(c, text(a[0]), text(a[1]), "")));
    r.rows(
        "regexp_split_to_table(text, text, text) text",
        List.of(),
        (c, a) -> elements(Patterns.splitToArray(c, text(a[0]), text(a[1]), text(a[2]))));
    r.rows(
        "regexp_matches(text, text) _text",
        List.of(),
        (c, a) -> each(Patterns.matches(c, text(a[0]), text(a[1]), "").iterator()));
    r.rows(
        "regexp_matches(text, text, text) _text",
        List.of(),
        (c, a) -> each(Patterns.matches(c, text(a[0]), text(a[1]), text(a[2])).iterator()));
    r.nullableRows(
        "string_to_table(text, text) text",
        List.of(),
        (c, a) -> a[0] == null ? NOTHING : elements(array(ArrayFunctions.split(a[0], a[1], null))));
    r.nullableRows(
        "string_to_table(text, text, text) text",
        List.of(),
        (c, a) -> a[0] == null ? NOTHING : elements(array(ArrayFunctions.split(a[0], a[1], a[2]))));
  }

  private static SqlArray array(@Nullable Object value) {
    return (SqlArray) Objects.requireNonNull(value);
  }

  private static String text(@Nullable Object value) {
    return (String) Objects.requireNonNull(value);
  }

  private static Rows elements(SqlArray array) {
    return each(array.elements().iterator());
  }

  private static Rows each(Iterator<? extends @Nullable Object> values) {
    return () -> values.hasNext() ? new @Nullable Object[] {values.next()} : null;
  }

  /** Elements of a flat array with their places from 1. */
  private static Rows numbered(SqlArray array) {
    return new Rows() {
      private int next;

      @Override
      public @Nullable Object @Nullable [] next() {
        if (next >= array.size()) {
          return null;
        }
        Object element = array.get(next++);
        return new @Nullable Object[] {element, (long) next};
      }
    };
  }

  private static Rows subscripts(SqlArray array, long dimension, boolean reverse) {
    if (dimension < 1 || dimension > array.dimensions()) {
      return NOTHING;
    }
    int d = (int) dimension - 1;
    int low = array.lowerBound(d);
    int high = array.upperBound(d);
    return reverse ? integers(high, low, -1) : integers(low, high, 1);
  }

  private static void catalogue(Registry r) {
    r.rows("pg_partition_ancestors(regclass) regclass", List.of(), (c, a) -> NOTHING);
    r.rows(
        "pg_partition_tree(regclass) regclass, regclass, bool, int4",
        List.of("relid", "parentrelid", "isleaf", "level"),
        (c, a) -> NOTHING);
    r.rows(
        "pg_get_keywords() text, char, bool, text, text",
        List.of("word", "catcode", "barelabel", "catdesc", "baredesc"),
        (c, a) -> fromCatalogue(c, "pg_get_keywords", a));
    r.rows(
        "pg_options_to_table(_text) text, text",
        List.of("option_name", "option_value"),
        (c, a) -> options(array(a[0])));
    r.rows("pg_listening_channels() text", List.of(), (c, a) -> NOTHING);
  }

  private static Rows options(SqlArray array) {
    Iterator<? extends @Nullable Object> all = array.elements().iterator();
    return () -> {
      if (!all.hasNext()) {
        return null;
      }
      String option = text(all.next());
      int equals = option.indexOf('=');
      return equals < 0
          ? new @Nullable Object[] {option, null}
          : new @Nullable Object[] {option.substring(0, equals), option.substring(equals + 1)};
    };
  }

  /** The catalogue answers such a call with a list of rows. */
  private static Rows fromCatalogue(EvalContext ctx, String name, @Nullable Object[] args) {
    Object rows = ctx.catalog().call(name, Arrays.asList(args));
    if (!(rows instanceof List<?> list)) {
      return NOTHING;
    }
    Iterator<?> all = list.iterator();
    return () -> all.hasNext() ? ((List<?>) all.next()).toArray() : null;
  }
}
