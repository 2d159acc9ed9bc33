package io.holdfast.store.region;

import io.holdfast.raft.wal.LogWitness;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.WriteBatch;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Whose engine this is, and how far the log beside it was durable when this was written (rule D12).
 * It travels with every batch of applied entries, so an engine never knows less of its log than
 * what it has applied from it.
 *
 * <pre>
 * 0x01 'l' -> cluster (8) | store (8) | log (8) | open count (4) | segment (8) | offset (8)
 * </pre>
 */
public record StoreMark(long clusterId, long storeId, LogWitness log) {
  private static final Bytes KEY = Bytes.hex("016c");
  private static final int BYTES = 44;

  /** Null in an engine that never belonged to a store. */
  public static @Nullable StoreMark read(EngineReader engine) {
    Bytes value = engine.get(Family.RAFT, KEY);
    if (value == null) {
      return null;
    }
    Invariant.check(value.length() == BYTES, "Store mark unreadable", "value", value.toHex());
    ByteBuffer in = value.asByteBuffer();
    return new StoreMark(
        in.getLong(),
        in.getLong(),
        new LogWitness(in.getLong(), in.getInt(), in.getLong(), in.getLong()));
  }

  /** Adds the mark to a batch. */
  public void put(WriteBatch batch) {
    ByteBuffer out = ByteBuffer.allocate(BYTES).putLong(clusterId).putLong(storeId);
    out.putLong(log.logId()).putInt(log.openCount()).putLong(log.segment()).putLong(log.offset());
    batch.put(Family.RAFT, KEY, Bytes.wrap(out.array()));
  }
}
