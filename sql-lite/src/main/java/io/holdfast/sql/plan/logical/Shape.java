package io.holdfast.sql.plan.logical;

import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a row.
 *
 * @param names for EXPLAIN and for people; they bind nothing
 * @param types as many as there are names
 */
public record Shape(List<String> names, List<SqlType> types) {
  /** No columns: the row of {@code SELECT 1}'s missing FROM. */
  public static final Shape EMPTY = new Shape(List.of(), List.of());

  /** Copies both lists. */
  public Shape {
    names = List.copyOf(names);
    types = List.copyOf(types);
    if (names.size() != types.size()) {
      throw new IllegalArgumentException(names.size() + " names, " + types.size() + " types");
    }
  }

  /** One column. */
  public static Shape of(String name, SqlType type) {
    return new Shape(List.of(name), List.of(type));
  }

  /** Number of columns. */
  public int width() {
    return types.size();
  }

  /** Type of one column. */
  public SqlType type(int column) {
    return types.get(column);
  }

  /** Name of one column. */
  public String name(int column) {
    return names.get(column);
  }

  /** These columns, then the others. */
  public Shape concat(Shape other) {
    List<String> allNames = new ArrayList<>(names);
    allNames.addAll(other.names);
    List<SqlType> allTypes = new ArrayList<>(types);
    allTypes.addAll(other.types);
    return new Shape(allNames, allTypes);
  }

  /** The first columns only. */
  public Shape first(int width) {
    return new Shape(names.subList(0, width), types.subList(0, width));
  }
}
