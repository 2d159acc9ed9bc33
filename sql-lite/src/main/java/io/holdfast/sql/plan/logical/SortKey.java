package io.holdfast.sql.plan.logical;

/**
 * One column of an order.
 *
 * @param column of the row that is sorted
 * @param nullsFirst where nulls go; without a word in the statement they are the greatest values
 */
public record SortKey(int column, boolean descending, boolean nullsFirst) {
  /** Ascending, nulls last. */
  public static SortKey ascending(int column) {
    return new SortKey(column, false, false);
  }
}
