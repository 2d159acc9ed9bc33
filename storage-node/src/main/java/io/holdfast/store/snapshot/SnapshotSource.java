package io.holdfast.store.snapshot;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.SnapshotChunk;
import io.holdfast.protocol.wire.internal.SnapshotPairs;
import io.holdfast.store.apply.CommandCodec;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.Family;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import org.jspecify.annotations.Nullable;

/**
 * A region's data as numbered chunks, family by family in key order, from one engine snapshot that
 * it owns. Used by one loop; never empty: the last chunk says so and may hold nothing.
 */
public final class SnapshotSource implements AutoCloseable {
  private final EngineSnapshot engine;
  private final RegionDescriptor region;
  private final int chunkBytes;
  private int family;
  private long sequence;
  private @Nullable EngineIterator cursor;
  private boolean done;
  private boolean closed;

  /** {@code engine} is closed with this. */
  public SnapshotSource(EngineSnapshot engine, RegionDescriptor region, int chunkBytes) {
    this.engine = engine;
    this.region = region;
    this.chunkBytes = chunkBytes;
  }

  /** The next chunk; null behind the last one. */
  public @Nullable SnapshotChunk next() {
    if (done) {
      return null;
    }
    SnapshotChunk.Builder chunk = SnapshotChunk.newBuilder().setSequence(++sequence);
    long bytes = 0;
    while (bytes < chunkBytes && family < RegionStates.DATA_FAMILIES.size()) {
      bytes += fill(chunk.addPairsBuilder(), chunkBytes - bytes);
    }
    done = family >= RegionStates.DATA_FAMILIES.size();
    return chunk.setLast(done).setCrc(ChunkFrames.crcOf(chunk.getPairsList())).build();
  }

  private long fill(SnapshotPairs.Builder pairs, long room) {
    Family current = RegionStates.DATA_FAMILIES.get(family);
    pairs.setFamily(CommandCodec.encode(current));
    EngineIterator it = cursor;
    if (it == null) {
      it = engine.iterator(current, region.start(), region.end());
      it.seekToFirst();
      cursor = it;
    }
    long bytes = 0;
    while (it.valid() && bytes < room) {
      pairs.addKeys(ProtoBytes.toWire(it.key())).addValues(ProtoBytes.toWire(it.value()));
      bytes += it.key().length() + it.value().length();
      it.next();
    }
    if (!it.valid()) {
      it.close();
      cursor = null;
      family++;
    }
    return bytes;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    EngineIterator it = cursor;
    cursor = null;
    done = true;
    closed = true;
    if (it != null) {
      it.close();
    }
    engine.close();
  }
}
