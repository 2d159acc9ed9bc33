package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Expected values recorded from PostgreSQL 15, and how they spell values and errors. */
final class OracleText {
  private OracleText() {}

  static List<String> lines(String resource) {
    try (InputStream in = OracleText.class.getResourceAsStream(resource)) {
      return Arrays.asList(
          new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8)
              .split("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings of a heading: zone, DateStyle, IntervalStyle. */
  static TypeContext context(String[] heading) {
    String[] style = heading[2].split(",", -1);
    return new TypeContext(
        Objects.requireNonNull(TimeZones.parse(heading[1])),
        new DateStyle(DateStyle.Output.valueOf(style[0]), DateStyle.Order.valueOf(style[1])),
        IntervalStyle.valueOf(heading[3].toUpperCase(Locale.ROOT)),
        false,
        1,
        0,
        RegNames.NONE);
  }

  /** The type of {@code numeric(5,2)}, {@code interval(3)}, {@code int4[]}. */
  static SqlType type(String name) {
    boolean array = name.endsWith("[]");
    String element = array ? name.substring(0, name.length() - 2) : name;
    int[] typmods = {};
    int parenthesis = element.indexOf('(');
    if (parenthesis > 0) {
      typmods =
          Arrays.stream(element.substring(parenthesis + 1, element.length() - 1).split(","))
              .mapToInt(Integer::parseInt)
              .toArray();
      element = element.substring(0, parenthesis);
      if (element.equals("interval")) {
        typmods = new int[] {IntervalText.FULL_RANGE, typmods[0]};
      }
    }
    SqlType type = TypeNames.resolve(List.of(element), typmods);
    return array ? TypeNames.arrayOf(type) : type;
  }

  static String error(SqlException e) {
    String detail = e.field(SqlException.Field.DETAIL);
    String hint = e.field(SqlException.Field.HINT);
    return "ERR "
        + e.state().code()
        + " "
        + e.message()
        + (detail == null ? "" : " / " + detail)
        + (hint == null ? "" : " / " + hint);
  }
}
