package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.plan.logical.Rel;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/** One of our operators, of which Calcite knows the columns and a guess of the number of rows. */
final class LeafRel extends AbstractRelNode {
  private final Rel rel;
  private final int number;

  LeafRel(RelOptCluster cluster, Rel rel, int number) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.rel = rel;
    this.number = number;
  }

  Rel rel() {
    return rel;
  }

  @Override
  protected RelDataType deriveRowType() {
    return OpaqueTypes.row(rel.shape());
  }

  @Override
  public double estimateRowCount(RelMetadataQuery query) {
    return RowGuess.rows(rel);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    // The number keeps two scans of one table apart.
    return super.explainTerms(writer).item("leaf", number);
  }
}
