package io.holdfast.store.region;

/**
 * How much of the logs is kept for members that lag, counted by what entries cost on disk and in
 * memory together.
 *
 * @param entriesMin entries that make a truncation worth while
 * @param entriesSilentMax entries a region keeps for a member that does not answer
 * @param silentBytesMax the same in bytes
 * @param activeBytesMax bytes a region keeps for a member that answers, or that is being sent a
 *     snapshot
 * @param storeBytesMax bytes of all logs of a store; beyond, no region keeps more than its share
 *     for members that do not answer, and beyond twice as much, for any
 */
public record LogBounds(
    long entriesMin,
    long entriesSilentMax,
    long silentBytesMax,
    long activeBytesMax,
    long storeBytesMax) {

  /** What a region may keep when {@code regions} of them have logs of {@code totalBytes}. */
  LogBounds share(long totalBytes, int regions) {
    if (totalBytes <= storeBytesMax) {
      return this;
    }
    long share = storeBytesMax / Math.max(1, regions);
    return new LogBounds(
        entriesMin,
        entriesSilentMax,
        Math.min(silentBytesMax, share),
        totalBytes > 2 * storeBytesMax ? Math.min(activeBytesMax, share) : activeBytesMax,
        storeBytesMax);
  }
}
