package io.holdfast.sql.exec.copy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Option;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a CSV that are read or written in their own way.
 *
 * @param quote always in quotes; null for all of them
 * @param notNull never NULL: what stands for NULL is text
 * @param nulls also NULL when what stands for it is in quotes
 */
public record ForcedColumns(
    @Nullable List<String> quote, List<String> notNull, List<String> nulls) {
  /** No column. */
  static final ForcedColumns NONE = new ForcedColumns(List.of(), List.of(), List.of());

  /** These columns with those of one more option; {@code from} is true for COPY FROM. */
  ForcedColumns with(Option option, boolean from) {
    String name = option.name();
    boolean all = option.value() instanceof Expression.Star;
    boolean quotes = name.equals("force_quote");
    if (option.list().isEmpty() && !(all && quotes)) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE,
          "argument to option \"" + name + "\" must be a list of column names",
          option.pos());
    }
    List<String> columns = new ArrayList<>();
    for (Expression each : option.list()) {
      columns.add(Option.textOf(each));
    }
    return switch (name) {
      case "force_quote" -> new ForcedColumns(all ? null : columns, notNull, nulls);
      case "force_not_null" -> new ForcedColumns(quote, columns, nulls);
      default -> new ForcedColumns(quote, notNull, columns);
    };
  }

  /**
   * Refuses what the direction or the format has no use for.
   *
   * @throws SqlException 0A000
   */
  void check(boolean csv, boolean from) {
    refuse("force quote", quote == null || !quote.isEmpty(), csv, from, "TO");
    refuse("force not null", !notNull.isEmpty(), csv, !from, "FROM");
    refuse("force null", !nulls.isEmpty(), csv, !from, "FROM");
  }

  private static void refuse(
      String what, boolean given, boolean csv, boolean wrongWay, String direction) {
    if (given && !csv) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "COPY " + what + " available only in CSV mode");
    }
    if (given && wrongWay) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "COPY " + what + " only available using COPY " + direction);
    }
  }

  /** Whether a field is always quoted. */
  boolean[] quoted(List<String> columns) {
    return places(quote, columns);
  }

  /** Whether a field is never NULL. */
  boolean[] neverNull(List<String> columns) {
    return places(notNull, columns);
  }

  /** Whether a field is NULL also in quotes. */
  boolean[] nullInQuotes(List<String> columns) {
    return places(nulls, columns);
  }

  private static boolean[] places(@Nullable List<String> chosen, List<String> columns) {
    boolean[] places = new boolean[columns.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = chosen == null || chosen.contains(columns.get(i));
    }
    return places;
  }
}
