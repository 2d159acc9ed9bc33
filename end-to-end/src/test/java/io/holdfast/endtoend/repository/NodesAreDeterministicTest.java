package io.holdfast.endtoend.repository;

import io.holdfast.runtime.check.DeterminismRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes read no ambient clock, thread, randomness or file (rule X6): they see their runtime only.
 */
class NodesAreDeterministicTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.holdfast.raft",
        "io.holdfast.store",
        "io.holdfast.pd",
        "io.holdfast.client",
        "io.holdfast.sql.type",
        "io.holdfast.sql.codec",
        "io.holdfast.sql.expr",
        "io.holdfast.sql.function",
        "io.holdfast.sql.parse",
        "io.holdfast.sql.catalog",
        "io.holdfast.sql.ddl",
        "io.holdfast.sql.txn",
        "io.holdfast.sql.plan",
        "io.holdfast.sql.exec",
        "io.holdfast.sql.session",
        "io.holdfast.workload.bank",
        "io.holdfast.workload.sqlbank",
        "io.holdfast.workload.seeds",
        "io.holdfast.cluster.replica"
      })
  void noRoomOfANodeReachesAroundItsRuntime(String room) {
    DeterminismRules.check(room);
  }
}
