package io.holdfast.sql.pgwire;

/** Where answers leave. */
public interface ByteSink {
  /**
   * Takes a copy of the bytes; blocks while the client reads slowly. Throws {@link
   * io.holdfast.sql.session.PeerGoneException} when it is gone.
   */
  void write(byte[] bytes, int length);
}
