package io.holdfast.sql.catalog;

import java.util.List;

/**
 * A secondary index. No statement makes one yet; the place in the descriptor is kept for it.
 *
 * @param oid pg_class.oid
 * @param indexId number in the keys of the index; never used again within the table
 * @param unique two rows with equal keys are refused
 * @param constraintOid pg_constraint.oid of the UNIQUE constraint it enforces; 0 for none
 * @param columnIds ids of the columns, in key order
 */
public record IndexDescriptor(
    int oid, String name, int indexId, boolean unique, int constraintOid, List<Integer> columnIds) {

  /** Copies what it is given. */
  public IndexDescriptor {
    columnIds = List.copyOf(columnIds);
  }
}
