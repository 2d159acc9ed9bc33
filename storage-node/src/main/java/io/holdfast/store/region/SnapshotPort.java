package io.holdfast.store.region;

import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.raft.core.SnapshotMeta;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The snapshot room as a replica sees it; called on the store loop. */
public interface SnapshotPort {
  /** Sends the region's data to one of its peers, then reports to the replica's group. */
  void send(RegionPeer from, long toPeerId);

  /**
   * Replaces the replica's data by a received snapshot (rule D8) when the apply queue has run dry,
   * then tells on the store loop what the region is now.
   */
  void install(ReceivedSnapshot snapshot, Consumer<RegionDescriptor> installed);

  /**
   * At start, before anything else touches the engine: finishes an install that was cut short, and
   * tells on the store loop what the region is now; null when its file is not usable, and then
   * nothing of it is left but the state that says so. Usually before it returns; on a full disk
   * when there is room.
   */
  void resume(RegionLocalState applying, Consumer<@Nullable RegionLocalState> resumed);

  /** A received snapshot that nobody wants any more. */
  void discard(ReceivedSnapshot snapshot);

  /** What has been sent so far. */
  SnapshotFigures figures();

  /**
   * What a store has sent since it began.
   *
   * @param sent snapshots that arrived whole
   * @param sentBytes of all chunks, those of broken transfers included
   */
  record SnapshotFigures(long sent, long sentBytes) {
    /** One more transfer. */
    public SnapshotFigures plus(boolean whole, long bytes) {
      return new SnapshotFigures(sent + (whole ? 1 : 0), sentBytes + bytes);
    }
  }

  /** A whole snapshot, checksummed and synced in a file of this store. */
  record ReceivedSnapshot(
      RegionDescriptor region, long peerId, SnapshotMeta meta, String fileName, long serial) {}
}
