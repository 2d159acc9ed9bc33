package io.holdfast.store.region;

/**
 * Bounds that replicas enforce.
 *
 * @param entryBytesMax largest command
 * @param log how much of the logs is kept
 */
public record RegionLimits(int entryBytesMax, LogBounds log) {}
