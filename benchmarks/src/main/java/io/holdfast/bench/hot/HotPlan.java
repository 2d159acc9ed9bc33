package io.holdfast.bench.hot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to measure. Validated by whoever builds it.
 *
 * @param clients each operation is measured with each number of clients
 * @param measured how long a cell is measured
 * @param warmUpOperations operations before it is measured
 * @param dataParent where the cluster keeps its data while it lives
 */
public record HotPlan(
    List<HotOperation> operations,
    List<Integer> clients,
    Duration measured,
    long warmUpOperations,
    int keys,
    int valueBytes,
    int stores,
    int regions,
    Path dataParent) {
  /** Copies the lists. */
  public HotPlan {
    operations = List.copyOf(operations);
    clients = List.copyOf(clients);
  }
}
