package io.holdfast.sql.plan.physical;

/**
 * What the planner expects of an operator; guesses, used only to choose.
 *
 * @param startupCost before the first row
 * @param totalCost for all rows; the unit is the work for one row in memory
 * @param rows how many come out
 */
public record Estimate(double startupCost, double totalCost, double rows) {
  /** One row for nothing. */
  public static final Estimate ONE = new Estimate(0, 0.01, 1);

  /** The same work, another number of rows. */
  public Estimate withRows(double newRows) {
    return new Estimate(startupCost, totalCost, newRows);
  }

  /** More work per row that comes in. */
  public Estimate plusPerRow(double cost) {
    return new Estimate(startupCost, totalCost + cost * rows, rows);
  }
}
