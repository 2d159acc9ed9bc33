package io.holdfast.sql.catalog;

import java.util.List;

/**
 * The primary key of a table: the order of its rows in the key space.
 *
 * @param name name of the constraint and of its index
 * @param indexOid pg_class.oid of the index that users see
 * @param constraintOid pg_constraint.oid
 * @param columnIds ids of the columns, in key order; never empty
 */
public record PrimaryKey(String name, int indexOid, int constraintOid, List<Integer> columnIds) {

  /** Copies what it is given. */
  public PrimaryKey {
    columnIds = List.copyOf(columnIds);
    if (columnIds.isEmpty()) {
      throw new IllegalArgumentException("a primary key without columns");
    }
  }
}
