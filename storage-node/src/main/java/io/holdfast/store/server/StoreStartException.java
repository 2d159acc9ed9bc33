package io.holdfast.store.server;

/** A store that must not or cannot start; the message is meant for the operator. */
public final class StoreStartException extends RuntimeException {
  /** Why, for programs. */
  public enum Reason {
    /** Written by a version this one does not know. */
    UNKNOWN_FORMAT,
    /** The directory belongs to a store of another cluster. */
    OTHER_CLUSTER,
    /** The directory, or the cluster, was made for another key mode. */
    OTHER_KEY_MODE,
    /** Another process or node uses the directory. */
    IN_USE,
    /** A marker file is unreadable, or missing beside what it describes. */
    CORRUPT_MARKER,
    /** Engine or log belong to another store, or to another life of this one. */
    OTHER_STORE,
    /** The Raft log is missing, older than known, or damaged: votes or writes are forgotten. */
    LOST_LOG,
    /** The engine is missing or older than what the log was cut for. */
    LOST_ENGINE,
    /** Files, engine or port could not be opened. */
    ENVIRONMENT
  }

  private final Reason reason;

  /** Says what was found and what was expected. */
  public StoreStartException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Says what was found and what was expected, and what lies beneath. */
  public StoreStartException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why, for programs. */
  public Reason reason() {
    return reason;
  }
}
