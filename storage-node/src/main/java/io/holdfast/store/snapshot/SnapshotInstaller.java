package io.holdfast.store.snapshot;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.ApplyState;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.protocol.wire.internal.SnapshotChunk;
import io.holdfast.protocol.wire.internal.SnapshotPairs;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.store.apply.CommandCodec;
import io.holdfast.store.engine.EngineDiskFullException;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import io.holdfast.store.region.SnapshotPort.ReceivedSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One install, by the steps of rule D8. Each call of {@link #step()} does one of them, or writes
 * one chunk, so that the apply loop can serve other regions in between; each may be repeated.
 *
 * <pre>
 * MARK    state Applying, synced: from here on a restart finishes or empties the replica
 * CLEAR   old and new range deleted in all families, synced before new data comes: otherwise a
 *         power cut could lose the deletion and keep the data
 * FILL    chunk after chunk from the file
 * FINISH  state Normal and position, synced: the log may now be reset
 * </pre>
 */
final class SnapshotInstaller {
  private enum Step {
    MARK,
    CLEAR,
    FILL,
    FINISH,
    DONE
  }

  private final KvEngine engine;
  private final FileSystem files;
  private final Path file;
  private final RegionLocalState applying;
  private Step step;
  private long position;

  private SnapshotInstaller(
      KvEngine engine, FileSystem files, Path directory, RegionLocalState applying, Step first) {
    this.engine = engine;
    this.files = files;
    this.file = directory.resolve(applying.getSnapshotFile());
    this.applying = applying;
    this.step = first;
  }

  /** A new install over what the replica covers now; {@code before} is null for a new replica. */
  static SnapshotInstaller begin(
      KvEngine engine,
      FileSystem files,
      Path directory,
      ReceivedSnapshot snapshot,
      @Nullable RegionDescriptor before) {
    RegionLocalState.Builder state =
        RegionStates.normal(snapshot.region(), snapshot.peerId()).toBuilder()
            .setState(RegionLocalState.State.APPLYING)
            .setSnapshotIndex(snapshot.meta().index())
            .setSnapshotTerm(snapshot.meta().term())
            .setSnapshotFile(snapshot.fileName());
    if (before != null) {
      state
          .setHadData(true)
          .setOldStartKey(before.wire().getStartKey())
          .setOldEndKey(before.wire().getEndKey());
    }
    return new SnapshotInstaller(engine, files, directory, state.build(), Step.MARK);
  }

  /** An install that a crash cut short. */
  static SnapshotInstaller resume(
      KvEngine engine, FileSystem files, Path directory, RegionLocalState applying) {
    return new SnapshotInstaller(engine, files, directory, applying, Step.CLEAR);
  }

  /** True iff the file is there, whole and right. */
  boolean fileIsWhole() {
    try {
      if (applying.getSnapshotFile().isEmpty() || !files.exists(file)) {
        return false;
      }
      try (FileSystem.ReadFile in = files.open(file)) {
        long at = 0;
        ChunkFrames.Frame frame = ChunkFrames.read(in, at);
        while (frame != null && !frame.chunk().getLast()) {
          frame = ChunkFrames.read(in, frame.nextPosition());
        }
        return frame != null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the ranges and leaves a state that owns none: the file is lost. */
  void emptyForGood() {
    clear();
    WriteBatch batch = new WriteBatch();
    RegionStates.put(
        batch,
        applying.toBuilder()
            .clearSnapshotFile()
            .clearHadData()
            .clearOldStartKey()
            .clearOldEndKey()
            .build());
    RegionStates.deleteApplyState(batch, applying.getRegion().getId());
    engine.write(batch);
    engine.syncWal();
  }

  /**
   * Brings an install that was cut short to its end: to the data, or, when its file is not {@code
   * whole}, to a replica without any. False when the disk is full; may then be called again.
   */
  boolean finished(boolean whole) {
    try {
      if (!whole) {
        emptyForGood();
        return true;
      }
      boolean more = true;
      while (more) {
        more = step();
      }
      return true;
    } catch (EngineDiskFullException e) {
      return false;
    }
  }

  /** Does the next step; true while there are more. */
  boolean step() {
    switch (step) {
      case MARK -> {
        WriteBatch batch = new WriteBatch();
        RegionStates.put(batch, applying);
        engine.write(batch);
        engine.syncWal();
        step = Step.CLEAR;
      }
      case CLEAR -> {
        clear();
        step = Step.FILL;
      }
      case FILL -> {
        if (fill()) {
          step = Step.FINISH;
        }
      }
      case FINISH -> {
        finish();
        step = Step.DONE;
      }
      case DONE -> {}
    }
    return step != Step.DONE;
  }

  private void clear() {
    WriteBatch batch = new WriteBatch();
    for (Family family : RegionStates.DATA_FAMILIES) {
      if (applying.getHadData()) {
        batch.deleteRange(
            family,
            ProtoBytes.fromWire(applying.getOldStartKey()),
            ProtoBytes.fromWire(applying.getOldEndKey()));
      }
      batch.deleteRange(family, start(), end());
    }
    engine.write(batch);
    engine.syncWal();
  }

  private Bytes start() {
    return ProtoBytes.fromWire(applying.getRegion().getStartKey());
  }

  private Bytes end() {
    return ProtoBytes.fromWire(applying.getRegion().getEndKey());
  }

  /** Writes one chunk; true after the last. */
  private boolean fill() {
    ChunkFrames.Frame frame;
    try (FileSystem.ReadFile in = files.open(file)) {
      frame = ChunkFrames.read(in, position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (frame == null) {
      throw new UncheckedIOException(
          new IOException("Snapshot file broken at " + position + ": " + file));
    }
    engine.write(batchOf(frame.chunk()));
    position = frame.nextPosition();
    return frame.chunk().getLast();
  }

  private static WriteBatch batchOf(SnapshotChunk chunk) {
    WriteBatch batch = new WriteBatch();
    for (SnapshotPairs pairs : chunk.getPairsList()) {
      Family family = CommandCodec.decode(pairs.getFamily());
      for (int i = 0; i < pairs.getKeysCount(); i++) {
        batch.put(
            family, ProtoBytes.fromWire(pairs.getKeys(i)), ProtoBytes.fromWire(pairs.getValues(i)));
      }
    }
    return batch;
  }

  private void finish() {
    WriteBatch batch = new WriteBatch();
    RegionStates.put(batch, installed());
    RegionStates.put(
        batch,
        applying.getRegion().getId(),
        ApplyState.newBuilder()
            .setAppliedIndex(applying.getSnapshotIndex())
            .setAppliedTerm(applying.getSnapshotTerm())
            .build());
    engine.write(batch);
    engine.syncWal();
  }

  /** The state of the replica when all steps are done. */
  RegionLocalState installed() {
    return applying.toBuilder()
        .setState(RegionLocalState.State.NORMAL)
        .clearSnapshotFile()
        .clearHadData()
        .clearOldStartKey()
        .clearOldEndKey()
        .build();
  }

  Path file() {
    return file;
  }
}
