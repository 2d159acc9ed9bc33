package io.holdfast.bench.micro;

import io.holdfast.runtime.net.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to measure. Validated by whoever builds it.
 *
 * @param operations in the order in which they are measured
 * @param shapes each operation is measured in each
 * @param transactional operations that exist in both worlds run as transactions
 * @param measured how long a cell is measured
 * @param warmUpOperations operations before it is measured, of that kind and shape
 * @param keys keys that are loaded beforehand
 * @param valueBytes bytes of a value
 * @param pd placement driver of a running cluster; null: start one, and throw it away at the end
 * @param stores stores of a cluster of our own
 * @param regions parts a cluster of our own cuts the keys into
 * @param pids processes of a running cluster on this machine whose CPU is to be told, by label
 * @param streams our client sends short requests together on a stream to each store
 * @param leaseReads stores of our own answer reads without asking a quorum
 * @param yardsticks true iff the limits of the machine are measured in the same run
 * @param dataParent where a cluster of our own keeps its data while it lives
 */
public record MicroPlan(
    List<Operation> operations,
    List<Shape> shapes,
    boolean transactional,
    Duration measured,
    long warmUpOperations,
    int keys,
    int valueBytes,
    @Nullable Address pd,
    int stores,
    int regions,
    Map<String, Long> pids,
    boolean streams,
    boolean leaseReads,
    boolean yardsticks,
    Path dataParent) {
  /** Copies the lists. */
  public MicroPlan {
    operations = List.copyOf(operations);
    shapes = List.copyOf(shapes);
  }

  /** The operations that need a cluster of that kind. */
  List<Operation> operationsOn(boolean transactionalCluster) {
    return operations.stream()
        .filter(
            operation -> transactionalCluster == (transactional || operation.needsTransactions()))
        .toList();
  }
}
