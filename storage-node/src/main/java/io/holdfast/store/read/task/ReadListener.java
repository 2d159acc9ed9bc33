package io.holdfast.store.read.task;

/**
 * Learns the end of a read, once, on the read loop or, with a large answer, on another.
 *
 * @param <R> the response
 */
public interface ReadListener<R> {
  /** It has read all it wanted. */
  void done(R response);

  /** It was given up. */
  void givenUp(String reason);
}
