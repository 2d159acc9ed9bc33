package io.holdfast.store.snapshot;

import java.nio.file.Path;

/**
 * Sizes and places.
 *
 * @param directory of the files of received snapshots
 * @param chunkBytes about what one chunk carries
 * @param concurrencyMax snapshots sent, and received, at once
 * @param idleNanosMax a transfer without progress for so long is given up
 */
public record SnapshotOptions(
    Path directory, int chunkBytes, int concurrencyMax, long idleNanosMax) {}
