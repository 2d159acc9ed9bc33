package io.holdfast.bench.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to measure. Validated by whoever builds it.
 *
 * @param systems names of kinds, ours always among them
 * @param home directory of the sources, where the peers' poms are
 * @param dataParent where all data lies while it lives
 */
public record PeerPlan(
    List<String> systems,
    List<PeerOperation> operations,
    List<Integer> clients,
    Duration measured,
    long warmUpOperations,
    int keys,
    int valueBytes,
    int rounds,
    Path home,
    Path dataParent) {
  /** Copies the lists. */
  public PeerPlan {
    systems = List.copyOf(systems);
    operations = List.copyOf(operations);
    clients = List.copyOf(clients);
  }
}
