package io.holdfast.raft.wal;

/**
 * What a log has done since it was opened.
 *
 * @param syncs of content; those of a directory are not counted
 * @param batches written with one sync each
 * @param frames written
 * @param entries written, without rewritten ones
 * @param bytes written
 * @param rewrittenEntries moved to the tail by purges
 * @param purgedSegments deleted, or their files kept for others
 * @param reusedSegments begun in such a file
 */
public record LogCounters(
    long syncs,
    long batches,
    long frames,
    long entries,
    long bytes,
    long rewrittenEntries,
    long purgedSegments,
    long reusedSegments) {}
