package io.holdfast.store.txn;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.store.engine.EngineSnapshot;

/**
 * What a write command is computed from. Closed by the scheduler.
 *
 * @param engine all entries the leader of {@code term} has applied, its own first one included
 * @param term in which it was taken; a proposal of any other term is refused (rule D1)
 * @param version of the region's epoch; compared again at apply
 * @param range of the region as engine positions (memcomparable keys, raw keys in raw clusters)
 */
public record RegionSnapshot(EngineSnapshot engine, long term, long version, KeyRange range)
    implements AutoCloseable {
  @Override
  public void close() {
    engine.close();
  }
}
