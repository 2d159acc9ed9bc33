package io.holdfast.sql.plan.analyze;

/** Where an expression stands: what may be in it, and how errors call the place. */
enum Clause {
  SELECT("SELECT", true, true, true),
  WHERE("WHERE", false, false, false),
  JOIN_ON("JOIN conditions", false, false, false),
  FROM_FUNCTION("functions in FROM", false, false, true),
  FROM_LEVEL("FROM clause of their own query level", false, false, false),
  GROUP_BY("GROUP BY", false, false, true),
  HAVING("HAVING", true, false, false),
  ORDER_BY("ORDER BY", true, true, true),
  DISTINCT_ON("DISTINCT ON", true, true, true),
  WINDOW("window definitions", true, false, true),
  FILTER("FILTER", false, false, false),
  LIMIT("LIMIT", false, false, false),
  OFFSET("OFFSET", false, false, false),
  VALUES("VALUES", false, false, false),
  INSERT_VALUES("VALUES", false, false, true),
  UPDATE("UPDATE", false, false, false),
  RETURNING("RETURNING", false, false, false),
  DEFAULT("DEFAULT expressions", false, false, false),
  CHECK("check constraints", false, false, false);

  private final String text;
  private final boolean aggregates;
  private final boolean windows;
  private final boolean sets;

  Clause(String text, boolean aggregates, boolean windows, boolean sets) {
    this.text = text;
    this.aggregates = aggregates;
    this.windows = windows;
    this.sets = sets;
  }

  /** How an error calls it. */
  String text() {
    return text;
  }

  boolean allowsAggregates() {
    return aggregates;
  }

  boolean allowsWindows() {
    return windows;
  }

  boolean allowsSets() {
    return sets;
  }
}
