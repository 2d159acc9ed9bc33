package io.holdfast.sql.plan.rewrite;

import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelBuilderFactory;

/** The fixed lists of rules, in the order in which they are applied. */
final class Rules {
  /** Simplification would look into operators that it cannot know. */
  private static final RelBuilderFactory PLAIN =
      RelBuilder.proto(
          Contexts.of(
              RelBuilder.Config.DEFAULT.withSimplify(false).withSimplifyValues(false),
              RelFactories.DEFAULT_STRUCT));

  private static final HepProgram PUSH_DOWN =
      HepProgram.builder()
          .addMatchOrder(HepMatchOrder.TOP_DOWN)
          .addRuleInstance(plain(CoreRules.FILTER_MERGE.config))
          .addRuleInstance(plain(CoreRules.FILTER_PROJECT_TRANSPOSE.config))
          .addRuleInstance(plain(CoreRules.FILTER_SET_OP_TRANSPOSE.config))
          .addRuleInstance(plain(CoreRules.FILTER_INTO_JOIN.config))
          .addRuleInstance(plain(CoreRules.JOIN_CONDITION_PUSH.config))
          .addRuleInstance(plain(CoreRules.FILTER_PROJECT_TRANSPOSE.config))
          .addRuleInstance(plain(CoreRules.FILTER_MERGE.config))
          .addRuleInstance(plain(CoreRules.PROJECT_MERGE.config))
          .addRuleInstance(plain(CoreRules.PROJECT_REMOVE.config))
          .build();

  private static final HepProgram ORDER_JOINS =
      HepProgram.builder()
          .addMatchOrder(HepMatchOrder.BOTTOM_UP)
          .addRuleInstance(plain(CoreRules.JOIN_TO_MULTI_JOIN.config))
          .addRuleInstance(plain(CoreRules.MULTI_JOIN_OPTIMIZE.config))
          .addRuleInstance(plain(CoreRules.PROJECT_MERGE.config))
          .addRuleInstance(plain(CoreRules.PROJECT_REMOVE.config))
          .build();

  private Rules() {}

  private static org.apache.calcite.plan.RelOptRule plain(RelRule.Config config) {
    return config.withRelBuilderFactory(PLAIN).toRule();
  }

  /** Filters to where their columns come from. */
  static HepProgram pushDown() {
    return PUSH_DOWN;
  }

  /** Inner joins in the order of their guessed sizes. */
  static HepProgram orderJoins() {
    return ORDER_JOINS;
  }

  /** How many inner joins there are: with one there is no order to choose. */
  static int innerJoins(RelNode node) {
    int count = node instanceof Join join && join.getJoinType() == JoinRelType.INNER ? 1 : 0;
    for (RelNode input : node.getInputs()) {
      count += innerJoins(input);
    }
    return count;
  }
}
