package io.holdfast.store.txn.command;

import io.holdfast.runtime.base.Bytes;

/**
 * What a transaction wants with one user key.
 *
 * @param value empty unless it is written
 * @param unchangedSince a commit on the key after this timestamp is a conflict, too; 0: after the
 *     start only
 */
public record Mutation(Op op, Bytes key, Bytes value, long unchangedSince) {
  /** Conflicts with commits after the start. */
  public Mutation(Op op, Bytes key, Bytes value) {
    this(op, key, value, 0);
  }

  /** The kinds of mutations. */
  public enum Op {
    /** Sets the value. */
    PUT,
    /** Removes the key. */
    DELETE,
    /** Changes nothing, but conflicts with concurrent writers. */
    LOCK,
    /** Sets the value of a key that must be absent. */
    INSERT,
    /** Checks that the key is absent; leaves no lock. */
    CHECK_NOT_EXISTS
  }
}
