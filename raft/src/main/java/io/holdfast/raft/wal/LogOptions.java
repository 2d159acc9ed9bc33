package io.holdfast.raft.wal;

import io.holdfast.runtime.base.Invariant;

/**
 * Sizes of one log.
 *
 * @param segmentBytesMax a batch that finds the segment at or above this begins a new one
 * @param cacheBytesMax recently written entries kept in memory, all groups together
 * @param frameBytesMax a batch is cut into frames of about this size; a frame is read into memory
 *     whole at recovery
 * @param rewriteBytesMax entries moved to the tail in one step of a purge
 * @param reserveBytes disk space kept for the day on which it is full; 0 for none
 * @param allocateBytes a segment's file is lengthened by so much at once, ahead of what is written,
 *     up to the size of a segment; 0 lets each append grow it
 * @param sparesMax files of purged segments kept to be written anew
 */
public record LogOptions(
    long segmentBytesMax,
    long cacheBytesMax,
    int frameBytesMax,
    int rewriteBytesMax,
    long reserveBytes,
    long allocateBytes,
    int sparesMax) {
  private static final int RESERVE_PARTS_AHEAD = 16;

  /** Validates. */
  public LogOptions {
    Invariant.check(
        segmentBytesMax > 0
            && cacheBytesMax >= 0
            && frameBytesMax > 0
            && rewriteBytesMax > 0
            && reserveBytes >= 0
            && allocateBytes >= 0
            && sparesMax >= 0,
        "Sizes must be positive",
        "segmentBytesMax",
        segmentBytesMax,
        "cacheBytesMax",
        cacheBytesMax);
  }

  /** Without a reserve; nothing is taken ahead of need. */
  public LogOptions(
      long segmentBytesMax, long cacheBytesMax, int frameBytesMax, int rewriteBytesMax) {
    this(segmentBytesMax, cacheBytesMax, frameBytesMax, rewriteBytesMax, 0, 0, 0);
  }

  /**
   * 128 MiB segments, 64 MiB cache, 16 MiB frames, rewriting in steps of 8 MiB, no reserve, 1 MiB
   * ahead, two spare files.
   */
  public static LogOptions defaults() {
    return new LogOptions(128 << 20, 64 << 20, 16 << 20, 8 << 20).withAhead(1 << 20, 2);
  }

  /** The same with other segments. */
  public LogOptions withSegmentBytesMax(long bytes) {
    return new LogOptions(
        bytes,
        cacheBytesMax,
        frameBytesMax,
        rewriteBytesMax,
        reserveBytes,
        allocateBytes,
        sparesMax);
  }

  /** The same with another cache. */
  public LogOptions withCacheBytesMax(long bytes) {
    return new LogOptions(
        segmentBytesMax,
        bytes,
        frameBytesMax,
        rewriteBytesMax,
        reserveBytes,
        allocateBytes,
        sparesMax);
  }

  /** The same with other frames. */
  public LogOptions withFrameBytesMax(int bytes) {
    return new LogOptions(
        segmentBytesMax,
        cacheBytesMax,
        bytes,
        rewriteBytesMax,
        reserveBytes,
        allocateBytes,
        sparesMax);
  }

  /** The same with a reserve. */
  public LogOptions withReserveBytes(long bytes) {
    return new LogOptions(
        segmentBytesMax,
        cacheBytesMax,
        frameBytesMax,
        rewriteBytesMax,
        bytes,
        allocateBytes,
        sparesMax);
  }

  /**
   * The same with a reserve, and no more than a small part of it taken ahead of need: a full disk
   * is noticed within that. Nothing is without a reserve.
   */
  public LogOptions withReserve(long bytes) {
    return withReserveBytes(bytes)
        .withAhead(
            Math.min(allocateBytes, bytes / RESERVE_PARTS_AHEAD), bytes == 0 ? 0 : sparesMax);
  }

  /** The same with other preparations. */
  public LogOptions withAhead(long allocate, int spares) {
    return new LogOptions(
        segmentBytesMax,
        cacheBytesMax,
        frameBytesMax,
        rewriteBytesMax,
        reserveBytes,
        allocate,
        spares);
  }
}
