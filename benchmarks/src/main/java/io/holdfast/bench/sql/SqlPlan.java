package io.holdfast.bench.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to measure. Validated by whoever builds it.
 *
 * @param connections each operation is measured with each number of sessions
 * @param measured how long a cell is measured
 * @param warmUpOperations operations before it is measured
 * @param rows accounts
 * @param postgres true iff PostgreSQL is measured too, when it is there
 * @param dataParent where all data lies while it lives
 */
public record SqlPlan(
    List<SqlOperation> operations,
    List<Integer> connections,
    Duration measured,
    long warmUpOperations,
    int rows,
    int stores,
    boolean postgres,
    Path dataParent) {
  /** Copies the lists. */
  public SqlPlan {
    operations = List.copyOf(operations);
    connections = List.copyOf(connections);
  }
}
