package io.holdfast.sql.plan.rewrite;

import java.util.List;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Calcite's parts with a look now and then at whether anybody still waits for the plan (rule
 * SQL-8): before each use of a rule, and within those that order many joins, at each expression
 * that is made and each guess that is asked for. What {@code check} throws passes through Calcite
 * as it is.
 */
final class Watched {
  /** An expression takes about a microsecond. */
  private static final int STEPS_PER_CHECK = 64;

  private final Runnable check;
  private int steps;

  Watched(Runnable check) {
    this.check = check;
  }

  private void step() {
    if (++steps % STEPS_PER_CHECK == 0) {
      check.run();
    }
  }

  HepPlanner planner(HepProgram program) {
    return new HepPlanner(program) {
      @Override
      public void checkCancel() {
        check.run();
      }
    };
  }

  RexBuilder expressions() {
    return new RexBuilder(OpaqueTypes.FACTORY) {
      @Override
      public RexNode makeCall(
          SqlParserPos pos, RelDataType type, SqlOperator operator, List<RexNode> operands) {
        step();
        return super.makeCall(pos, type, operator, operands);
      }

      @Override
      public RexNode makeCall(
          SqlParserPos pos, SqlOperator operator, List<? extends RexNode> operands) {
        step();
        return super.makeCall(pos, operator, operands);
      }
    };
  }

  RelMetadataQuery guesses() {
    return new Guesses();
  }

  private final class Guesses extends RelMetadataQuery {
    @Override
    public Double getRowCount(RelNode rel) {
      step();
      return super.getRowCount(rel);
    }
  }
}
