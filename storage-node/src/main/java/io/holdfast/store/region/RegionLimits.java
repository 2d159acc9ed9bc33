package io.holdfast.store.region;

/**
 * Bounds that replicas enforce.
 *
 * @param entryBytesMax largest command
 * @param pendingReadsMax reads of the store waiting at once
 * @param log how much of the logs is kept
 */
public record RegionLimits(int entryBytesMax, int pendingReadsMax, LogBounds log) {}
