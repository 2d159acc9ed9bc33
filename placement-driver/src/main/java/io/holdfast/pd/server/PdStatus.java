package io.holdfast.pd.server;

import io.holdfast.pd.service.StoreSight;
import java.util.List;

/**
 * What a member says about itself to the process around it.
 *
 * @param serving leads, answers requests, and hands out ids and timestamps
 * @param reasons why it does not serve; empty when it does
 * @param stores stores known, with how long ago each was heard
 * @param regions regions in the leader's picture
 * @param operators changes under way
 * @param timestamps handed out since the start of the process
 * @param oldCopyFaults times a store knew more than the replicated bounds (rule T5)
 * @param appliedIndex last entry of the log the state stands for
 * @param snapshotIndex last entry that a durable snapshot stands for
 */
public record PdStatus(
    long clusterId,
    boolean serving,
    List<String> reasons,
    boolean bootstrapped,
    List<StoreSight> stores,
    int regions,
    int operators,
    long timestamps,
    long oldCopyFaults,
    long appliedIndex,
    long snapshotIndex) {
  /** Before the first answer. */
  public static final PdStatus UNKNOWN =
      new PdStatus(0, false, List.of("no answer yet"), false, List.of(), 0, 0, 0, 0, 0, 0);

  /** Copies. */
  public PdStatus {
    reasons = List.copyOf(reasons);
    stores = List.copyOf(stores);
  }

  /** Stores in that state of {@link StoreSight}. */
  public long storesThatAre(String state) {
    return stores.stream().filter(store -> store.state().equals(state)).count();
  }
}
