package io.holdfast.sql.txn;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Who waits for whom on one node. A deadlock is found when its last edge is drawn: a session that
 * begins to wait walks along the edges, and is refused when they lead back to it. Edges that appear
 * later only skip somebody who has left a queue, which closes no new cycle.
 */
final class WaitGraph {
  private final LockOwner newcomer;
  private final Function<LockOwner, List<LockOwner>> blockers;
  private final TreeSet<Long> seen = new TreeSet<>();

  private WaitGraph(LockOwner newcomer, Function<LockOwner, List<LockOwner>> blockers) {
    this.newcomer = newcomer;
    this.blockers = blockers;
  }

  /**
   * @param blockers whom a transaction waits for
   * @throws SqlException 40P01 when the newcomer waits for itself
   */
  static void refuseCycle(LockOwner newcomer, Function<LockOwner, List<LockOwner>> blockers) {
    List<LockOwner> path = new ArrayList<>();
    path.add(newcomer);
    new WaitGraph(newcomer, blockers).walk(path);
  }

  private void walk(List<LockOwner> path) {
    for (LockOwner next : blockers.apply(path.get(path.size() - 1))) {
      path.add(next);
      if (next == newcomer) {
        throw deadlock(path);
      }
      if (seen.add(next.number)) {
        walk(path);
      }
      path.remove(path.size() - 1);
    }
  }

  private static SqlException deadlock(List<LockOwner> path) {
    StringBuilder cycle = new StringBuilder();
    for (int i = 1; i < path.size(); i++) {
      cycle
          .append(i == 1 ? "" : "\n")
          .append("Transaction ")
          .append(path.get(i - 1).number)
          .append(" waits for ")
          .append(path.get(i - 1).waitingForRow != null ? "a row" : "a table")
          .append(" of transaction ")
          .append(path.get(i).number)
          .append('.');
    }
    return deadlock(cycle.toString());
  }

  static SqlException deadlock(String cycle) {
    return new SqlException(SqlState.DEADLOCK_DETECTED, "deadlock detected").withDetail(cycle);
  }
}
