package io.holdfast.store.txn.command;

import io.holdfast.runtime.base.Bytes;

/** What a transaction wants with one user key; {@code value} is empty unless it is written. */
public record Mutation(Op op, Bytes key, Bytes value) {
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
