package io.holdfast.store.read.task;

/**
 * How much one answer holds.
 *
 * @param bytesMax the answer ends with the entry that reaches it, so one entry always fits
 * @param timed it may also end because it takes long; only callers that go on behind the end of a
 *     page may be answered so
 */
public record PageLimit(long bytesMax, boolean timed) {
  /** Bytes of a page: far below what a message may hold, far above what a round trip costs. */
  public static final long PAGE_BYTES_MAX = 4L << 20;

  /** Bytes of an answer that must be whole; with one more value it fits into a message. */
  public static final long ANSWER_BYTES_MAX = 64L << 20;

  /** What an entry costs on the wire besides key and value. */
  public static final int ENTRY_BYTES = 16;

  /** An answer to a caller that takes a short one for the end of the region. */
  public static PageLimit whole() {
    return new PageLimit(ANSWER_BYTES_MAX, false);
  }

  /** No limit, where something else bounds the answer. */
  public static PageLimit none() {
    return new PageLimit(Long.MAX_VALUE, false);
  }

  /** A page of about {@code bytes} for a caller that asks for the next one. */
  public static PageLimit page(long bytes) {
    return new PageLimit(Math.min(Math.max(1, bytes), PAGE_BYTES_MAX), true);
  }
}
