package io.holdfast.store.server;

import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.RegionPeer;
import java.util.Collection;
import java.util.List;

/**
 * Sees what a store promises to others, for checks over several stores. Called on the store loop;
 * {@link #NONE} is what the product runs.
 */
public interface StoreProbe {
  /** Sees nothing. */
  StoreProbe NONE = new StoreProbe() {};

  /** What log and engine were found to hold, before anything is said or answered (D4). */
  default void recovered(long storeId, SharedLog log, EngineReader engine) {}

  /** Entries the group of a replica here knows to be committed, in order. */
  default void committed(long storeId, long regionId, List<Entry> entries) {}

  /** What a round of the apply loop did to one region. */
  default void applied(long storeId, AppliedBatch batch) {}

  /** Messages of the replica of a region here; {@code log} is as they leave. */
  default void sent(long storeId, long regionId, List<Message> messages, SharedLog log) {}

  /**
   * A planned stop has handed over what it could, and goes on.
   *
   * @param tookNanos time since it was asked for
   */
  default void handedOver(long storeId, long tookNanos, Collection<RegionPeer> replicas) {}

  /** A message in the name of a replica that holds nothing, or of nobody. */
  default void sentWithoutGroup(long storeId, RaftEnvelope envelope) {}
}
