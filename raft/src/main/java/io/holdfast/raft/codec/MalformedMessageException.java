package io.holdfast.raft.codec;

/** Bytes that are no message of a version known here. The receiver drops them. */
public final class MalformedMessageException extends Exception {
  MalformedMessageException(String what) {
    super("Malformed Raft message: " + what);
  }
}
