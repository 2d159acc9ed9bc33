package io.holdfast.store.region;

/**
 * Bounds that replicas enforce.
 *
 * @param entryBytesMax largest command
 * @param pendingReadsMax reads of the store waiting at once
 * @param compactEntriesMin entries that make a truncation worth while
 * @param compactEntriesForced entries a slow follower may hold back at most
 */
public record RegionLimits(
    int entryBytesMax, int pendingReadsMax, long compactEntriesMin, long compactEntriesForced) {}
